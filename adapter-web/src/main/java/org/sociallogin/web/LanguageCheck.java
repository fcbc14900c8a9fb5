package org.sociallogin.web;

import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpHeaders;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;

/**
 * Takes an {@code Accept-Language} away that the framework cannot read: every route would fail on
 * it, before it runs.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class LanguageCheck implements Ordered {

  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }

  @RequestFilter
  void tidy(HttpRequest<?> request) {
    try {
      var unused = request.getLocale();
    } catch (RuntimeException malformed) {
      if (request.getHeaders() instanceof MutableHttpHeaders headers) {
        headers.remove(HttpHeaders.ACCEPT_LANGUAGE);
      }
    }
  }
}
