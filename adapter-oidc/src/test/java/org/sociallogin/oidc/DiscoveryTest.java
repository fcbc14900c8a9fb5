package org.sociallogin.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.sociallogin.oidc.Scene.CLIENT;
import static org.sociallogin.oidc.Scene.PROVIDER;
import static org.sociallogin.oidc.StubIssuer.METADATA;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sociallogin.core.Provider;
import org.sociallogin.oidc.StubIssuer.Answer;

/** What is asked of an issuer before anybody signs in there, and what is believed of the answer. */
class DiscoveryTest {

  private final StubIssuer issuer = new StubIssuer();
  private Scene scene = new Scene(issuer, Map.of());

  @AfterEach
  void close() {
    scene.close();
    issuer.close();
  }

  private void configured(Map<String, ?> more) {
    scene.close();
    scene = new Scene(issuer, more);
  }

  @Test
  @Tag("FLOW-36")
  void nothingIsAskedForBeforeSomebodySignsIn() {
    assertThat(scene.port.provider())
        .isEqualTo(
            Provider.of(Scene.ID, "acme", "id1", issuer.uri(""))
                .withScopes(List.of("openid", "profile", "email"))
                .withIssuer(issuer.uri("").toString(), false));
    assertThat(issuer.requests).isEmpty();
  }

  @Test
  void theProviderIsWhatTheMetadataSay() throws Exception {
    issuer.metadata.put("authorization_response_iss_parameter_supported", true);

    scene.port.authorize(scene.attempt());

    assertThat(scene.port.provider())
        .isEqualTo(
            Provider.of(Scene.ID, "acme", "id1", issuer.uri("/authorize"))
                .withScopes(List.of("openid", "profile", "email"))
                .withIssuer(issuer.uri("").toString(), true)
                .withNonce());
  }

  @Test
  @Tag("FLOW-36")
  void anIssuerThatIsDownAtTheStartIsFoundOnceItIsUp() throws Exception {
    var port = issuer.port();
    issuer.close();
    assertThat(scene.failure()).startsWith("PROVIDER_UNAVAILABLE: the metadata request to ");

    try (var up = new StubIssuer(port)) {
      scene.clock.turn(Duration.ofSeconds(4));
      assertThat(scene.failure()).startsWith("PROVIDER_UNAVAILABLE: the metadata request to ");
      assertThat(up.requests).isEmpty();

      scene.clock.turn(Duration.ofSeconds(1));
      up.claims.put("iat", scene.clock.instant().getEpochSecond());
      assertThat(scene.signIn().subject()).isEqualTo("ada");
    }
  }

  @ParameterizedTest
  @Tag("FLOW-36")
  @ValueSource(
      strings = {"https://evil.example.test", "ISSUER/", "ISSUER/realms/acme", "", "{tenantid}"})
  void metadataOfAnotherIssuerAreRefused(String other) {
    issuer.metadata.put("issuer", other.replace("ISSUER", issuer.uri("").toString()));

    assertThat(scene.failure())
        .isEqualTo("PROVIDER_UNINTELLIGIBLE: the metadata are not of " + issuer.uri(""));
    assertThat(issuer.requests).hasSize(1);
  }

  static Stream<Arguments> endpoints() {
    return Stream.of("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint")
        .flatMap(
            member ->
                Stream.of(
                        "http://acme.example.test/x",
                        "http://localhost.example.test/x",
                        "//acme.example.test/x",
                        "/x",
                        "x",
                        "",
                        "ftp://localhost/x",
                        "file:///etc/passwd",
                        "https://ada:secret@acme.example.test/x",
                        "https://acme.example.test/x#y",
                        "https:///x",
                        "https://acme.example.test/a b",
                        "https://acme.example.test/" + "x".repeat(2_000))
                    .map(url -> arguments(member, url)));
  }

  @ParameterizedTest
  @Tag("FLOW-36")
  @Tag("HTTP-16")
  @MethodSource("endpoints")
  void endpointsAreHttps(String member, String url) {
    issuer.metadata.put(member, url);

    assertThat(scene.failure())
        .isEqualTo(
            "PROVIDER_UNINTELLIGIBLE: the metadata have no " + member + " that is an https URL");
  }

  @ParameterizedTest
  @ValueSource(strings = {"authorization_endpoint", "token_endpoint", "jwks_uri"})
  void noEndpointIsMissing(String member) {
    for (var none : List.of(1, List.of(), Map.of())) {
      issuer.metadata.put(member, none);
      assertThat(scene.failure()).endsWith("that is an https URL");
      scene.clock.turn(Duration.ofSeconds(5));
    }
    issuer.metadata.remove(member);
    assertThat(scene.failure()).endsWith("that is an https URL");
  }

