package org.sociallogin.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.sociallogin.oidc.Scene.PROVIDER;

import io.micronaut.context.ApplicationContext;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sociallogin.core.Email;
import org.sociallogin.core.Profile;
import org.sociallogin.core.Provider;
import org.sociallogin.core.Provider.Label;
import org.sociallogin.core.ProviderId;
import org.sociallogin.core.SocialLoginPort;
import org.sociallogin.oauth2.Presets;

/** The well-known issuers, each with what is different about it. */
class PresetsTest {

  private static final List<String> STANDARD = List.of("openid", "profile", "email");

  private final StubIssuer issuer = new StubIssuer();
  private final Map<String, Object> configuration = new HashMap<>();

  @AfterEach
  void close() {
    issuer.close();
  }

  private Scene scene(String kind) {
    configuration.put(PROVIDER + "kind", kind);
    return new Scene(issuer, configuration);
  }

  private static Arguments named(
      String name, String displayName, String issuer, UnaryOperator<Provider> terms) {
    return arguments(
        terms.apply(
            Provider.of(new ProviderId(name), displayName, "id1", URI.create(issuer))
                .withScopes(STANDARD)
                .withIssuer(issuer, false)));
  }

  static Stream<Arguments> byName() {
    return Stream.of(
        named("google", "Google", "https://accounts.google.com", terms -> terms),
        named("gitlab", "GitLab", "https://gitlab.com", terms -> terms),
        named(
            "microsoft",
            "Microsoft",
            "https://login.microsoftonline.com/common/v2.0",
            terms ->
                terms
                    .withAnyIssuer()
                    .withAuthority("https://login.microsoftonline.com/common/v2.0#id1")
                    .withLabel(Label.SIGN_IN_WITH)),
        named(
            "linkedin",
            "LinkedIn",
            "https://www.linkedin.com/oauth",
            terms ->
                terms
                    .withAuthority("https://www.linkedin.com/oauth#id1")
                    .withoutPkce()
                    .withLabel(Label.SIGN_IN_WITH)
                    .withDeniedErrors(Set.of("user_cancelled_login", "user_cancelled_authorize"))),
        named(
            "slack",
            "Slack",
            "https://slack.com",
            terms -> terms.withoutPkce().withLabel(Label.SIGN_IN_WITH)),
        named(
            "twitch",
            "Twitch",
            "https://id.twitch.tv/oauth2",
            terms -> terms.withScopes(List.of("openid", "user:read:email"))));
  }

  @ParameterizedTest
  @MethodSource("byName")
  void needNothingButIdAndSecret(Provider expected) {
    var client = "micronaut.security.oauth2.clients." + expected.id();
    try (var context =
        ApplicationContext.builder()
            .properties(Map.of(client + ".client-id", "id1", client + ".client-secret", "secret1"))
            .singletons(Clock.systemUTC())
            .start()) {
      var found = context.getBean(SocialLoginPort.class).provider();

      // Where people are sent is known once the metadata are; what is configured stands in the
      // query.
      var endpoint = found.authorizationEndpoint().toString().split("\\?", 2)[0];
      assertThat(endpoint).isEqualTo(expected.authorizationEndpoint().toString());
      assertThat(found)
          .usingRecursiveComparison()
          .ignoringFields("authorizationEndpoint", "icon")
          .isEqualTo(expected);
    }
  }

