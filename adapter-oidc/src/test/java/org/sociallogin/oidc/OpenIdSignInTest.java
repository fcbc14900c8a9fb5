package org.sociallogin.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sociallogin.oidc.Scene.ID;
import static org.sociallogin.oidc.Scene.PROVIDER;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sociallogin.core.Email;
import org.sociallogin.core.Profile;
import org.sociallogin.oidc.StubIssuer.Answer;
import org.sociallogin.oidc.StubIssuer.Request;

/** The whole way of a person at an issuer that nothing but its address is known of. */
class OpenIdSignInTest {

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

  private static Profile ada(@Nullable Email email) {
    return new Profile(ID, "ada", "Ada Example", null, email, null, null, Map.of());
  }

  @Test
  void endsWithTheProfileThatTheIdTokenHolds() throws Exception {
    issuer.claims.putAll(
        Map.of(
            "preferred_username", "ada.example",
            "nickname", "Addie",
            "picture", "https://pictures.example.test/ada.png",
            "profile", "https://people.example.test/ada"));

    assertThat(scene.signIn())
        .isEqualTo(
            new Profile(
                ID,
                "ada",
                "Ada Example",
                "ada.example",
                new Email("ada@example.test", true),
                URI.create("https://pictures.example.test/ada.png"),
                URI.create("https://people.example.test/ada"),
                Map.of()));
    assertThat(issuer.hits(StubIssuer.USER_INFO)).isZero();
  }

  @Test
  @Tag("FLOW-04")
  @Tag("FLOW-33")
  void asksWithPkceAndNonce() throws Exception {
    assertThat(scene.port.authorize(scene.attempt()))
        .isEqualTo(
            issuer.uri(
                "/authorize?response_type=code&client_id=id1"
                    + "&redirect_uri=http%3A%2F%2Flocalhost%3A8080%2Foauth%2Fcallback%2Facme"
                    + "&scope=openid+profile+email"
                    + "&state=sssssssssssssssssssssssssssssssssssssssssss"
                    + "&code_challenge=7w_YNF9DSfIdPf_pRjSq646_kPr-2-o9NAl16JGghdM"
                    + "&code_challenge_method=S256"
                    + "&nonce=nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"));
  }

  @Test
  void asksTheIssuerForWhatItNeedsAndForThatOnce() throws Exception {
    scene.signIn();
    scene.signIn();

    var form =
        "grant_type=authorization_code&code=c1"
            + "&redirect_uri=http%3A%2F%2Flocalhost%3A8080%2Foauth%2Fcallback%2Facme"
            + "&code_verifier=vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv";
    assertThat(issuer.requests)
        .containsExactly(
            new Request("GET", StubIssuer.METADATA, "", ""),
            new Request("POST", "/token", "Basic aWQxOnNlY3JldDE=", form),
            new Request("GET", "/keys", "", ""),
            new Request("POST", "/token", "Basic aWQxOnNlY3JldDE=", form));
  }

  @Test
  void userInfoIsAskedForWhereTheIdTokenHasNeitherEMailNorName() throws Exception {
    issuer.claims.remove("email");
    issuer.claims.remove("name");
    issuer.userInfo.putAll(
        Map.of("name", "Ada Example", "email", "ada@example.test", "email_verified", false));

    assertThat(scene.signIn()).isEqualTo(ada(new Email("ada@example.test", false)));
    assertThat(issuer.requests.get(3))
        .isEqualTo(new Request("GET", StubIssuer.USER_INFO, "Bearer t1", ""));
  }

  @Test
  @Tag("FLOW-35")
  void userInfoOfAnotherSubjectIsDropped() {
    issuer.claims.remove("email");
    issuer.claims.remove("name");
    issuer.userInfo.putAll(Map.of("sub", "eve", "name", "Eve"));

    assertThat(scene.failure())
        .isEqualTo(
            "PROVIDER_UNINTELLIGIBLE: the user info is of another subject than the ID token");
  }

  @Test
  @Tag("FLOW-35")
  void userInfoWithoutASubjectIsDropped() {
    configured(Map.of(PROVIDER + "user-info.source", "both"));
    issuer.userInfo.remove("sub");

    assertThat(scene.failure()).isEqualTo("PROVIDER_UNINTELLIGIBLE: the claims of acme lack sub");
  }

