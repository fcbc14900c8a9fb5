package org.sociallogin.oidc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.sociallogin.oidc.StubIssuer.KEY;
import static org.sociallogin.oidc.StubIssuer.NOW;
import static org.sociallogin.oidc.StubIssuer.OTHER_KEY;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.PlainObject;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64;
import com.nimbusds.jose.util.Base64URL;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ID tokens that are good, and one of each kind that is forged, stolen, old or odd. */
class IdTokenTest {

  private static final String REFUSED = "PROVIDER_UNINTELLIGIBLE: the ID token ";

  private final StubIssuer issuer = new StubIssuer();
  private final Scene scene = new Scene(issuer, Map.of());

  @AfterEach
  void close() {
    scene.close();
    issuer.close();
  }

  private static JWSHeader.Builder header(JWSAlgorithm algorithm) {
    return new JWSHeader.Builder(algorithm).keyID(KEY.getKeyID());
  }

  private String claims() {
    return StubIssuer.json(issuer.claims);
  }

  @ParameterizedTest
  @Tag("FLOW-30")
  @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
  void rsaIsTaken(String algorithm) throws Exception {
    issuer.idToken = issuer.signed(header(JWSAlgorithm.parse(algorithm)).build());

    assertThat(scene.signIn().subject()).isEqualTo("ada");
  }

  static Stream<Arguments> curves() {
    return Stream.of(
        arguments(Curve.P_256, JWSAlgorithm.ES256),
        arguments(Curve.P_384, JWSAlgorithm.ES384),
        arguments(Curve.P_521, JWSAlgorithm.ES512));
  }

  @ParameterizedTest
  @Tag("FLOW-30")
  @MethodSource("curves")
  void ellipticCurvesAreTaken(Curve curve, JWSAlgorithm algorithm) throws Exception {
    var key = new ECKeyGenerator(curve).keyID("ec").generate();
    issuer.keys.add(key.toPublicJWK());
    var token =
        new JWSObject(new JWSHeader.Builder(algorithm).keyID("ec").build(), new Payload(claims()));
    token.sign(new ECDSASigner(key));
    issuer.idToken = token.serialize();

    assertThat(scene.signIn().subject()).isEqualTo("ada");
  }

  @Test
  void aTokenThatNamesNoKeyIsTriedWithAll() throws Exception {
    issuer.keys.add(0, OTHER_KEY.toPublicJWK());
    issuer.idToken = issuer.signed(new JWSHeader(JWSAlgorithm.RS256));

    assertThat(scene.signIn().subject()).isEqualTo("ada");
  }

  @Test
  @Tag("FLOW-30")
  void noSignatureIsRefused() {
    issuer.idToken = new PlainObject(new Payload(claims())).serialize();

    assertThat(scene.failure()).startsWith(REFUSED);
  }

  @Test
  @Tag("FLOW-30")
  void aSignatureThatWasCutOffIsRefused() {
    var signed = issuer.signed();
    var none =
        Base64URL.encode("{\"alg\":\"none\",\"kid\":\"key-1\"}")
            + signed.substring(signed.indexOf('.'));
    for (var cut :
        List.of(
            signed.substring(0, signed.lastIndexOf('.')),
            signed.substring(0, signed.lastIndexOf('.') + 1),
            none,
            none.substring(0, none.lastIndexOf('.') + 1),
            none.replaceFirst("^[^.]+", Base64URL.encode("{\"alg\":\"None\"}").toString()))) {
      issuer.idToken = cut;

      assertThat(scene.failure()).startsWith(REFUSED);
    }
  }

  @ParameterizedTest
  @Tag("FLOW-30")
  @ValueSource(strings = {"HS256", "HS384", "HS512"})
  void thePublicKeyIsNoSecret(String algorithm) throws Exception {
    var secrets =
        List.of(
            KEY.toRSAPublicKey().getEncoded(),
            KEY.toPublicJWK().toString().getBytes(US_ASCII),
            pem().getBytes(US_ASCII));
    for (var secret : secrets) {
      var token =
          new JWSObject(header(JWSAlgorithm.parse(algorithm)).build(), new Payload(claims()));
      token.sign(new MACSigner(secret));
      issuer.idToken = token.serialize();

      assertThat(scene.failure()).startsWith(REFUSED + "cannot be verified: ");
    }
  }

