package org.sociallogin.generic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.exceptions.ConfigurationException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sociallogin.core.Icon;
import org.sociallogin.core.Provider;
import org.sociallogin.core.ProviderId;
import org.sociallogin.core.SocialLoginPort;
import org.sociallogin.oauth2.Presets;

class ConfiguredProvidersTest {

  private static final Map<String, String> ACME =
      Map.of(
          "client-secret", "s",
          "authorization.url", "https://acme.example/authorize",
          "token.url", "https://acme.example/token",
          "user-info.url", "https://acme.example/me");

  @Test
  void twoPropertiesMakeAPreset() {
    assertThat(
            providers(
                ApplicationContext.run(
                    Map.of(
                        "micronaut.security.oauth2.clients.github.client-id", "id1",
                        "micronaut.security.oauth2.clients.github.client-secret", "s"))))
        .containsExactly(gitHub("github", "GitHub"));
  }

  @Test
  void twoVariablesOfTheEnvironmentMakeAPreset() {
    assertThat(
            providers(
                Registered.environment(
                    Map.of(
                        "MICRONAUT_SECURITY_OAUTH2_CLIENTS_GITHUB_CLIENT_ID", "id1",
                        "MICRONAUT_SECURITY_OAUTH2_CLIENTS_GITHUB_CLIENT_SECRET", "s"))))
        .containsExactly(gitHub("github", "GitHub"));
  }

  @Test
  void aPresetServesUnderAnyName() {
    assertThat(
            providers(
                Registered.environment(
                    Map.of(
                        "MICRONAUT_SECURITY_OAUTH2_CLIENTS_CORP_CLIENT_ID", "id1",
                        "MICRONAUT_SECURITY_OAUTH2_CLIENTS_CORP_CLIENT_SECRET", "s",
                        "SOCIAL_LOGIN_PROVIDERS_CORP_KIND", "github",
                        "SOCIAL_LOGIN_PROVIDERS_CORP_DISPLAY_NAME", "GitHub of Corp"))))
        .containsExactly(gitHub("corp", "GitHub of Corp"));
  }

  @Test
  void severalStandSideBySide() {
    var properties = new HashMap<String, Object>();
    for (var name : List.of("forge", "gitea", "x", "stranger", "off", "google")) {
      properties.put("micronaut.security.oauth2.clients." + name + ".client-id", "id1");
      properties.put("micronaut.security.oauth2.clients." + name + ".client-secret", "s");
    }
    properties.put("social-login.providers.forge.kind", "gitea");
    properties.put("social-login.providers.forge.base-url", "https://forge.example/git/");
    properties.put("social-login.providers.gitea.base-url", "https://gitea.example");
    properties.put("social-login.providers.off.kind", "discord");
    properties.put("micronaut.security.oauth2.clients.off.enabled", "false");
    properties.put(
        "micronaut.security.oauth2.clients.google.openid.issuer", "https://accounts.google.com");

    assertThat(providers(ApplicationContext.run(properties)))
        .extracting(provider -> provider.authorizationEndpoint().toString())
        .containsExactlyInAnyOrder(
            "https://forge.example/git/login/oauth/authorize",
            "https://gitea.example/login/oauth/authorize",
            "https://x.com/i/oauth2/authorize");
  }

  @ParameterizedTest
  @CsvSource({
    "https://Git.example, git.example",
    "https://git.example:443/, git.example",
    "https://git.example/one/, git.example/one",
    "https://git.example:8443/two, git.example:8443/two"
  })
  void aServerIsItsHostAndPortAndPath(String baseUrl, String authority) {
    assertThat(acme(Map.of("kind", "gitea", "base-url", baseUrl)).authority()).isEqualTo(authority);
  }

  @Test
  @Tag("ACCT-03")
  void aServerWithAnIssuerIsTheIssuer() {
    var issuer = "https://id.acme.example";

    assertThat(
            acme(Map.of(
                    "kind",
                    "gitea",
                    "base-url",
                    "https://git.acme.example",
                    "authorization.issuer",
                    issuer))
                .authority())
        .isEqualTo(issuer);
  }

  @Test
  void anythingElseIsConfigured() {
    assertThat(acme(Map.of())).isEqualTo(plain());
    assertThat(
            acme(
                Map.of(
                    "display-name", "Acme",
                    "scopes", "profile,email",
                    "pkce", "off",
                    "authorization.denied-errors", "user_cancelled")))
        .isEqualTo(
            Provider.of(
                    new ProviderId("acme"),
                    "Acme",
                    "id1",
                    URI.create("https://acme.example/authorize"))
                .withScopes(List.of("profile", "email"))
                .withoutPkce()
                .withDeniedErrors(Set.of("user_cancelled")));
  }

  private static final String NO_LINK = "is not an https URL of at most 2000 characters";
  private static final String COPIED_BADLY =
      "begins or ends with white space, or holds a control character";
  private static final String NOT_READ = "is not read by a provider of this kind";

