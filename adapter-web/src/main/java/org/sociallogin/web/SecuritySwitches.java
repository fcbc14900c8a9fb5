package org.sociallogin.web;

import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.context.ApplicationContextConfigurer;
import io.micronaut.context.annotation.ContextConfigurer;
import io.micronaut.context.env.PropertySource;
import java.util.Map;

/**
 * Leaves one way to be signed in: our session. What Micronaut Security brings besides (bearer
 * tokens, basic authentication, its own login and its published metadata) is off, whatever is
 * configured.
 */
@ContextConfigurer
public final class SecuritySwitches implements ApplicationContextConfigurer {

  @Override
  public void configure(ApplicationContextBuilder builder) {
    builder.propertySources(
        PropertySource.of(
            "social-login-switches",
            Map.of(
                "micronaut.security.token.enabled", false,
                "micronaut.security.basic-auth.enabled", false,
                "micronaut.security.endpoints.login.enabled", false,
                "micronaut.security.endpoints.logout.enabled", false,
                "micronaut.security.endpoints.oauth.enabled", false,
                "micronaut.security.endpoints.introspection.enabled", false,
                "micronaut.security.oauth2.protected-resource-metadata.enabled", false,
                "micronaut.security.oauth2.openid.logout.enabled", false),
            Integer.MAX_VALUE)); // before what anybody else says
  }
}
