package org.sociallogin.web;

import io.micronaut.context.annotation.Replaces;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.http.HttpRequest;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.filters.AuthenticationFetcher;
import io.micronaut.security.rules.SecurityRule;
import io.micronaut.security.token.TokenAuthenticationFetcher;
import io.micronaut.web.router.RouteAttributes;
import io.micronaut.web.router.RouteInfo;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.sociallogin.core.SessionToken;
import org.sociallogin.core.StoreUnavailableException;

/**
 * Our session as Micronaut Security's {@link Authentication}, for every controller. Whoever this
 * node remembers costs neither SQL nor a change of thread. It takes the place of the one that looks
 * for bearer tokens, of which there are none.
 */
@Singleton
@Replaces(TokenAuthenticationFetcher.class)
final class SessionAuthentication implements AuthenticationFetcher<HttpRequest<?>> {

  private static final String VISITOR = "org.sociallogin.visitor";
  private static final String STORE_UNAVAILABLE = "org.sociallogin.store-unavailable";

  private final Sessions sessions;
  private final ExecutorService executor;

  SessionAuthentication(Sessions sessions, @Named(Wiring.EXECUTOR) ExecutorService executor) {
    this.sessions = sessions;
    this.executor = executor;
  }

  @Override
  public Publisher<Authentication> fetchAuthentication(HttpRequest<?> request) {
    var tokens = sessions.tokens(request);
    if (tokens.isEmpty() || isForAnybody(request)) {
      return Publishers.empty();
    }
    var remembered = sessions.remembered(tokens);
    if (remembered != null) {
      return Publishers.just(found(request, remembered));
    }
    return Publishers.fromCompletableFuture(
        CompletableFuture.supplyAsync(() -> read(request, tokens), executor));
  }

  /** Who asks, on a route for who is signed in. */
  static Visitor visitor(HttpRequest<?> request) {
    return request
        .getAttribute(VISITOR, Visitor.class)
        .orElseThrow(() -> new IllegalStateException("the route is not for who is signed in"));
  }

  /** Why it could not be found out who asks, or null. */
  static @Nullable StoreUnavailableException storeUnavailable(HttpRequest<?> request) {
    return request.getAttribute(STORE_UNAVAILABLE, StoreUnavailableException.class).orElse(null);
  }

  private @Nullable Authentication read(HttpRequest<?> request, List<SessionToken> tokens) {
    try {
      var visitor = sessions.read(tokens);
      return visitor == null ? null : found(request, visitor);
    } catch (StoreUnavailableException e) {
      request.setAttribute(STORE_UNAVAILABLE, e);
      return null;
    }
  }

  private static Authentication found(HttpRequest<?> request, Visitor visitor) {
    request.setAttribute(VISITOR, visitor);
    return visitor.authentication();
  }

  /** Our own routes for anybody read the session themselves, where they need it. */
  private static boolean isForAnybody(HttpRequest<?> request) {
    return RouteAttributes.getRouteInfo(request)
        .filter(SessionAuthentication::isOurs)
        .flatMap(route -> route.getAnnotationMetadata().stringValue(Secured.class))
        .filter(SecurityRule.IS_ANONYMOUS::equals)
        .isPresent();
  }

  /** Whether it is to a route of ours. */
  static boolean isOurs(HttpRequest<?> request) {
    return RouteAttributes.getRouteInfo(request).filter(SessionAuthentication::isOurs).isPresent();
  }

  private static boolean isOurs(RouteInfo<?> route) {
    return route.getDeclaringType().getPackage().equals(SessionAuthentication.class.getPackage());
  }
}
