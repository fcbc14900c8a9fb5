package org.sociallogin.web;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.env.Environment;
import io.micronaut.context.exceptions.ConfigurationException;
import java.time.Duration;
import java.util.List;

/**
 * Stops the start where a property has a value that cannot be what it should be: Micronaut would
 * quietly take the default.
 */
@Context
final class SettingsCheck {

  private static final List<String> DURATIONS =
      List.of(
          "social-login.provider-timeout",
          "social-login.session.idle",
          "social-login.session.absolute");

  private static final String CACHE = "social-login.session.cache";
  private static final List<String> COUNTS =
      List.of("social-login.max-in-flight", "social-login.failed-callbacks");
  private static final String NAME = "social-login.name";

  SettingsCheck(Environment environment) {
    for (var property : DURATIONS) {
      if (isWrong(environment, property, Duration.ofMillis(1))) {
        throw new ConfigurationException(property + " must be a time such as 10s, 5m or 7d");
      }
    }
    if (isWrong(environment, CACHE, Duration.ZERO)) {
      throw new ConfigurationException(CACHE + " must be a time such as 10s, or 0s");
    }
    for (var property : COUNTS) {
      if (environment.containsProperty(property)
          && environment.getProperty(property, Integer.class).filter(most -> most > 0).isEmpty()) {
        throw new ConfigurationException(property + " must be a number above zero");
      }
    }
    if (environment.getProperty(NAME, String.class).filter(String::isBlank).isPresent()) {
      throw new ConfigurationException(NAME + " must be what people know the application by");
    }
  }

  private static boolean isWrong(Environment environment, String property, Duration least) {
    return environment.containsProperty(property)
        && environment
            .getProperty(property, Duration.class)
            .filter(time -> time.compareTo(least) >= 0)
            .isEmpty();
  }
}
