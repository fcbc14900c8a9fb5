package org.sociallogin.testkit;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.PlainObject;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/** The ID tokens that an issuer signs, and those that somebody else would like to be believed. */
final class IdTokens {

  /** What is signed of these claims, which are good ones. */
  @FunctionalInterface
  interface Signer {
    String token(Map<String, Object> claims) throws JOSEException;
  }

  static final RSAKey KEY = key("key-1");

  private static final RSAKey STRANGE_KEY = key("key-2");
  private static final String STRANGER = "https://stranger.example";

  private IdTokens() {}

  /** What the issuer shows of its keys (RFC 7517, section 5). */
  static String keySet() {
    return new JWKSet(KEY).toString();
  }

  static String signed(Map<String, Object> claims) throws JOSEException {
    return signed(header(KEY.getKeyID()).build(), new RSASSASigner(KEY), claims);
  }

  /** With a key that nobody knows, each time another. */
  static String signedByAStranger(Map<String, Object> claims) throws JOSEException {
    var unknown = header(UUID.randomUUID().toString()).build();
    return signed(unknown, new RSASSASigner(STRANGE_KEY), claims);
  }

  /** What nobody may be signed in by, whatever else it says (OpenID Connect Core, 3.1.3.7). */
  static Stream<Named<Signer>> forgeries() {
    return Stream.of(
        Named.of("signed by nobody", IdTokens::unsigned),
        Named.of("signed by a stranger", IdTokens::signedByAStranger),
        Named.of("signed by a stranger in our issuer's name", IdTokens::signedInItsName),
        Named.of("signed with a key that it brings", IdTokens::signedWithItsOwnKey),
        Named.of("signed with the public key as a secret", IdTokens::signedWithThePublicKey),
        Named.of("signed with an extension that nobody knows", IdTokens::signedWithAnExtension),
        signed("of another issuer", claims -> claims.put("iss", STRANGER)),
        signed("of no issuer", claims -> claims.remove("iss")),
        signed("for another client", claims -> claims.put("aud", STRANGER)),
        signed("for nobody", claims -> claims.remove("aud")),
        signed("for us and another client", IdTokens::addAnAudience),
        signed("that another client asked for", claims -> claims.put("azp", STRANGER)),
        signed("that has expired", claims -> claims.compute("exp", (name, now) -> in(-61))),
        signed("that never expires", claims -> claims.remove("exp")),
        signed("that expires some time", claims -> claims.put("exp", "tomorrow")),
        signed("of tomorrow", claims -> claims.put("iat", in(300))),
        signed("of no time", claims -> claims.remove("iat")),
        signed("that is not good yet", claims -> claims.put("nbf", in(300))),
        signed("about another token", claims -> claims.put("at_hash", "AAAAAAAAAAAAAAAAAAAAAA")));
  }

  private static Named<Signer> signed(String name, Consumer<Map<String, Object>> change) {
    return Named.of(name, claims -> signed(changed(claims, change)));
  }

  static Map<String, Object> changed(
      Map<String, Object> claims, Consumer<Map<String, Object>> change) {
    var changed = new HashMap<>(claims);
    change.accept(changed);
    return changed;
  }

  private static void addAnAudience(Map<String, Object> claims) {
    claims.put("aud", List.of(SocialLoginPortContract.CLIENT_ID, STRANGER));
  }

  /** So many seconds from now, as a NumericDate (RFC 7519, section 2). */
  static long in(long seconds) {
    return System.currentTimeMillis() / 1_000 + seconds;
  }

  static String unsigned(Map<String, Object> claims) {
    return new PlainObject(new Payload(claims)).serialize();
  }

  private static String signedInItsName(Map<String, Object> claims) throws JOSEException {
    return signed(header(KEY.getKeyID()).build(), new RSASSASigner(STRANGE_KEY), claims);
  }

  private static String signedWithItsOwnKey(Map<String, Object> claims) throws JOSEException {
    var header = header(STRANGE_KEY.getKeyID()).jwk(STRANGE_KEY.toPublicJWK()).build();
    return signed(header, new RSASSASigner(STRANGE_KEY), claims);
  }

  private static String signedWithThePublicKey(Map<String, Object> claims) throws JOSEException {
    var header = new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(KEY.getKeyID()).build();
    return signed(header, new MACSigner(KEY.toRSAPublicKey().getEncoded()), claims);
  }

  private static String signedWithAnExtension(Map<String, Object> claims) throws JOSEException {
    var header = header(KEY.getKeyID()).criticalParams(Set.of("odd")).customParam("odd", 1).build();
    return signed(header, new RSASSASigner(KEY), claims);
  }

  private static JWSHeader.Builder header(String keyId) {
    return new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(keyId);
  }

  private static String signed(JWSHeader header, JWSSigner signer, Map<String, Object> claims)
      throws JOSEException {
    var token = new JWSObject(header, new Payload(claims));
    token.sign(signer);
    return token.serialize();
  }

  private static RSAKey key(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
