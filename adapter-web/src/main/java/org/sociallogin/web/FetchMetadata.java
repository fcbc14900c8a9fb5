package org.sociallogin.web;

import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a browser says of where a request comes from and what it is for (W3C Fetch Metadata). */
final class FetchMetadata {

  private FetchMetadata() {}

  /**
   * {@code same-origin}, {@code same-site}, {@code cross-site} or {@code none}; null if not said.
   */
  static @Nullable String site(HttpRequest<?> request) {
    return request.getHeaders().get("Sec-Fetch-Site");
  }

  /** Whether another site is known to have led there, by a link or by redirects. */
  static boolean isFromElsewhere(HttpRequest<?> request) {
    var site = site(request);
    return "cross-site".equals(site) || "same-site".equals(site);
  }

  /**
   * Whether a person goes there: no HEAD, no prefetch, no prerender, no image, frame or script.
   * Browsers that say nothing of it are believed.
   */
  static boolean isNavigation(HttpRequest<?> request) {
    return request.getMethod() != HttpMethod.HEAD
        && !isAhead(request, "Sec-Purpose")
        && !isAhead(request, "Purpose")
        && !isAhead(request, "X-Moz")
        && isAbsentOr(request, "Sec-Fetch-Mode", "navigate")
        && isAbsentOr(request, "Sec-Fetch-Dest", "document");
  }

  private static boolean isAhead(HttpRequest<?> request, String header) {
    var purpose = request.getHeaders().get(header);
    return purpose != null
        && purpose.toLowerCase(Locale.ROOT).matches(".*(prefetch|prerender|preview).*");
  }

  private static boolean isAbsentOr(HttpRequest<?> request, String header, String expected) {
    var value = request.getHeaders().get(header);
    return value == null || value.equals(expected);
  }
}
