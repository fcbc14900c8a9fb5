package org.sociallogin.bitbucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.EnvironmentPropertySource;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.env.PropertySource.PropertyConvention;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sociallogin.core.Provider;
import org.sociallogin.core.ProviderId;
import org.sociallogin.core.SocialLoginPort;
import org.sociallogin.oauth2.ClientAuthentication;

class BitbucketRegistrationTest {

  private static final String CLIENT = "micronaut.security.oauth2.clients.bitbucket.";

  @Test
  void isThereWithTheIdAndTheSecretAlone() {
    try (var context =
        ApplicationContext.run(Map.of(CLIENT + "client-id", "k1", CLIENT + "client-secret", "s"))) {
      assertThat(context.getBean(SocialLoginPort.class).provider())
          .isEqualTo(
              Provider.of(
                      new ProviderId("bitbucket"),
                      "Bitbucket",
                      "k1",
                      URI.create("https://bitbucket.org/site/oauth2/authorize"))
                  .withScopes(List.of("account", "email"))
                  .withIcon(Bitbucket.ICON)
                  .withSettings(Bitbucket.SETTINGS));
    }
  }

  @Test
  void isAskedWhereBitbucketDocuments() {
    var bitbucket = Bitbucket.provider(List.of());

    assertThat(bitbucket.tokenEndpoint())
        .hasToString("https://bitbucket.org/site/oauth2/access_token");
    assertThat(bitbucket.resources())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "user-info", URI.create("https://api.bitbucket.org/2.0/user"),
                "emails", URI.create("https://api.bitbucket.org/2.0/user/emails"),
                "workspaces", URI.create("https://api.bitbucket.org/2.0/user/workspaces")));
    assertThat(bitbucket.clientAuthentication())
        .isEqualTo(ClientAuthentication.CLIENT_SECRET_BASIC);
  }

  @Test
  void isThereWithEnvironmentVariablesAlone() {
    try (var context =
        started(
            Map.of(
                "MICRONAUT_SECURITY_OAUTH2_CLIENTS_BITBUCKET_CLIENT_ID", "k1",
                "MICRONAUT_SECURITY_OAUTH2_CLIENTS_BITBUCKET_CLIENT_SECRET", "s",
                "MICRONAUT_SECURITY_OAUTH2_CLIENTS_BITBUCKET_AUTHORIZATION_URL",
                    "http://127.0.0.1:9/authorize",
                "MICRONAUT_SECURITY_OAUTH2_CLIENTS_BITBUCKET_SCOPES", "account,email,team",
                "SOCIAL_LOGIN_PROVIDERS_BITBUCKET_DISPLAY_NAME", "Our Bitbucket"))) {
      assertThat(context.getBean(SocialLoginPort.class).provider())
          .isEqualTo(
              Provider.of(
                      new ProviderId("bitbucket"),
                      "Our Bitbucket",
                      "k1",
                      URI.create("http://127.0.0.1:9/authorize"))
                  .withScopes(List.of("account", "email", "team"))
                  .withIcon(Bitbucket.ICON));
    }
  }

  @Test
  void isNotThereWithoutARegistration() {
    try (var context = started(Map.of())) {
      assertThat(context.getBeansOfType(SocialLoginPort.class)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "FALSE", "no", "off"})
  void isNotThereWhenSwitchedOff(String off) {
    try (var context =
        started(
            Map.of(
                "MICRONAUT_SECURITY_OAUTH2_CLIENTS_BITBUCKET_CLIENT_ID", "k1",
                "MICRONAUT_SECURITY_OAUTH2_CLIENTS_BITBUCKET_CLIENT_SECRET", "s",
                "MICRONAUT_SECURITY_OAUTH2_CLIENTS_BITBUCKET_ENABLED", off))) {
      assertThat(context.getBeansOfType(SocialLoginPort.class)).isEmpty();
    }
  }

  private static ApplicationContext started(Map<String, Object> environment) {
    return ApplicationContext.builder()
        .propertySources(
            PropertySource.of(
                "environment",
                environment,
                PropertyConvention.ENVIRONMENT_VARIABLE,
                EnvironmentPropertySource.ORIGIN))
        .start();
  }
}
