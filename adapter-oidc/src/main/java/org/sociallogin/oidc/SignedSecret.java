package org.sociallogin.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.jspecify.annotations.Nullable;
import org.sociallogin.oauth2.ClientSecret;
import org.sociallogin.oauth2.ProviderConfiguration;

/**
 * A client secret that is a token of our own, good for minutes, as Apple wants one.
 *
 * @see <a
 *     href="https://developer.apple.com/documentation/accountorganizationaldatasharing/creating-a-client-secret">Creating
 *     a client secret</a>
 */
final class SignedSecret implements ClientSecret {

  static final String PRIVATE_KEY = "token.private-key";
  private static final Duration LIFETIME = Duration.ofMinutes(10);

  private record Made(String secret, Instant until) {}

  private final JWSSigner signer;
  private final JWSHeader header;
  private final JWTClaimsSet claims;
  private final Clock clock;
  private volatile @Nullable Made made;

  private SignedSecret(JWSSigner signer, JWSHeader header, JWTClaimsSet claims, Clock clock) {
    this.signer = signer;
    this.header = header;
    this.claims = claims;
    this.clock = clock;
  }

  /** The one that is configured, or null. */
  static @Nullable SignedSecret of(ProviderConfiguration configuration, Clock clock) {
    var file = configuration.text(PRIVATE_KEY);
    if (file == null) {
      return null;
    }
    try {
      return new SignedSecret(
          signer(read(Path.of(file))),
          new JWSHeader.Builder(JWSAlgorithm.ES256)
              .keyID(configuration.credential("token.key-id"))
              .build(),
          new JWTClaimsSet.Builder()
              .issuer(configuration.credential("token.issuer"))
              .subject(configuration.credential("client-id"))
              .audience(configuration.credential("token.audience"))
              .build(),
          clock);
    } catch (IOException | InvalidPathException e) {
      throw configuration.wrong(PRIVATE_KEY, "is no file that can be read");
    } catch (GeneralSecurityException
        | JOSEException
        | IllegalArgumentException
        | ClassCastException e) {
      throw configuration.wrong(PRIVATE_KEY, "is no file with a private key for ES256 (.p8)");
    }
  }

  private static JWSSigner signer(ECPrivateKey key) throws JOSEException {
    var signer = new ECDSASigner(key);
    if (!signer.supportedJWSAlgorithms().contains(JWSAlgorithm.ES256)) {
      throw new JOSEException("a key of another curve");
    }
    return signer;
  }

  /** PKCS #8 in the text that RFC 7468, section 10, describes. */
  private static ECPrivateKey read(Path file) throws IOException, GeneralSecurityException {
    var text = Files.readString(file).replaceAll("-----[A-Z ]+-----", "");
    var key = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(text));
    return (ECPrivateKey) KeyFactory.getInstance("EC").generatePrivate(key);
  }

  /** Half of its time is left at least: the request has to get there. */
  @Override
  public String value() {
    var now = clock.instant();
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
                .build());
    try {
      token.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalStateException("a key that was read signs", e);
    }
    return token.serialize();
  }
}
