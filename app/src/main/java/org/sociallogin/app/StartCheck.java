package org.sociallogin.app;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sociallogin.core.LoginFlow;
import org.sociallogin.web.BaseUrl;

/** Tells the operator, at start, what has to be registered where, or that nothing can work. */
@Context
final class StartCheck implements ApplicationEventListener<ServerStartupEvent> {

  private static final Logger LOG = LoggerFactory.getLogger(StartCheck.class);

  private final LoginFlow flow;
  private final BaseUrl baseUrl;

  StartCheck(LoginFlow flow, BaseUrl baseUrl) {
    if (flow.providers().isEmpty()) {
      throw new ConfigurationException(
          "no provider is configured; set micronaut.security.oauth2.clients.bitbucket.client-id and"
              + " micronaut.security.oauth2.clients.bitbucket.client-secret, or try it with --sandbox");
    }
    this.flow = flow;
    this.baseUrl = baseUrl;
  }

  @Override
  public void onApplicationEvent(ServerStartupEvent started) {
    for (var provider : flow.providers()) {
      LOG.info(
          "{}: register the callback URL {}; scopes asked for: {}",
          provider.displayName(),
          flow.redirectUri(provider.id()),
          provider.scopes().isEmpty()
              ? "those that are registered"
              : String.join(" ", provider.scopes()));
    }
    LOG.info("Open {} in a browser", baseUrl);
  }
}
