package org.sociallogin.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.context.env.Environment;
import io.micronaut.context.env.EnvironmentPropertySource;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.exceptions.ConfigurationException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sociallogin.core.AdmissionRules;
import org.sociallogin.core.AdmissionRules.Attribute;
import org.sociallogin.core.ProviderId;

class ConfiguredAdmissionTest {

  @Test
  void isNoneUnlessSomethingIsConfigured() {
    assertThat(ConfiguredAdmission.of(environment(Map.of()))).isNull();
    assertThat(
            ConfiguredAdmission.of(
                environment(
                    Map.of(
                        "social-login.registration",
                        "open",
                        "social-login.require-email",
                        "false"))))
        .isNull();
  }

  @Test
  @Tag("ACCT-11")
  void isWhatIsConfiguredFolded() {
    var environment =
        environment(
            Map.of(
                "social-login.registration",
                "closed",
                "social-login.require-email",
                "true",
                "social-login.allow.emails",
                "Ada@Example.test, bo@example.test",
                "social-login.allow.email-domains",
                List.of("B\u00fccher.test", "example.org"),
                "social-login.allow.bitbucket-workspaces",
                "Team-1"));

    assertThat(ConfiguredAdmission.of(environment))
        .isEqualTo(
            new AdmissionRules(
                true,
                true,
                Set.of("ada@example.test", "bo@example.test"),
                Set.of("xn--bcher-kva.test", "example.org"),
                Set.of(new Attribute(new ProviderId("bitbucket"), "workspaces", "team-1"))));
  }

  @ParameterizedTest
  @CsvSource({
    "social-login.registration, shut",
    "social-login.registration, ''",
    "social-login.require-email, yes",
    "social-login.allow, example.org",
    "social-login.allow, ''",
    "social-login.allow.emails, nobody",
    "social-login.allow.emails, ''",
    "social-login.allow.email-domains, '@example.org'",
    "social-login.allow.email-domains, '*.example.org'",
    "social-login.allow.email-domains, org",
    "social-login.allow.bitbucket-workspaces, my team"
  })
  @Tag("OPS-01")
  void isNothingThatCannotBeMeantSo(String property, String value) {
    assertThatThrownBy(() -> ConfiguredAdmission.of(environment(Map.of(property, value))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith(property + " must be ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"email", "email-domain", "domains", "bitbucket", "groups"})
  @Tag("OPS-01")
  void isNoListOfAnotherName(String list) {
    var property = "social-login.allow." + list;

    assertThatThrownBy(
            () -> ConfiguredAdmission.of(environment(Map.of(property, List.of("example.org")))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            property + " is not read: the lists are emails, email-domains, bitbucket-workspaces");
  }

  @ParameterizedTest
  @ValueSource(strings = {"EMAIL", "EMAIL_DOMAIN", "GROUPS"})
  @Tag("OPS-01")
  void isNoVariableOfAnotherName(String list) {
    var environment = variables(Map.of("SOCIAL_LOGIN_ALLOW_" + list, "example.org"));

    assertThatThrownBy(() -> ConfiguredAdmission.of(environment))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith(
            "social-login.allow."
                + list.toLowerCase(Locale.ROOT).replace('_', '-')
                + " is not read");
  }

  @Test
  void mayComeFromEnvironmentVariables() {
    var environment =
        variables(
            Map.of(
                "SOCIAL_LOGIN_ALLOW_EMAILS", "ada@example.test",
                "SOCIAL_LOGIN_ALLOW_EMAIL_DOMAINS", "example.org",
                "SOCIAL_LOGIN_ALLOW_BITBUCKET_WORKSPACES", "team-1"));

    assertThat(ConfiguredAdmission.of(environment))
        .isEqualTo(
            new AdmissionRules(
                false,
                false,
                Set.of("ada@example.test"),
                Set.of("example.org"),
                Set.of(new Attribute(new ProviderId("bitbucket"), "workspaces", "team-1"))));
  }

  private static Environment environment(Map<String, Object> properties) {
    return started(ApplicationContext.builder(properties));
  }

  private static Environment variables(Map<String, Object> variables) {
    return started(
        ApplicationContext.builder()
            .propertySources(
                PropertySource.of(
                    "variables",
                    variables,
                    PropertySource.PropertyConvention.ENVIRONMENT_VARIABLE,
                    EnvironmentPropertySource.ORIGIN)));
  }

  @SuppressWarnings("resource") // the environment alone is started
  private static Environment started(ApplicationContextBuilder builder) {
    return builder.build().getEnvironment().start();
  }
}
