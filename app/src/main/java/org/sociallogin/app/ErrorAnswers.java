package org.sociallogin.app;

import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;
import org.sociallogin.web.Problems;

/** What the framework has to say of a request becomes one of our pages, or a problem in JSON. */
@Singleton
final class ErrorAnswers implements ErrorResponseProcessor<byte[]> {

  private final Problems problems;

  ErrorAnswers(Problems problems) {
    this.problems = problems;
  }

  @Override
  public MutableHttpResponse<byte[]> processResponse(
      ErrorContext error, MutableHttpResponse<?> response) {
    var answer =
        problems.answer(error.getRequest(), response.status(), error.getRootCause().orElse(null));
    response
        .getHeaders()
        .forEach((name, values) -> values.forEach(value -> answer.header(name, value)));
    return answer;
  }
}
