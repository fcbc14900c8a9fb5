package org.sociallogin.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sociallogin.oidc.Scene.PROVIDER;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sociallogin.core.Email;
import org.sociallogin.core.Profile;
import org.sociallogin.core.Provider;

/** Answers by POST, a secret that we sign, and a name that comes once. */
class AppleTest {

  private static final String ADA =
      "{\"name\":{\"firstName\":\"Ada\",\"lastName\":\"Example\"},\"email\":\"eve@example.test\"}";

  @TempDir Path folder;

  private final StubIssuer issuer = new StubIssuer();
  private final Map<String, Object> configuration = new HashMap<>();
  private final ECKey key;

  AppleTest() throws Exception {
    key = new ECKeyGenerator(Curve.P_256).generate();
  }

  @BeforeEach
  void sayWhatAppleSays() throws Exception {
    issuer.metadata.remove("userinfo_endpoint");
    issuer.claims.remove("name");
    configuration.put(PROVIDER + "kind", "apple");
    configuration.put(PROVIDER + "openid.issuers", issuer.uri("").toString());
    configuration.put(PROVIDER + "token.key-id", "KEY1");
    configuration.put(PROVIDER + "token.issuer", "TEAM1");
    configuration.put(PROVIDER + "token.private-key", file(key.toPrivateKey()));
    configuration.put(Scene.CLIENT + "client-secret", "");
  }

  @AfterEach
  void close() {
    issuer.close();
  }

  private String file(PrivateKey privateKey) throws Exception {
    var file = folder.resolve("AuthKey.p8");
    Files.writeString(
        file,
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(privateKey.getEncoded())
            + "\n-----END PRIVATE KEY-----\n");
    return file.toString();
  }

  private Scene scene() {
    return new Scene(issuer, configuration);
  }

  private static Profile ada(@Nullable String name) {
    return new Profile(
        Scene.ID, "ada", name, null, new Email("ada@example.test", true), null, null, Map.of());
  }

  @Test
  @Tag("FLOW-27")
  void answersByPost() throws Exception {
    try (var scene = scene()) {
      assertThat(scene.port.authorize(scene.attempt()).getQuery())
          .endsWith("&nonce=" + Scene.NONCE + "&response_mode=form_post")
          .contains("&scope=openid+name+email&", "&code_challenge_method=S256&");
      assertThat(scene.port.provider())
          .extracting(
              Provider::displayName,
              Provider::label,
              Provider::formPost,
              Provider::answerParameters,
              Provider::deniedErrors)
          .containsExactly(
              "Apple",
              Provider.Label.CONTINUE_WITH,
              true,
              Set.of("user"),
              Set.of("user_cancelled_authorize"));
    }
  }

  @Test
  void theSecretIsSignedAndGoodForMinutes() throws Exception {
    try (var scene = scene()) {
      scene.signIn();

      var secret = SignedJWT.parse(secretOf(1));
      assertThat(secret.verify(new ECDSAVerifier(key.toPublicJWK()))).isTrue();
      assertThat(secret.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.ES256);
      assertThat(secret.getHeader().getKeyID()).isEqualTo("KEY1");
      assertThat(secret.getJWTClaimsSet())
          .isEqualTo(
              new JWTClaimsSet.Builder()
                  .issuer("TEAM1")
                  .subject("id1")
                  .audience("https://appleid.apple.com")
                  .issueTime(Date.from(StubIssuer.NOW))
                  .expirationTime(Date.from(StubIssuer.NOW.plusSeconds(600)))
                  .build());
    }
  }

  @Test
  void theSecretIsKeptForHalfItsTime() throws Exception {
    try (var scene = scene()) {
      scene.signIn();
      scene.clock.turn(Duration.ofSeconds(299));
      scene.signIn();
      assertThat(secretOf(3)).isEqualTo(secretOf(1));

      scene.clock.turn(Duration.ofSeconds(1));
      scene.signIn();
      assertThat(secretOf(4)).isNotEqualTo(secretOf(1));
      assertThat(SignedJWT.parse(secretOf(4)).getJWTClaimsSet().getIssueTime())
          .isEqualTo(Date.from(scene.clock.instant()));
    }
  }

  private String secretOf(int request) {
    var body = issuer.requests.get(request).body();
    return URLDecoder.decode(body.replaceFirst(".*&client_secret=", ""), StandardCharsets.UTF_8);
  }

  @Test
  void aSecretThatSomebodyMadeWillDo() throws Exception {
    configuration.keySet().removeIf(property -> property.startsWith(PROVIDER + "token."));
    configuration.put(Scene.CLIENT + "client-secret", "made.by.hand");
    try (var scene = scene()) {
      scene.signIn();

      assertThat(secretOf(1)).isEqualTo("made.by.hand");
    }
  }