  /** Apple's needs a key as well, see {@link AppleTest}. */
  @Test
  void everyPresetIsTested() {
    var presets = Presets.read(ConfiguredIssuers.class).keySet();

    assertThat(
            Stream.concat(
                Stream.of("apple"),
                byName().map(preset -> ((Provider) preset.get()[0]).id().value())))
        .containsExactlyInAnyOrderElementsOf(presets);
    assertThat(ConfiguredContractTest.issuers().map(issuer -> (String) issuer.get()[0]))
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(Stream.of("oidc"), presets.stream()).toList());
  }

  static Stream<Arguments> requests() {
    return Stream.of(
        arguments("google", "prompt=select_account", "openid profile email", true, true),
        arguments("gitlab", "", "openid profile email", true, true),
        arguments("microsoft", "prompt=select_account", "openid profile email", true, true),
        arguments("linkedin", "", "openid profile email", false, false),
        arguments("slack", "", "openid profile email", false, true),
        arguments(
            "twitch",
            "claims={\"id_token\":{\"email\":null,\"email_verified\":null,\"picture\":null,"
                + "\"preferred_username\":null}}",
            "openid user:read:email",
            true,
            true));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void askAsTheirIssuersWant(
      String kind, String parameters, String scopes, boolean pkce, boolean nonce) throws Exception {
    try (var scene = scene(kind)) {
      var query = scene.port.authorize(scene.attempt()).getRawQuery();

      assertThat(URLDecoder.decode(query, UTF_8))
          .isEqualTo(
              (parameters.isEmpty() ? "" : parameters + '&')
                  + "response_type=code&client_id=id1"
                  + "&redirect_uri=http://localhost:8080/oauth/callback/acme&scope="
                  + scopes
                  + "&state="
                  + Scene.STATE
                  + (pkce
                      ? "&code_challenge=7w_YNF9DSfIdPf_pRjSq646_kPr-2-o9NAl16JGghdM"
                          + "&code_challenge_method=S256"
                      : "")
                  + (nonce ? "&nonce=" + Scene.NONCE : ""));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"linkedin", "twitch"})
  void proveThemselvesByFormWhereNothingElseIsTaken(String kind) throws Exception {
    try (var scene = scene(kind)) {
      scene.signIn();

      var request = issuer.requests.get(1);
      assertThat(request.authorization()).isEmpty();
      assertThat(request.body()).endsWith("&client_id=id1&client_secret=secret1");
      assertThat(request.body().contains("code_verifier")).isEqualTo(kind.equals("twitch"));
    }
  }

  @Test
  void googleMayLeaveTheSchemeOut() throws Exception {
    configuration.put(
        PROVIDER + "openid.issuers", List.of(issuer.uri("").toString(), "accounts.google.com"));
    try (var scene = scene("google")) {
      issuer.claims.put("iss", "accounts.google.com");

      assertThat(scene.signIn().subject()).isEqualTo("ada");
      assertThat(scene.failure(Map.of("iss", "accounts.google.com")))
          .startsWith("RESPONSE_INVALID: ");
    }
    assertThat(Presets.read(ConfiguredIssuers.class).get("google"))
        .containsEntry("openid.issuers", "https://accounts.google.com,accounts.google.com");
  }

  @Test
  void gitLabCallsTheUserNameANickname() throws Exception {
    try (var scene = scene("gitlab")) {
      issuer.claims.putAll(Map.of("nickname", "ada.example", "sub_legacy", "legacy"));

      assertThat(scene.signIn())
          .isEqualTo(
              new Profile(
                  Scene.ID,
                  "ada",
                  "Ada Example",
                  "ada.example",
                  new Email("ada@example.test", true),
                  null,
                  null,
                  Map.of()));
    }
  }

  @Test
  void gitLabMayTellNoMoreThanTheAddressInItsToken() throws Exception {
    try (var scene = scene("gitlab")) {
      issuer.claims.remove("name");
      issuer.userInfo.putAll(
          Map.of(
              "name", "Ada Example",
              "nickname", "ada.example",
              "picture", "https://gitlab.example.test/ada.png"));

      assertThat(scene.signIn())
          .isEqualTo(
              new Profile(
                  Scene.ID,
                  "ada",
                  "Ada Example",
                  "ada.example",
                  new Email("ada@example.test", true),
                  URI.create("https://gitlab.example.test/ada.png"),
                  null,
                  Map.of()));
    }
  }

  @Test
  void linkedInIsReadByUserInfoAlone() throws Exception {
    try (var scene = scene("linkedin")) {
      issuer.claims.remove("nonce");
      issuer.userInfo.putAll(
          Map.of(
              "name", "Ada Example",
              "email", "ada@example.test",
              "email_verified", "true",
              "locale", Map.of("country", "GB", "language", "en")));

      assertThat(scene.signIn().email()).isEqualTo(new Email("ada@example.test", true));
      assertThat(issuer.hits(StubIssuer.KEYS)).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"user_cancelled_login", "user_cancelled_authorize"})
  void linkedInHasItsOwnWordsForNo(String error) {
    try (var scene = scene("linkedin")) {
      assertThat(scene.failure(Map.of("code", "", "error", error)))
          .isEqualTo("ACCESS_DENIED: the person said no");
    }
  }

  @Test
  void slackPeopleAreKnownByTeamAndUser() throws Exception {
    var ids = Map.of("https://slack.com/team_id", "T1", "https://slack.com/user_id", "U1");
    issuer.claims.putAll(ids);
    try (var scene = scene("slack")) {
      assertThat(scene.signIn().subject()).isEqualTo("T1/U1");

      issuer.claims.remove("https://slack.com/team_id");
      assertThat(scene.failure())
          .isEqualTo("PROVIDER_UNINTELLIGIBLE: the claims of acme lack https://slack.com/team_id");
    }
  }

  @Test
  void slackRefusesWith200() {
    issuer.answers.put(
        StubIssuer.TOKEN, StubIssuer.Answer.json("{\"ok\":false,\"error\":\"invalid_code\"}"));
    try (var scene = scene("slack")) {
      assertThat(scene.failure()).startsWith("RESPONSE_INVALID: ");
    }
  }

  @Test
  void slackRefusesToSayWhoItIsWith200() {
    issuer.answers.put(
        StubIssuer.USER_INFO, StubIssuer.Answer.json("{\"ok\":false,\"error\":\"token_revoked\"}"));
    try (var scene = scene("slack")) {
      assertThat(scene.failure())
          .isEqualTo(
              "PROVIDER_REFUSED: the user-info request to "
                  + issuer.uri(StubIssuer.USER_INFO)
                  + " was answered 200 \"application/json\" and \"token_revoked\"");
    }
  }

  @Test
  void twitchKnowsNoNameButOne() throws Exception {
    issuer.claims.remove("name");
    issuer.claims.put("preferred_username", "AdaPlays");
    try (var scene = scene("twitch")) {
      var profile = scene.signIn();

      assertThat(profile.preferredUsername()).isEqualTo("AdaPlays");
      assertThat(issuer.hits(StubIssuer.USER_INFO)).isZero();
    }
  }
}