  static Stream<Arguments> wrong() {
    return Stream.of(
        wrong("user-info.url", null, "is missing"),
        wrong("authorization.url", null, "is missing"),
        wrong("token.url", null, "is missing"),
        wrong("client-secret", null, "is missing"),
        wrong("client-secret", "", "is blank"),
        wrong("client-secret", "  ", "is blank"),
        wrong("client-secret", "abc123\n", COPIED_BADLY),
        wrong("client-id", "id1 ", COPIED_BADLY),
        wrong("mapping.subject", "id", "is not a JSON pointer, such as /data/id (RFC 6901)"),
        wrong("emails.items", "values", "is not a JSON pointer, such as /data/id (RFC 6901)"),
        wrong("require", "state=active", "is not a JSON pointer, such as /data/id (RFC 6901)"),
        wrong(
            "mapping.email-verified-rule",
            "sometimes",
            "is none of claim, non-null, always, never"),
        wrong(
            "mapping.picture-template",
            "https://a.example/{hash}",
            "has a member in braces that is none of subject, name, preferred-username, email,"
                + " email-verified, picture, profile"),
        wrong("mapping.picture-template", "http://a.example/{subject}", NO_LINK),
        wrong("mapping.profile-template", "{preferred-username}", NO_LINK),
        wrong("mapping.profile-template", "https://a.example/{subject", NO_LINK),
        wrong("mapping.username", "/login", NOT_READ),
        wrong("emails.confirmed", "/confirmed", NOT_READ),
        wrong("user-info.source", "both", NOT_READ),
        wrong("openid.issuers", "https://acme.example", NOT_READ),
        wrong("base-url", "https://acme.example", NOT_READ));
  }

  private static Arguments wrong(String leaf, @Nullable String value, String how) {
    return arguments(leaf, value, how);
  }

  @ParameterizedTest
  @MethodSource("wrong")
  @Tag("OPS-01")
  @Tag("C51")
  @Tag("C52")
  void stopsTheStartInOneSentenceThatNamesThePropertyAndNotTheValue(
      String leaf, @Nullable String value, String how) {
    var leaves = new HashMap<>(ACME);
    leaves.put("emails.url", "https://acme.example/emails");
    leaves.remove(leaf);
    if (value != null) {
      leaves.put(leaf, value);
    }

    assertStops(Registered.acme(leaves), Registered.property("acme", leaf) + ' ' + how);
  }

  @Test
  @Tag("OPS-01")
  void aRuleThatReadsAFlagNeedsOne() {
    var leaves = new HashMap<>(ACME);
    leaves.put("mapping.email-verified-rule", "claim");

    assertStops(
        Registered.acme(leaves), "social-login.providers.acme.mapping.email-verified is missing");
  }

  @Test
  @Tag("OPS-01")
  void anIssuerIsOfAnotherKind() {
    var leaves = new HashMap<>(ACME);
    var issuer = "micronaut.security.oauth2.clients.acme.openid.issuer";
    leaves.put(issuer, "https://acme.example");

    assertStops(Registered.acme(leaves), issuer + " is not read by a provider of this kind");
  }

  @Test
  @Tag("OPS-01")
  void aServerOfOnesOwnHasAnAddress() {
    assertStops(
        ApplicationContext.run(
            Map.of(
                "micronaut.security.oauth2.clients.gitea.client-id", "id1",
                "micronaut.security.oauth2.clients.gitea.client-secret", "s")),
        "social-login.providers.gitea.base-url is missing");
  }

  @Test
  @Tag("OPS-01")
  void anAddressTellsSubjectsApart() {
    var leaves = new HashMap<>(ACME);
    leaves.put("kind", "gitea");
    leaves.put("base-url", "https://acme.example/" + "x".repeat(250));

    assertStops(
        Registered.acme(leaves),
        "social-login.providers.acme.base-url is too long to tell subjects apart by");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gitlab-corp", "my provider"})
  @Tag("OPS-01")
  @Tag("C53")
  void aNameThatIsNoneOfAProviderStopsTheStart(String name) {
    assertStops(
        ApplicationContext.run(
            Map.of("micronaut.security.oauth2.clients." + name + ".client-id", "id1")),
        "micronaut.security.oauth2.clients has a name that is none of a provider: a provider id is"
            + " a lower-case letter and at most 31 lower-case letters and digits");
  }

  private static void assertStops(ApplicationContext context, String sentence) {
    try (context) {
      var cause = catchThrowable(() -> context.getBeansOfType(SocialLoginPort.class));
      while (cause.getCause() != null && !(cause instanceof ConfigurationException)) {
        cause = cause.getCause();
      }
      assertThat(cause).isExactlyInstanceOf(ConfigurationException.class).hasMessage(sentence);
    }
  }

  @Test
  void whereNothingIsRegisteredNothingIsThere() {
    assertThat(providers(ApplicationContext.run())).isEmpty();
  }

  private static Provider acme(Map<String, String> more) {
    var leaves = new HashMap<>(ACME);
    leaves.putAll(more);
    return providers(Registered.acme(leaves)).get(0);
  }

  private static List<Provider> providers(ApplicationContext started) {
    try (started) {
      return started.getBeansOfType(SocialLoginPort.class).stream()
          .map(SocialLoginPort::provider)
          .toList();
    }
  }

  private static Provider plain() {
    return Provider.of(
        new ProviderId("acme"), "acme", "id1", URI.create("https://acme.example/authorize"));
  }

  private static Provider gitHub(String id, String name) {
    return Provider.of(
            new ProviderId(id), name, "id1", URI.create("https://github.com/login/oauth/authorize"))
        .withScopes(List.of("read:user", "user:email"))
        .withIssuer("https://github.com/login/oauth", false)
        .withIcon(
            Icon.of(
                Presets.read(ConfiguredProviders.class)
                    .getOrDefault("github", Map.of())
                    .getOrDefault("icon", "")));
  }
}
