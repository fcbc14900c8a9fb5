package org.sociallogin.app;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.http.server.HttpServerConfiguration;
import jakarta.inject.Singleton;
import org.sociallogin.web.BaseUrl;

/**
 * Listens where {@code social-login.base-url} says that people come, unless configured otherwise.
 */
@Singleton
final class ServerDefaults implements BeanCreatedEventListener<HttpServerConfiguration> {

  private static final int HIGHEST_PORT = 65_535;

  private final BaseUrl baseUrl;

  ServerDefaults(BaseUrl baseUrl) {
    this.baseUrl = baseUrl;
  }

  @Override
  public HttpServerConfiguration onCreated(BeanCreatedEvent<HttpServerConfiguration> event) {
    var server = event.getBean();
    if (server.getPort().orElse(0) > HIGHEST_PORT) {
      throw new ConfigurationException("micronaut.server.port must be at most " + HIGHEST_PORT);
    }
    if (server.getHost().isEmpty() && baseUrl.isLoopback()) {
      server.setHost(baseUrl.hostname());
    }
    if (server.getContextPath() == null && !baseUrl.prefix().isEmpty()) {
      server.setContextPath(baseUrl.prefix());
    }
    return server;
  }
}
