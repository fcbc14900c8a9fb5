package org.sociallogin.web;

import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.filter.ServerFilterPhase;
import io.micronaut.web.router.RouteAttributes;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that change something when another site made the browser send them. It holds for
 * every controller, of ours and of whoever builds on us, besides {@code SameSite} cookies.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class OriginCheck implements Ordered {

  private static final Set<HttpMethod> SAFE =
      EnumSet.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.TRACE);

  private final BaseUrl baseUrl;
  private final Problems problems;

  OriginCheck(BaseUrl baseUrl, Problems problems) {
    this.baseUrl = baseUrl;
    this.problems = problems;
  }

  @Override
  public int getOrder() {
    return ServerFilterPhase.SECURITY.before();
  }

  @RequestFilter
  @Nullable HttpResponse<?> refuse(HttpRequest<?> request) {
    return SAFE.contains(request.getMethod()) || isOurs(request) || isSignIn(request)
        ? null
        : problems.answer(request, Problem.CROSS_SITE);
  }

  /** A browser that says neither site nor origin is believed only while it brings no cookie. */
  private boolean isOurs(HttpRequest<?> request) {
    var site = FetchMetadata.site(request);
    if (site != null) {
      return site.equals("same-origin");
    }
    var origin = request.getHeaders().get("Origin");
    return origin != null
        ? origin.equals(baseUrl.origin())
        : !request.getHeaders().contains("Cookie");
  }

  /**
   * Who may start a sign-in is another question, which {@link StartFrom} answers; what a provider
   * posts, {@link PostedAnswers} sends on.
   */
  private static boolean isSignIn(HttpRequest<?> request) {
    return RouteAttributes.getRouteInfo(request)
        .filter(route -> route.getDeclaringType() == LoginController.class)
        .isPresent();
  }
}
