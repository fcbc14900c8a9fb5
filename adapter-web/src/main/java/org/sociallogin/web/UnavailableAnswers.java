package org.sociallogin.web;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;
import org.sociallogin.core.StoreUnavailableException;

/**
 * What a route answers whose database does not. On somebody else's route it is said as the
 * application says its errors.
 */
@Singleton
final class UnavailableAnswers
    implements ExceptionHandler<StoreUnavailableException, MutableHttpResponse<?>> {

  private final Problems problems;
  private final ErrorResponseProcessor<?> theirs;

  UnavailableAnswers(Problems problems, ErrorResponseProcessor<?> theirs) {
    this.problems = problems;
    this.theirs = theirs;
  }

  @Override
  @SuppressWarnings("rawtypes") // so says the interface
  public MutableHttpResponse<?> handle(HttpRequest request, StoreUnavailableException away) {
    var asked = (HttpRequest<?>) request;
    var status = HttpStatus.SERVICE_UNAVAILABLE;
    return SessionAuthentication.isOurs(asked)
        ? problems.answer(asked, status, away)
        : theirs.processResponse(
            ErrorContext.builder(asked).cause(away).errorMessage(status.getReason()).build(),
            HttpResponse.status(status));
  }
}
