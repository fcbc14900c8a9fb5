package org.sociallogin.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.micronaut.context.ApplicationContext;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sociallogin.core.SocialLoginPort;

/** Which registrations become providers, and what stops the start. */
class ConfiguredIssuersTest {

  private static final String CLIENTS = "micronaut.security.oauth2.clients.";
  private static final String PROVIDERS = "social-login.providers.";

  private static Map<String, Object> acme(Map<String, ?> more) {
    var configuration = new HashMap<String, Object>();
    configuration.put(CLIENTS + "acme.client-id", "id1");
    configuration.put(CLIENTS + "acme.client-secret", "secret1");
    configuration.put(CLIENTS + "acme.openid.issuer", "https://acme.example.test");
    configuration.putAll(more);
    configuration.values().removeIf("REMOVED"::equals);
    return configuration;
  }

  private static List<String> providers(Map<String, Object> configuration) {
    try (var context =
        ApplicationContext.builder()
            .properties(configuration)
            .singletons(Clock.systemUTC())
            .start()) {
      return context.getBeansOfType(SocialLoginPort.class).stream()
          .map(port -> port.provider().id() + " " + port.provider().displayName())
          .sorted()
          .toList();
    }
  }

  @Test
  void areThoseWithAnIssuerOrOfAKnownKind() {
    assertThat(
            providers(
                acme(
                    Map.of(
                        CLIENTS + "google.client-id", "id2",
                        CLIENTS + "google.client-secret", "secret2",
                        CLIENTS + "corp.client-id", "id3",
                        CLIENTS + "corp.client-secret", "secret3",
                        CLIENTS + "corp.openid.issuer", "https://git.example.test/gitlab",
                        PROVIDERS + "corp.kind", "gitlab",
                        PROVIDERS + "corp.display-name", "Company GitLab"))))
        .containsExactly("acme acme", "corp Company GitLab", "google Google");
  }

  @Test
  void areNoneOfAnyOtherKind() {
    assertThat(providers(acme(Map.of(PROVIDERS + "acme.kind", "oauth2")))).isEmpty();
    assertThat(providers(acme(Map.of(CLIENTS + "acme.openid.issuer", "REMOVED")))).isEmpty();
    assertThat(providers(acme(Map.of(CLIENTS + "acme.enabled", "false")))).isEmpty();
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        arguments(Map.of("client-id", "REMOVED"), CLIENTS + "acme.client-id is missing"),
        arguments(Map.of("client-secret", "REMOVED"), CLIENTS + "acme.client-secret is missing"),
        arguments(Map.of("client-secret", ""), CLIENTS + "acme.client-secret is blank"),
        arguments(
            Map.of("client-secret", "abc123\n"),
            CLIENTS
                + "acme.client-secret begins or ends with white space, or holds a control"
                + " character"),
        arguments(
            Map.of("openid.issuer", "http://acme.example.test"),
            CLIENTS
                + "acme.openid.issuer is not an absolute https URL (http for loopback only) of at"
                + " most 2000 characters without user info and fragment"),
        arguments(
            Map.of("openid.issuer", "acme.example.test"),
            CLIENTS
                + "acme.openid.issuer is not an absolute https URL (http for loopback only) of at"
                + " most 2000 characters without user info and fragment"),
        arguments(
            Map.of("openid.issuer", "https://acme.example.test/" + "x".repeat(230)),
            CLIENTS + "acme.openid.issuer is too long to tell subjects apart by"),
        arguments(
            Map.of("openid.configuration-path", "@evil.example.test/"),
            CLIENTS + "acme.openid.configuration-path is no path"),
        arguments(
            Map.of("openid.jwks-uri", "ftp://acme.example.test/keys"),
            CLIENTS
                + "acme.openid.jwks-uri is not an absolute https URL (http for loopback only) of at"
                + " most 2000 characters without user info and fragment"),
        arguments(
            Map.of("grant-type", "password"),
            CLIENTS + "acme.grant-type is not authorization_code"),
        arguments(
            Map.of("token.authentication-method", "private_key_jwt"),
            PROVIDERS + "acme.token.private-key is missing"));
  }

  @ParameterizedTest
  @Tag("C51")
  @Tag("C52")
  @Tag("OPS-01")
  @MethodSource("mistakes")
  void aMistakeInTheRegistrationIsSaidAtTheStart(Map<String, String> leaves, String sentence) {
    var more = new HashMap<String, String>();
    leaves.forEach((leaf, value) -> more.put(CLIENTS + "acme." + leaf, value));

    refuses(acme(more), sentence);
  }

  static Stream<Arguments> otherMistakes() {
    return Stream.of(
        arguments(
            Map.of("kind", "oidc", "user-info.source", "graph"),
            "acme.user-info.source is none of id-token, user-info, both"),
        arguments(
            Map.of("mapping.email-verified-rule", "always"),
            "acme.mapping.email-verified-rule is none of claim, domain-owner, never"),
        arguments(
            Map.of("mapping.subject", "/sub"),
            "acme.mapping.subject has a pointer, where it takes names of claims alone"),
        arguments(
            Map.of("require", List.of("hd=example.test")),
            "acme.require is not a JSON pointer, such as /data/id (RFC 6901)"),
        arguments(
            Map.of("require.hd", "example.test"),
            "acme.require is not a JSON pointer, such as /data/id (RFC 6901)"),
        arguments(
            Map.of("openid.metadata-issuer", "https://acme.example.test/" + "x".repeat(230)),
            "acme.openid.metadata-issuer is too long to tell subjects apart by"),
        arguments(
            Map.of("authorization.parameters", List.of("nonce=1")),
            "acme.authorization.parameters has nonce, which an attempt says for itself"),
        arguments(
            Map.of("user-info.headers", List.of("Cookie=a")),
            "acme.user-info.headers has Cookie, which every request says for itself"));
  }

  @ParameterizedTest
  @Tag("OPS-01")
  @MethodSource("otherMistakes")
  void soIsAMistakeInWhatIsOurs(Map<String, Object> leaves, String sentence) {
    var more = new HashMap<String, Object>();
    leaves.forEach((leaf, value) -> more.put(PROVIDERS + "acme." + leaf, value));

    refuses(acme(more), PROVIDERS + sentence);
  }

  @Test
  void aKindThatIsNoIssuerByItselfNeedsOne() {
    refuses(
        acme(Map.of(PROVIDERS + "acme.kind", "oidc", CLIENTS + "acme.openid.issuer", "REMOVED")),
        CLIENTS + "acme.openid.issuer is missing");
  }

  @Test
  @Tag("C53")
  void aNameIsAnIdOfAProvider() {
    for (var name : List.of("my-provider", "my provider", "1st")) {
      var client = CLIENTS + name + '.';
      refuses(
          Map.of(
              client + "client-id", "id1",
              client + "client-secret", "secret1",
              client + "openid.issuer", "https://acme.example.test"),
          CLIENTS.substring(0, CLIENTS.length() - 1)
              + " has a name that is none of a provider: a provider id is a lower-case letter and"
              + " at most 31 lower-case letters and digits");
    }
  }

  private static void refuses(Map<String, Object> configuration, String sentence) {
    Assertions.assertThatThrownBy(() -> providers(configuration))
        .rootCause()
        .hasMessage(sentence)
        .hasMessageNotContainingAny("secret1", "abc123", "evil");
  }
}
