package org.sociallogin.app;

import io.micronaut.http.server.netty.handler.accesslog.element.ConnectionMetadata;
import io.micronaut.http.server.netty.handler.accesslog.element.LogElement;
import io.micronaut.http.server.netty.handler.accesslog.element.LogElementBuilder;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code %U} in the format of an access log, as Apache has it: the path that was asked for. What
 * the framework offers has the query too, and that of a callback holds a code.
 */
public final class RequestPath implements LogElementBuilder, LogElement {

  @Override
  public @Nullable LogElement build(String token, @Nullable String param) {
    return token.equals("U") ? this : null;
  }

  @Override
  public Set<Event> events() {
    return Event.REQUEST_HEADERS_EVENTS;
  }

  @Override
  public String onRequestHeaders(
      ConnectionMetadata connection,
      String method,
      HttpHeaders headers,
      String uri,
      String protocol) {
    var query = uri.indexOf('?');
    return query < 0 ? uri : uri.substring(0, query);
  }

  @Override
  public LogElement copy() {
    return this;
  }

  @Override
  public String toString() {
    return "%U";
  }
}