  @Test
  void theNameComesWithTheFirstAnswerAlone() throws Exception {
    try (var scene = scene()) {
      assertThat(scene.signIn(Map.of("user", ADA))).isEqualTo(ada("Ada Example"));
      assertThat(scene.signIn()).isEqualTo(ada(null));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "null",
        "ada",
        "{\"name\":\"Ada\"}",
        "{\"name\":{}}",
        "{\"name\":{\"firstName\":\" \",\"lastName\":null}}",
        "{\"name\":{\"firstName\":{},\"lastName\":[]}}"
      })
  void aNameThatIsNoneIsLeftOut(String user) throws Exception {
    try (var scene = scene()) {
      assertThat(scene.signIn(Map.of("user", user))).isEqualTo(ada(null));
    }
  }

  @Test
  void halfANameIsOne() throws Exception {
    try (var scene = scene()) {
      assertThat(scene.signIn(Map.of("user", "{\"name\":{\"lastName\":\"Example\"}}")))
          .isEqualTo(ada("Example"));
    }
  }

  @Test
  void whatTheIssuerSignedCountsMoreThanWhatTheBrowserBrings() throws Exception {
    issuer.claims.put("name", "Ada Lovelace");
    try (var scene = scene()) {
      assertThat(scene.signIn(Map.of("user", ADA))).isEqualTo(ada("Ada Lovelace"));
    }
  }

  @Test
  void noOtherProviderTakesANameFromTheBrowser() throws Exception {
    try (var scene = new Scene(issuer, Map.of())) {
      assertThat(scene.signIn(Map.of("user", ADA))).isEqualTo(ada(null));
    }
  }

  @Test
  void cancelIsNo() {
    try (var scene = scene()) {
      assertThat(scene.failure(Map.of("code", "", "error", "user_cancelled_authorize")))
          .isEqualTo("ACCESS_DENIED: the person said no");
    }
  }

  @ParameterizedTest
  @Tag("C27")
  @ValueSource(strings = {"true", "false"})
  void verifiedMayBeAText(String verified) throws Exception {
    issuer.claims.put("email_verified", verified);
    try (var scene = scene()) {
      assertThat(scene.signIn().email())
          .isEqualTo(new Email("ada@example.test", verified.equals("true")));
    }
  }

  @Test
  void anyIssuerCanTakeAnAssertionThatIsSignedForEachRequest() throws Exception {
    var rsa = StubIssuer.OTHER_KEY;
    for (var signing : List.of(key.toPrivateKey(), rsa.toPrivateKey())) {
      issuer.requests.clear();
      var any =
          Map.<String, Object>of(
              Scene.CLIENT + "token.authentication-method",
              "private_key_jwt",
              PROVIDER + "token.private-key",
              file(signing));
      try (var scene = new Scene(issuer, any)) {
        scene.signIn();
        scene.signIn();
      }
      var first = assertion(1);
      var verifier =
          signing instanceof ECPrivateKey
              ? new ECDSAVerifier(key.toPublicJWK())
              : new RSASSAVerifier(rsa.toPublicJWK());
      assertThat(first.verify(verifier)).isTrue();
      assertThat(first.getJWTClaimsSet())
          .isEqualTo(
              new JWTClaimsSet.Builder()
                  .issuer("id1")
                  .subject("id1")
                  .audience(issuer.uri("").toString())
                  .issueTime(Date.from(StubIssuer.NOW))
                  .expirationTime(Date.from(StubIssuer.NOW.plusSeconds(600)))
                  .jwtID(first.getJWTClaimsSet().getJWTID())
                  .build());
      assertThat(assertion(3).getJWTClaimsSet().getJWTID())
          .isNotEqualTo(first.getJWTClaimsSet().getJWTID());
    }
  }

  private SignedJWT assertion(int request) throws Exception {
    var sent = issuer.requests.get(request);
    assertThat(sent.authorization()).isEmpty();
    var start =
        "&client_id=id1&client_assertion_type="
            + "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=";
    assertThat(sent.body()).contains(start).doesNotContain("client_secret");
    return SignedJWT.parse(sent.body().substring(sent.body().indexOf(start) + start.length()));
  }

  @Test
  @Tag("OPS-01")
  void aKeyThatIsNoneIsSaidAtTheStart() throws Exception {
    var property = PROVIDER + "token.private-key";
    configuration.put(property, folder.resolve("none.p8").toString());
    refuses(property + " is no file that can be read");

    for (var text : List.of("", "nonsense", "-----BEGIN PRIVATE KEY-----\nAAAA\n")) {
      var file = folder.resolve("broken.p8");
      Files.writeString(file, text);
      configuration.put(property, file.toString());
      refuses(property + " is no file with a private key for ES256 or RS256 (PKCS #8, .p8)");
    }

    configuration.put(property, file(new ECKeyGenerator(Curve.P_384).generate().toPrivateKey()));
    refuses(property + " is no file with a private key for ES256 or RS256 (PKCS #8, .p8)");

    configuration.put(property, file(key.toPrivateKey()));
    configuration.remove(PROVIDER + "token.key-id");
    refuses(PROVIDER + "token.key-id is missing");
  }

  private void refuses(String sentence) {
    assertThatThrownBy(this::scene).rootCause().hasMessage(sentence);
  }
}