  @Test
  void whatTheIssuerSignedCountsMoreAndAFlagStaysWithItsAddress() throws Exception {
    configured(Map.of(PROVIDER + "user-info.source", "both"));
    issuer.claims.remove("email_verified");
    issuer.userInfo.putAll(
        Map.of(
            "name", "Somebody",
            "email", "other@example.test",
            "email_verified", true,
            "preferred_username", "ada.example"));

    assertThat(scene.signIn())
        .isEqualTo(
            new Profile(
                ID,
                "ada",
                "Ada Example",
                "ada.example",
                new Email("ada@example.test", false),
                null,
                null,
                Map.of()));
  }

  @Test
  void anIssuerWithoutUserInfoIsAskedForNone() throws Exception {
    issuer.metadata.remove("userinfo_endpoint");
    issuer.claims.remove("email");
    issuer.claims.remove("name");

    assertThat(scene.signIn())
        .isEqualTo(new Profile(ID, "ada", null, null, null, null, null, Map.of()));
  }

  @Test
  void theIdTokenCanBeLeftUnread() throws Exception {
    configured(Map.of(PROVIDER + "user-info.source", "user-info"));
    issuer.idToken = "nothing";
    issuer.userInfo.putAll(Map.of("name", "Ada Example"));

    assertThat(scene.signIn()).isEqualTo(ada(null));
    assertThat(scene.port.authorize(scene.attempt()).getQuery()).doesNotContain("nonce");
    assertThat(issuer.hits(StubIssuer.KEYS)).isZero();
  }

  @Test
  void otherClaimsCanSayIt() throws Exception {
    issuer.claims.putAll(
        Map.of(
            "upn", "ada@corp.test",
            "mail", Map.of("address", "ada@corp.test", "checked", true),
            "https://corp.test/photo", "https://corp.test/ada.png"));
    var mapping =
        Map.of(
            PROVIDER + "mapping.preferred-username", "/nickname,/upn",
            PROVIDER + "mapping.email", "/mail/address",
            PROVIDER + "mapping.email-verified", "/mail/checked",
            PROVIDER + "mapping.picture", "/https:~1~1corp.test~1photo");
    try (var mapped = new Scene(issuer, mapping)) {
      assertThat(mapped.signIn())
          .isEqualTo(
              new Profile(
                  Scene.ID,
                  "ada",
                  "Ada Example",
                  "ada@corp.test",
                  new Email("ada@corp.test", true),
                  URI.create("https://corp.test/ada.png"),
                  null,
                  Map.of()));
    }
  }

  @Test
  @Tag("C26")
  void aSubjectIsKeptAsItIs() throws Exception {
    issuer.claims.put("sub", "waad|mUiN/k3+e=");

    assertThat(scene.signIn().subject()).isEqualTo("waad|mUiN/k3+e=");
  }

  @ParameterizedTest
  @Tag("C27")
  @ValueSource(strings = {"true", "false", "1", "yes", "TRUE"})
  void verifiedIsTrueInATextAsWell(String flag) throws Exception {
    issuer.claims.put("email_verified", flag);

    assertThat(scene.signIn()).isEqualTo(ada(new Email("ada@example.test", flag.equals("true"))));
  }

  @Test
  @Tag("ACCT-06")
  void verifiedCanMeanSomethingElse() throws Exception {
    configured(Map.of(PROVIDER + "mapping.email-verified-rule", "never"));

    assertThat(scene.signIn()).isEqualTo(ada(new Email("ada@example.test", false)));
  }

  @Test
  @Tag("C24")
  void nobodySignsInWithoutASubject() {
    for (var none : List.of("", "  ", Map.of("id", "ada"), List.of("ada"))) {
      issuer.claims.put("sub", none);
      assertThat(scene.failure()).startsWith("PROVIDER_UNINTELLIGIBLE: ");
    }
    issuer.claims.remove("sub");
    assertThat(scene.failure()).startsWith("PROVIDER_UNINTELLIGIBLE: ");
  }

