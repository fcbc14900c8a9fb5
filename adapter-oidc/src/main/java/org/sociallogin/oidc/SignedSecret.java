package org.sociallogin.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sociallogin.oauth2.ClientAuthentication;
import org.sociallogin.oauth2.ClientSecret;
import org.sociallogin.oauth2.ProviderConfiguration;

/**
 * A token of our own instead of a client secret, good for minutes: as Apple wants one in the
 * secret's place, or as an assertion of its own (RFC 7523, section 2.2).
 *
 * @see <a
 *     href="https://developer.apple.com/documentation/accountorganizationaldatasharing/creating-a-client-secret">Creating
 *     a client secret</a>
 */
final class SignedSecret implements ClientSecret {

  static final String PRIVATE_KEY = "token.private-key";
  private static final String KEY_ID = "token.key-id";
  private static final Duration LIFETIME = Duration.ofMinutes(10);

  private record Made(String secret, Instant until) {}

  private final JWSSigner signer;
  private final JWSHeader header;
  private final JWTClaimsSet claims;
  private final boolean once;
  private final Clock clock;
  private volatile @Nullable Made made;

  /**
   * Tokens that say this.
   *
   * @param once whether each is good for one request, and has a name (RFC 7523, section 3)
   */
  private SignedSecret(
      PrivateKey key, @Nullable String keyId, JWTClaimsSet claims, boolean once, Clock clock)
      throws JOSEException {
    this.signer =
        key instanceof ECPrivateKey elliptic ? new ECDSASigner(elliptic) : new RSASSASigner(key);
    var algorithm = key instanceof ECPrivateKey ? JWSAlgorithm.ES256 : JWSAlgorithm.RS256;
    if (!signer.supportedJWSAlgorithms().contains(algorithm)) {
      throw new JOSEException("a key of another curve");
    }
    this.header = new JWSHeader.Builder(algorithm).keyID(keyId).build();
    this.claims = claims;
    this.once = once;
    this.clock = clock;
  }

  /** The one that is configured, or null. */
  static @Nullable SignedSecret of(ProviderConfiguration configuration, Clock clock) {
    var file = configuration.text(PRIVATE_KEY);
    var method = configuration.oneOf("token.authentication-method", ClientAuthentication.class);
    var assertion = method == ClientAuthentication.PRIVATE_KEY_JWT;
    if (file == null) {
      if (assertion) {
        throw configuration.missing(PRIVATE_KEY);
      }
      return null;
    }
    var clientId = configuration.credential("client-id");
    var claims = new JWTClaimsSet.Builder().subject(clientId);
    if (assertion) {
      var audience = configuration.text("token.audience");
      claims.issuer(clientId);
      claims.audience(audience == null ? configuration.credential(Issuer.ISSUER) : audience);
    } else {
      claims.issuer(configuration.credential("token.issuer"));
      claims.audience(configuration.credential("token.audience"));
    }
    var keyId = assertion ? configuration.text(KEY_ID) : configuration.credential(KEY_ID);
    try {
      var key = read(Path.of(file));
      return new SignedSecret(key, keyId, claims.build(), assertion, clock);
    } catch (IOException | InvalidPathException e) {
      throw configuration.wrong(PRIVATE_KEY, "is no file that can be read");
    } catch (GeneralSecurityException | JOSEException | IllegalArgumentException e) {
      throw configuration.wrong(
          PRIVATE_KEY, "is no file with a private key for ES256 or RS256 (PKCS #8, .p8)");
    }
  }

  /** PKCS #8 in the text that RFC 7468, section 10, describes. */
  private static PrivateKey read(Path file) throws IOException, GeneralSecurityException {
    var text = Files.readString(file).replaceAll("-----[A-Z ]+-----", "");
    var key = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(text));
    try {
      return KeyFactory.getInstance("EC").generatePrivate(key);
    } catch (InvalidKeySpecException e) {
      return KeyFactory.getInstance("RSA").generatePrivate(key);
    }
  }

  /** Half of its time is left at least: the request has to get there. */
  @Override
  public String value() {
    var now = clock.instant();
    if (once) {
      return sign(now);
    }
    var last = made;
    if (last == null || !now.isBefore(last.until)) {
      last = new Made(sign(now), now.plus(LIFETIME.dividedBy(2)));
      made = last;
    }
    return last.secret;
  }

  private String sign(Instant now) {
    var token =
        new SignedJWT(
            header,
            new JWTClaimsSet.Builder(claims)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(LIFETIME)))
                .jwtID(once ? UUID.randomUUID().toString() : null)
                .build());
    try {
      token.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalStateException("a key that was read signs", e);
    }
    return token.serialize();
  }
}
