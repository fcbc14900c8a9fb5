package org.sociallogin.web;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.env.Environment;
import io.micronaut.context.exceptions.ConfigurationException;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sociallogin.core.AccountRepository;
import org.sociallogin.core.LoginFlow;

/**
 * Looks for what is configured of providers that there are not: a registration that nobody serves
 * stops the start; what was left of one that is gone is said in the log.
 */
@Context
@Requires(beans = AccountRepository.class)
final class ProvidersCheck {

  private static final Logger LOG = LoggerFactory.getLogger(ProvidersCheck.class);
  private static final String REGISTRATIONS = "micronaut.security.oauth2.clients.";
  private static final String PROVIDERS = "social-login.providers";

  ProvidersCheck(LoginFlow flow, Environment environment) {
    var bitbucket = ConfiguredAdmission.BITBUCKET.value();
    if (flow.provider(bitbucket) == null
        && ConfiguredAdmission.isSet(environment, ConfiguredAdmission.WORKSPACES)) {
      LOG.warn(
          "{} lets nobody in: there is no {}{}",
          ConfiguredAdmission.WORKSPACES,
          REGISTRATIONS,
          bitbucket);
    }
    var names = new TreeSet<String>();
    for (var property : environment.getProperties(PROVIDERS).keySet()) {
      names.add(property.replaceFirst("[^a-z0-9].*", ""));
    }
    for (var name : names) {
      if (flow.provider(name) != null) {
        continue;
      }
      var registration = REGISTRATIONS + name;
      if (isOn(environment, registration)) {
        throw new ConfigurationException(
            PROVIDERS
                + '.'
                + name
                + ".kind does not say what "
                + registration
                + " is: oidc, oauth2, or a preset such as github");
      }
      if (!environment.containsProperties(registration)) {
        LOG.warn("{}.{} configures nothing: there is no {}", PROVIDERS, name, registration);
      }
    }
  }

  private static boolean isOn(Environment environment, String registration) {
    return environment.containsProperty(registration + ".client-id")
        && environment.getProperty(registration + ".enabled", Boolean.class).orElse(true);
  }
}