  @Test
  @Tag("HTTP-07")
  void whatIsNoMetadataHasItsReason() {
    for (var answer :
        Map.of(
                Answer.of(500), "PROVIDER_UNAVAILABLE",
                Answer.of(429), "PROVIDER_UNAVAILABLE",
                Answer.of(200), "PROVIDER_UNINTELLIGIBLE",
                Answer.of(404), "PROVIDER_UNINTELLIGIBLE",
                Answer.json("[]"), "PROVIDER_UNINTELLIGIBLE",
                Answer.json("null"), "PROVIDER_UNINTELLIGIBLE",
                Answer.json("{"), "PROVIDER_UNINTELLIGIBLE",
                Answer.json("{\"issuer\":1}"), "PROVIDER_UNINTELLIGIBLE")
            .entrySet()) {
      issuer.answers.put(METADATA, answer.getKey());

      assertThat(scene.failure()).startsWith(answer.getValue() + ": the metadata ");
      scene.clock.turn(Duration.ofSeconds(5));
    }
  }

  @ParameterizedTest
  @Tag("HTTP-01")
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void noRedirectIsFollowed(int status) {
    var elsewhere = new StubIssuer();
    for (var path : List.of(METADATA, StubIssuer.KEYS)) {
      var location = elsewhere.uri(path).toString();
      issuer.answers.put(path, new Answer(status, "text/html", "", Map.of("Location", location)));

      assertThat(scene.failure())
          .startsWith("PROVIDER_UNINTELLIGIBLE: the ")
          .endsWith(status + " \"text/html\", which redirects to \"" + location + '"');
      issuer.answers.clear();
      scene.clock.turn(Duration.ofSeconds(5));
    }
    assertThat(elsewhere.requests).isEmpty();
    elsewhere.close();
  }

  @Test
  void metadataThatWereFoundOnceAreKept() throws Exception {
    scene.signIn();
    issuer.answers.put(METADATA, Answer.of(500));

    assertThat(scene.signIn().subject()).isEqualTo("ada");
    assertThat(issuer.hits(METADATA)).isEqualTo(1);
  }

  @Test
  @Tag("FLOW-36")
  void metadataAreAskedForAgainAfterADay() throws Exception {
    scene.port.authorize(scene.attempt());
    issuer.metadata.put("authorization_endpoint", issuer.uri("/moved").toString());
    scene.clock.turn(Duration.ofHours(24).minusSeconds(1));
    assertThat(scene.port.authorize(scene.attempt()).getPath()).isEqualTo("/authorize");

    scene.clock.turn(Duration.ofSeconds(1));

    assertThat(scene.port.authorize(scene.attempt()).getPath()).isEqualTo("/moved");
    assertThat(scene.port.provider().authorizationEndpoint()).isEqualTo(issuer.uri("/moved"));
    assertThat(issuer.hits(METADATA)).isEqualTo(2);
  }

  @Test
  @Tag("FLOW-36")
  void metadataThatCannotBeRenewedStayGood() throws Exception {
    scene.port.authorize(scene.attempt());
    issuer.answers.put(METADATA, Answer.of(500));
    scene.clock.turn(Duration.ofHours(24));

    assertThat(scene.port.authorize(scene.attempt()).getPath()).isEqualTo("/authorize");
    assertThat(scene.port.authorize(scene.attempt()).getPath()).isEqualTo("/authorize");
    assertThat(issuer.hits(METADATA)).isEqualTo(2);

    scene.clock.turn(Duration.ofDays(9));
    assertThat(scene.port.authorize(scene.attempt()).getPath()).isEqualTo("/authorize");
  }

  @Test
  @Tag("FLOW-36")
  void metadataAreAskedForAgainAfterAFailure() throws Exception {
    scene.signIn();
    issuer.metadata.put("token_endpoint", issuer.uri("/moved").toString());
    issuer.answers.put(
        "/moved",
        Answer.json(
            StubIssuer.json(
                Map.of(
                    "access_token", "t1", "token_type", "Bearer", "id_token", issuer.signed()))));
    issuer.answers.put(StubIssuer.TOKEN, Answer.of(404));
    scene.clock.turn(Duration.ofSeconds(59));
    assertThat(scene.failure()).startsWith("PROVIDER_UNINTELLIGIBLE: ");
    assertThat(scene.failure()).as("once a minute").startsWith("PROVIDER_UNINTELLIGIBLE: ");

    scene.clock.turn(Duration.ofSeconds(1));

    assertThat(scene.signIn().subject()).isEqualTo("ada");
    assertThat(issuer.hits(METADATA)).isEqualTo(2);
  }

