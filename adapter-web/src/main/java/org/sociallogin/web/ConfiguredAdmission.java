package org.sociallogin.web;

import io.micronaut.context.env.Environment;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.core.naming.NameUtils;
import io.micronaut.core.type.Argument;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.Admission;
import org.sociallogin.core.AdmissionRules;
import org.sociallogin.core.AdmissionRules.Attribute;
import org.sociallogin.core.Email;
import org.sociallogin.core.ProviderId;

/**
 * Who may come in as it is configured. A value that cannot be meant so stops the start: whoever
 * mistypes a list must not let everybody in.
 */
final class ConfiguredAdmission {

  private static final String REGISTRATION = "social-login.registration";
  private static final String REQUIRE_EMAIL = "social-login.require-email";
  private static final String ALLOW = "social-login.allow";
  private static final String EMAILS = ALLOW + ".emails";
  private static final String DOMAINS = ALLOW + ".email-domains";
  static final String WORKSPACES = ALLOW + ".bitbucket-workspaces";

  static final ProviderId BITBUCKET = new ProviderId("bitbucket");
  private static final String WORKSPACE = "[a-z0-9_.-]{1,100}";

  private ConfiguredAdmission() {}

  /** The rules, or null where there are none. */
  static @Nullable Admission of(Environment environment) {
    refuseOtherLists(environment);
    var rules =
        new AdmissionRules(
            isRegistrationClosed(environment),
            is(environment, REQUIRE_EMAIL, "true", "false"),
            list(environment, EMAILS, "e-mail addresses", ConfiguredAdmission::email),
            list(environment, DOMAINS, "domains such as example.org", ConfiguredAdmission::domain),
            list(
                    environment,
                    WORKSPACES,
                    "workspaces as they stand in addresses at Bitbucket",
                    ConfiguredAdmission::workspace)
                .stream()
                .map(slug -> new Attribute(BITBUCKET, "workspaces", slug))
                .collect(Collectors.toSet()));
    return rules.equals(new AdmissionRules(false, false, Set.of(), Set.of(), Set.of()))
        ? null
        : rules;
  }

  private static void refuseOtherLists(Environment environment) {
    if (environment.containsProperty(ALLOW)) {
      throw new ConfigurationException(
          ALLOW + " must be followed by .emails, .email-domains or .bitbucket-workspaces");
    }
    var lists = List.of(EMAILS, DOMAINS, WORKSPACES);
    for (var key : new TreeSet<>(environment.getProperties(ALLOW).keySet())) {
      // An environment variable tells no dot from a dash.
      var list = NameUtils.hyphenate(key.replaceFirst("\\[.*", "")).replace('.', '-');
      if (!lists.contains(ALLOW + '.' + list)) {
        throw new ConfigurationException(
            ALLOW
                + '.'
                + list
                + " is not read: the lists are emails, email-domains, bitbucket-workspaces");
      }
    }
  }

  static boolean isRegistrationClosed(Environment environment) {
    return is(environment, REGISTRATION, "closed", "open");
  }

  private static boolean is(Environment environment, String property, String yes, String no) {
    var value = environment.getProperty(property, String.class).orElse(no);
    if (!value.equals(yes) && !value.equals(no)) {
      throw new ConfigurationException(property + " must be " + no + " or " + yes);
    }
    return value.equals(yes);
  }

  private static Set<String> list(
      Environment environment,
      String property,
      String what,
      Function<String, @Nullable String> reader) {
    if (!isSet(environment, property)) {
      return Set.of();
    }
    var values = environment.getProperty(property, Argument.listOf(String.class)).orElse(List.of());
    var read = new HashSet<String>();
    for (var value : values) {
      var entry = reader.apply(value.strip());
      if (entry == null) {
        throw new ConfigurationException(property + " must be a list of " + what);
      }
      read.add(entry);
    }
    if (read.isEmpty()) {
      throw new ConfigurationException(property + " must be a list of " + what);
    }
    return read;
  }

  /** Whether the list is there, as one value or one by one. */
  static boolean isSet(Environment environment, String property) {
    return environment.containsProperties(property) || environment.containsProperty(property);
  }

  private static @Nullable String email(String value) {
    var email = Email.of(value, true);
    return email == null ? null : email.folded();
  }

  private static @Nullable String domain(String value) {
    var email = Email.of("somebody@" + value, true);
    return email == null || !value.contains(".") ? null : email.domain();
  }

  private static @Nullable String workspace(String value) {
    var slug = value.toLowerCase(Locale.ROOT);
    return slug.matches(WORKSPACE) ? slug : null;
  }
}