  private static String pem() throws JOSEException {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.encode(KEY.toRSAPublicKey().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  @Test
  @Tag("FLOW-30")
  void theClientSecretIsNoKeyEither() throws Exception {
    var token = new JWSObject(new JWSHeader(JWSAlgorithm.HS256), new Payload(claims()));
    token.sign(new MACSigner("secret1".repeat(5)));
    issuer.idToken = token.serialize();

    assertThat(scene.failure()).startsWith(REFUSED + "cannot be verified: ");
  }

  @Test
  @Tag("FLOW-30")
  void anUnknownAlgorithmIsRefused() {
    var signed = issuer.signed();
    issuer.idToken =
        Base64URL.encode("{\"alg\":\"XS256\",\"kid\":\"key-1\"}")
            + signed.substring(signed.indexOf('.'));

    assertThat(scene.failure()).startsWith(REFUSED + "cannot be verified: ");
  }

  @Test
  @Tag("FLOW-30")
  void aCriticalHeaderThatNobodyKnowsIsRefused() {
    issuer.idToken =
        issuer.signed(
            header(JWSAlgorithm.RS256)
                .criticalParams(Set.of("exp"))
                .customParam("exp", NOW.getEpochSecond())
                .build());

    assertThat(scene.failure()).startsWith(REFUSED + "cannot be verified: ");
  }

  @Test
  @Tag("FLOW-30")
  void aKeyThatComesWithTheTokenIsNotBelieved() {
    var forger = StubIssuer.key(KEY.getKeyID());
    var jwks = new StubIssuer();
    jwks.keys.clear();
    jwks.keys.add(forger.toPublicJWK());
    for (var header :
        List.of(
            header(JWSAlgorithm.RS256).jwk(forger.toPublicJWK()).build(),
            header(JWSAlgorithm.RS256).jwkURL(jwks.uri(StubIssuer.KEYS)).build(),
            header(JWSAlgorithm.RS256).x509CertURL(jwks.uri("/certificate")).build())) {
      issuer.idToken = issuer.signed(header, forger);

      assertThat(scene.failure()).startsWith(REFUSED + "cannot be verified: ");
    }
    assertThat(jwks.requests).isEmpty();
    jwks.close();
  }

  @Test
  @Tag("FLOW-30")
  void anEnvelopeIsNoSignature() throws Exception {
    for (var inner : List.of(new PlainObject(new Payload(claims())).serialize(), issuer.signed())) {
      var envelope =
          new JWEObject(
              new JWEHeader.Builder(JWEAlgorithm.RSA_OAEP_256, EncryptionMethod.A256GCM)
                  .contentType("JWT")
                  .keyID(KEY.getKeyID())
                  .build(),
              new Payload(inner));
      envelope.encrypt(new RSAEncrypter(KEY));
      issuer.idToken = envelope.serialize();

      assertThat(scene.failure()).startsWith(REFUSED);
    }
  }

  @Test
  @Tag("FLOW-30")
  void theSignatureIsOfTheseVeryClaims() {
    var signed = issuer.signed();
    issuer.claims.put("sub", "eve");
    var other = issuer.signed();
    issuer.idToken = signed.replaceFirst("\\.[^.]+\\.", '.' + other.split("\\.", 3)[1] + '.');

    assertThat(scene.failure())
        .isEqualTo(REFUSED + "cannot be verified: Signed JWT rejected: Invalid signature");
  }

  @Test
  @Tag("FLOW-30")
  void theSignatureIsOfAKeyThatTheIssuerShows() {
    issuer.idToken = issuer.signed(header(JWSAlgorithm.RS256).build(), OTHER_KEY);

    assertThat(scene.failure()).startsWith(REFUSED + "cannot be verified: ");
  }

  @Test
  @Tag("FLOW-30")
  void anAccessTokenIsNoIdToken() {
    issuer.idToken =
        issuer.signed(header(JWSAlgorithm.RS256).type(new JOSEObjectType("at+jwt")).build());

    assertThat(scene.failure()).startsWith(REFUSED + "cannot be verified: ");
  }

  @ParameterizedTest
  @Tag("FLOW-30")
  @ValueSource(strings = {"", ".", "..", "a.b.c", "e30.e30.", "e30.e30.e30", "{}", "null"})
  void whatIsNoTokenIsRefused(String text) {
    issuer.answers.put(
        StubIssuer.TOKEN,
        StubIssuer.Answer.json(StubIssuer.json(Map.of("access_token", "t1", "id_token", text))));

    assertThat(scene.failure()).startsWith(REFUSED);
  }

  static Stream<Arguments> wrongClaims() {
    var now = NOW.getEpochSecond();
    return Stream.of(
        // FLOW-31
        arguments("iss", "https://evil.example.test"),
        arguments("iss", "ISSUER/"),
        arguments("iss", List.of("ISSUER")),
        arguments("iss", ""),
        arguments("iss", "REMOVED"),
        arguments("aud", "id2"),
        arguments("aud", "ID1"),
        arguments("aud", ""),
        arguments("aud", "REMOVED"),
        arguments("aud", List.of()),
        arguments("aud", List.of("id2", "id3")),
        arguments("aud", List.of("id1", "id2")),
        arguments("azp", "id2"),
        arguments("azp", ""),
        arguments("azp", List.of("id1")),
        // FLOW-32
        arguments("exp", now - 61),
        arguments("exp", now - 60),
        arguments("exp", 0),
        arguments("exp", -1),
        arguments("exp", String.valueOf(now + 300)),
        arguments("exp", 1e30),
        arguments("exp", true),
        arguments("exp", "REMOVED"),
        arguments("iat", now + 300),
        arguments("iat", now + 61),
        arguments("iat", String.valueOf(now)),
        arguments("iat", "REMOVED"),
        arguments("nbf", now + 61),
        arguments("nbf", "now"));
  }

  @ParameterizedTest
  @Tag("FLOW-31")
  @Tag("FLOW-32")
  @MethodSource("wrongClaims")
  void oneWrongClaimIsEnough(String claim, Object value) {
    if (value.equals("REMOVED")) {
      issuer.claims.remove(claim);
    } else {
      issuer.claims.put(
          claim,
          value instanceof String text ? text.replace("ISSUER", issuer.uri("").toString()) : value);
    }

    assertThat(scene.failure()).startsWith(REFUSED);
  }

  @Test
  void aTenantIsReadOnlyWhereItIsPartOfTheIssuer() throws Exception {
    issuer.claims.put("tid", 42);

    assertThat(scene.signIn().subject()).isEqualTo("ada");
  }

  @Test
  @Tag("FLOW-31")
  void severalAudiencesAreGoodOnlyForTheAuthorizedParty() throws Exception {
    issuer.claims.put("aud", List.of("other", "id1"));
    issuer.claims.put("azp", "id1");
    assertThat(scene.signIn().subject()).isEqualTo("ada");

    issuer.claims.put("azp", "other");
    assertThat(scene.failure()).isEqualTo(REFUSED + "is for another client");
  }

  @Test
  @Tag("FLOW-32")
  @Tag("C57")
  void aMinuteOfDifferenceBetweenTheClocksIsForgiven() throws Exception {
    for (var good :
        List.of(
            Map.of("exp", -10L, "iat", -310L),
            Map.of("exp", -30L, "iat", -330L),
            Map.of("exp", 330L, "iat", 30L, "nbf", 30L),
            Map.of("exp", 360L, "iat", 60L, "nbf", 60L))) {
      good.forEach((claim, from) -> issuer.claims.put(claim, NOW.getEpochSecond() + from));

      assertThat(scene.signIn().subject()).isEqualTo("ada");
    }
  }

  @Test
  @Tag("C57")
  void aClockThatIsWrongIsSpokenOf() {
    issuer.claims.put("iat", NOW.getEpochSecond() + 3_600);
    assertThat(scene.failure())
        .isEqualTo(REFUSED + "comes from the future, or a clock is wrong: its or ours");

    issuer.claims.put("exp", NOW.getEpochSecond() - 3_600);
    assertThat(scene.failure()).isEqualTo(REFUSED + "has expired, or a clock is slow: its or ours");
  }

  static Stream<Arguments> nonces() {
    return Stream.of(
        arguments("x".repeat(43)),
        arguments("N".repeat(43)),
        arguments("n".repeat(42)),
        arguments("n".repeat(44)),
        arguments(""),
        arguments("REMOVED"));
  }

  /** An attempt always has a nonce: its type sees to that. */
  @ParameterizedTest
  @Tag("FLOW-33")
  @MethodSource("nonces")
  void onlyTheNonceOfTheAttemptIsTaken(String nonce) {
    issuer.claims.put("nonce", nonce);
    if (nonce.equals("REMOVED")) {
      issuer.claims.remove("nonce");
    }

    assertThat(scene.failure())
        .isEqualTo("RESPONSE_INVALID: the ID token lacks the nonce of the attempt");
  }

  @Test
  @Tag("FLOW-33")
  void aNonceOfAnotherTypeIsRefused() {
    issuer.claims.put("nonce", List.of(Scene.NONCE));

    assertThat(scene.failure()).startsWith(REFUSED);
  }

  @ParameterizedTest
  @Tag("FLOW-34")
  @ValueSource(strings = {"RS256:256", "RS384:384", "PS512:512"})
  void theHashOfTheAccessTokenMatchesWhereItIsThere(String algorithm) throws Exception {
    var name = algorithm.split(":", 2);
    var hash = MessageDigest.getInstance("SHA-" + name[1]).digest("t1".getBytes(US_ASCII));
    var left = Base64URL.encode(Arrays.copyOf(hash, hash.length / 2)).toString();
    var signedBy = header(JWSAlgorithm.parse(name[0])).build();

    issuer.claims.put("at_hash", left);
    issuer.idToken = issuer.signed(signedBy);
    assertThat(scene.signIn().subject()).isEqualTo("ada");

    for (var wrong :
        List.of("", left.substring(1), left + "A", Base64URL.encode(hash).toString(), 1, true)) {
      issuer.claims.put("at_hash", wrong);
      issuer.idToken = issuer.signed(signedBy);
      assertThat(scene.failure()).startsWith(REFUSED);
    }
  }

  /** As it is published. */
  @Test
  @Tag("FLOW-34")
  void theHashIsTheOneOfTheSpecification() throws Exception {
    issuer.answers.put(
        StubIssuer.TOKEN,
        StubIssuer.Answer.json(
            StubIssuer.json(
                Map.of(
                    "access_token",
                    "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y",
                    "id_token",
                    with("at_hash", "77QmUPtjPfzWtF2AnpK9RQ")))));

    assertThat(scene.signIn().subject()).isEqualTo("ada");
  }

  private String with(String claim, Object value) {
    var claims = new HashMap<>(issuer.claims);
    claims.put(claim, value);
    return StubIssuer.signed(header(JWSAlgorithm.RS256).build(), KEY, claims);
  }

  @Test
  @Tag("HTTP-17")
  void noAddressInATokenIsFetched() throws Exception {
    issuer.claims.put("picture", issuer.uri("/picture").toString());
    issuer.claims.put("jwks_uri", issuer.uri("/else").toString());

    scene.signIn();

    assertThat(issuer.requests).hasSize(3);
  }
}
