package org.sociallogin.web;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * What a route says that does not do what was asked of it: on ours in our words, on somebody else's
 * as the application says all its errors.
 */
@Singleton
final class RouteAnswers {

  private final Problems problems;
  private final ErrorResponseProcessor<?> theirs;

  RouteAnswers(Problems problems, ErrorResponseProcessor<?> theirs) {
    this.problems = problems;
    this.theirs = theirs;
  }

  MutableHttpResponse<?> of(HttpRequest<?> request, HttpStatus status, @Nullable Throwable cause) {
    return SessionAuthentication.isOurs(request)
        ? problems.answer(request, status, cause)
        : theirs.processResponse(
            ErrorContext.builder(request).cause(cause).errorMessage(status.getReason()).build(),
            HttpResponse.status(status));
  }
}