  @Test
  void anIssuerMayHaveAPath() throws Exception {
    var realm = issuer.uri("/realms/acme").toString();
    issuer.metadata.put("issuer", realm);
    issuer.claims.put("iss", realm);
    configured(Map.of(CLIENT + "openid.issuer", realm));

    assertThat(scene.signIn().subject()).isEqualTo("ada");
    assertThat(issuer.hits("/realms/acme" + METADATA)).isEqualTo(1);
  }

  @Test
  void theSlashAtTheEndOfAnIssuerIsNoPartOfWhoSomebodyIs() throws Exception {
    var slash = issuer.uri("/").toString();
    issuer.metadata.put("issuer", slash);
    issuer.claims.put("iss", slash);
    configured(Map.of(CLIENT + "openid.issuer", slash));

    assertThat(scene.signIn().subject()).isEqualTo("ada");
    assertThat(issuer.hits(METADATA)).isEqualTo(1);
    assertThat(scene.port.provider())
        .extracting(Provider::issuer, Provider::authority)
        .containsExactly(slash, issuer.uri("").toString());
  }

  @Test
  void whatIsConfiguredStandsForWhatIsPublished() throws Exception {
    issuer.metadata.putAll(
        Map.of(
            "authorization_endpoint", "https://inside.example.test/authorize",
            "token_endpoint", "https://inside.example.test/token",
            "jwks_uri", "https://inside.example.test/keys",
            "userinfo_endpoint", "https://inside.example.test/userinfo"));
    configured(
        Map.of(
            CLIENT + "authorization.url", issuer.uri("/outside").toString(),
            CLIENT + "token.url", issuer.uri(StubIssuer.TOKEN).toString(),
            CLIENT + "openid.jwks-uri", issuer.uri(StubIssuer.KEYS).toString(),
            CLIENT + "scopes", "openid,groups",
            PROVIDER + "user-info.source", "both",
            PROVIDER + "user-info.url", issuer.uri(StubIssuer.USER_INFO).toString(),
            PROVIDER + "display-name", "Acme"));

    assertThat(scene.signIn().subject()).isEqualTo("ada");
    assertThat(scene.port.authorize(scene.attempt()).toString())
        .startsWith(issuer.uri("/outside?response_type=code").toString())
        .contains("&scope=openid+groups&");
    assertThat(scene.port.provider().displayName()).isEqualTo("Acme");
  }

  @Test
  void whatIsPublishedIsNotJudgedWhereSomethingElseIsConfigured() throws Exception {
    var inside = "http://keycloak:8080/x";
    for (var member :
        List.of("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint")) {
      issuer.metadata.put(member, inside);
    }
    configured(
        Map.of(
            CLIENT + "authorization.url", issuer.uri("/authorize").toString(),
            CLIENT + "token.url", issuer.uri(StubIssuer.TOKEN).toString(),
            CLIENT + "openid.jwks-uri", issuer.uri(StubIssuer.KEYS).toString(),
            PROVIDER + "user-info.source", "both",
            PROVIDER + "user-info.url", issuer.uri(StubIssuer.USER_INFO).toString()));

    assertThat(scene.signIn().subject()).isEqualTo("ada");
    assertThat(issuer.hits(StubIssuer.USER_INFO)).isEqualTo(1);
  }

  @Test
  void userInfoThatIsConfiguredNeedNotBePublished() throws Exception {
    issuer.metadata.remove("userinfo_endpoint");
    configured(
        Map.of(
            PROVIDER + "user-info.source",
            "both",
            PROVIDER + "user-info.url",
            issuer.uri(StubIssuer.USER_INFO).toString()));

    assertThat(scene.signIn().subject()).isEqualTo("ada");
    assertThat(issuer.hits(StubIssuer.USER_INFO)).isEqualTo(1);
  }

  @Test
  @Tag("FLOW-08")
  void anIssuerThatPromisesToNameItselfHasTo() throws Exception {
    issuer.metadata.put("authorization_response_iss_parameter_supported", true);

    assertThat(scene.failure())
        .isEqualTo("RESPONSE_INVALID: the answer is not of " + issuer.uri(""));
    assertThat(scene.failure(Map.of("iss", "https://evil.example.test")))
        .isEqualTo("RESPONSE_INVALID: the answer is not of " + issuer.uri(""));
    assertThat(scene.signIn(Map.of("iss", issuer.uri("").toString())).subject()).isEqualTo("ada");
    assertThat(issuer.hits(StubIssuer.TOKEN)).isEqualTo(1);
  }

  @Test
  void anIssuerThatPromisesTooMuchCanBeForgiven() throws Exception {
    issuer.metadata.put("authorization_response_iss_parameter_supported", true);
    configured(Map.of(PROVIDER + "authorization.iss", "if-present"));

    assertThat(scene.signIn().subject()).isEqualTo("ada");
    assertThat(scene.failure(Map.of("iss", "https://evil.example.test")))
        .startsWith("RESPONSE_INVALID: ");
  }
}