  @Test
  @Tag("C16")
  @Tag("C17")
  @Tag("C18")
  @Tag("C19")
  void theTokenAnswerIsReadGenerously() throws Exception {
    issuer.answers.put(
        StubIssuer.TOKEN,
        new Answer(
            201,
            "application/json;charset=UTF-8",
            StubIssuer.json(
                Map.of(
                    "access_token",
                    "t1",
                    "token_type",
                    "BEARER",
                    "expires_in",
                    "3599",
                    "scope",
                    List.of("openid", "email"),
                    "unknown",
                    Map.of(),
                    "id_token",
                    issuer.signed())),
            Map.of()));

    assertThat(scene.signIn()).isEqualTo(ada(new Email("ada@example.test", true)));
  }

  @Test
  @Tag("C22")
  void signedUserInfoIsNotUnderstoodAndTheMessageSaysWhy() {
    configured(Map.of(PROVIDER + "user-info.source", "both"));
    issuer.answers.put(
        StubIssuer.USER_INFO, new Answer(200, "application/jwt", issuer.signed(), Map.of()));

    assertThat(scene.failure())
        .isEqualTo(
            "PROVIDER_UNINTELLIGIBLE: the user-info request to "
                + issuer.uri(StubIssuer.USER_INFO)
                + " was answered 200 \"application/jwt\", which is not JSON");
  }

  @Test
  @Tag("C28")
  @Tag("HTTP-01")
  void noRedirectIsFollowed() {
    for (var path :
        List.of(StubIssuer.USER_INFO, StubIssuer.KEYS, StubIssuer.TOKEN, StubIssuer.METADATA)) {
      try (var fresh = new Scene(issuer, Map.of(PROVIDER + "user-info.source", "both"))) {
        issuer.answers.clear();
        issuer.answers.put(
            path, new Answer(302, "text/html", "", Map.of("Location", "/elsewhere")));

        assertThat(fresh.failure())
            .startsWith("PROVIDER_UNINTELLIGIBLE: ")
            .endsWith("which redirects to \"/elsewhere\"");
      }
    }
    assertThat(issuer.hits("/elsewhere")).isZero();
  }

  @Test
  @Tag("C50")
  void theSecretArrivesAsItIsByBasicAndByForm() throws Exception {
    configured(Map.of(Scene.CLIENT + "client-secret", "ab+cd/ef=="));
    scene.signIn();
    assertThat(issuer.requests.get(1).authorization())
        .isEqualTo("Basic aWQxOmFiJTJCY2QlMkZlZiUzRCUzRA=="); // id1:ab%2Bcd%2Fef%3D%3D

    issuer.metadata.put(
        "token_endpoint_auth_methods_supported", List.of("client_secret_post", "none"));
    configured(Map.of(Scene.CLIENT + "client-secret", "ab+cd/ef=="));
    scene.signIn();
    assertThat(issuer.requests.get(4).authorization()).isEmpty();
    assertThat(issuer.requests.get(4).body())
        .endsWith("&client_id=id1&client_secret=ab%2Bcd%2Fef%3D%3D");
  }

  @Test
  void onlyWhomTheConfigurationRequiresComesIn() throws Exception {
    configured(Map.of(PROVIDER + "require", List.of("/hd=example.test")));

    assertThat(scene.failure())
        .isEqualTo("NOT_ALLOWED: the account at acme is not one of those required");
    issuer.claims.put("hd", "example.test");
    assertThat(scene.signIn()).isEqualTo(ada(new Email("ada@example.test", true)));
  }

  @Test
  void whatIsRequiredCanBeInUserInfoAlone() throws Exception {
    configured(Map.of(PROVIDER + "require./hd", "example.test"));
    issuer.userInfo.put("hd", "elsewhere.test");
    assertThat(scene.failure())
        .isEqualTo("NOT_ALLOWED: the account at acme is not one of those required");

    issuer.userInfo.put("hd", "example.test");
    assertThat(scene.signIn()).isEqualTo(ada(new Email("ada@example.test", true)));
  }

  @Test
  @Tag("HTTP-20")
  void aTokenThatUserInfoRejectsIsTheOperatorsMatter() {
    configured(Map.of(PROVIDER + "user-info.source", "both"));
    issuer.answers.put(StubIssuer.USER_INFO, Answer.of(403));

    assertThat(scene.failure()).startsWith("PROVIDER_REFUSED: the user-info request to ");
  }
}
