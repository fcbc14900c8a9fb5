package org.sociallogin.app;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import io.micronaut.security.oauth2.configuration.OauthClientConfiguration;
import java.util.Collection;
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

  StartCheck(LoginFlow flow, BaseUrl baseUrl, Collection<OauthClientConfiguration> registrations) {
    for (var registration : registrations) {
      refuseAStranger(flow, registration);
    }
    if (flow.providers().isEmpty()) {
      throw new ConfigurationException(
          "no provider is configured; set micronaut.security.oauth2.clients.bitbucket.client-id and"
              + " micronaut.security.oauth2.clients.bitbucket.client-secret, or try it with --sandbox");
    }
    this.flow = flow;
    this.baseUrl = baseUrl;
  }

  private static void refuseAStranger(LoginFlow flow, OauthClientConfiguration registration) {
    var name = registration.getName();
    if (registration.isEnabled() && flow.provider(name) == null) {
      throw new ConfigurationException(
          "micronaut.security.oauth2.clients."
              + name
              + " is no provider that there is; social-login.providers."
              + name
              + ".kind says which one it is: oidc, oauth2, or a preset such as github");
    }
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
