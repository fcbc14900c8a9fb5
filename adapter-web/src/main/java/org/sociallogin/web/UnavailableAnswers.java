package org.sociallogin.web;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;
import org.sociallogin.core.StoreUnavailableException;

/** What a route answers whose database does not. */
@Singleton
final class UnavailableAnswers
    implements ExceptionHandler<StoreUnavailableException, MutableHttpResponse<?>> {

  private final RouteAnswers routeAnswers;

  UnavailableAnswers(RouteAnswers routeAnswers) {
    this.routeAnswers = routeAnswers;
  }

  @Override
  @SuppressWarnings("rawtypes") // so says the interface
  public MutableHttpResponse<?> handle(HttpRequest request, StoreUnavailableException away) {
    return routeAnswers.of((HttpRequest<?>) request, HttpStatus.SERVICE_UNAVAILABLE, away);
  }
}
