package org.sociallogin.oidc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.LoginAttempt;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.LoginException.Reason;
import org.sociallogin.oauth2.IdTokens;

/**
 * ID tokens as OpenID Connect Core, section 3.1.3.7, has them validated, in the order below. What
 * cannot be verified is refused.
 */
final class SignedIdTokens implements IdTokens {

  /**
   * Asymmetric ones alone: neither {@code none}, nor those that would take a public key for a
   * secret.
   */
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  /** How far the issuer's clock and ours may be apart. */
  private static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

  private final TokenIssuers issuers;
  private final String clientId;
  private final DefaultJWTProcessor<SecurityContext> signatures = new DefaultJWTProcessor<>();
  private final Clock clock;

  SignedIdTokens(
      TokenIssuers issuers, String clientId, JWKSource<SecurityContext> keys, Clock clock) {
    this.issuers = issuers;
    this.clientId = clientId;
    this.clock = clock;
    signatures.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
    signatures.setJWTClaimsSetVerifier((claims, context) -> {}); // they are judged below
  }

  @Override
  public Map<String, Object> claims(String idToken, String accessToken, LoginAttempt attempt)
      throws LoginException {
    try {
      var token = SignedJWT.parse(idToken);
      var claims = signatures.process(token, null);
      checkIssuer(claims);
      checkAudience(claims);
      checkTimes(claims);
      checkNonce(claims, attempt);
      checkAccessToken(claims, accessToken, token.getHeader().getAlgorithm());
      return claims.toJSONObject();
    } catch (ParseException e) {
      throw refused("is no signed token, or one of its claims is of another type");
    } catch (BadJOSEException | JOSEException e) {
      if (e.getCause() instanceof LoginException keys) {
        throw new LoginException(keys.reason(), String.valueOf(keys.getMessage()), keys);
      }
      throw refused("cannot be verified: " + e.getMessage());
    }
  }

  private void checkIssuer(JWTClaimsSet claims) throws LoginException {
    if (!issuers.contain(claims)) {
      throw refused("is of another issuer");
    }
  }

  /** Several audiences are good only with {@code azp}: the others are not known to be trusted. */
  private void checkAudience(JWTClaimsSet claims) throws LoginException, ParseException {
    var authorizedParty = claims.getStringClaim("azp");
    if (!claims.getAudience().contains(clientId)
        || (authorizedParty == null
            ? claims.getAudience().size() > 1
            : !authorizedParty.equals(clientId))) {
      throw refused("is for another client");
    }
  }

  private void checkTimes(JWTClaimsSet claims) throws LoginException {
    var expiresAt = claims.getExpirationTime();
    if (expiresAt == null || claims.getIssueTime() == null) {
      throw refused("does not say when it was made and when it expires");
    }
    if (!clock.instant().minus(CLOCK_SKEW).isBefore(expiresAt.toInstant())) {
      throw refused("has expired, or a clock is slow: its or ours");
    }
    if (isFuture(claims.getIssueTime()) || isFuture(claims.getNotBeforeTime())) {
      throw refused("comes from the future, or a clock is wrong: its or ours");
    }
  }

  private boolean isFuture(@Nullable Date time) {
    return time != null && time.toInstant().isAfter(clock.instant().plus(CLOCK_SKEW));
  }

  private static void checkNonce(JWTClaimsSet claims, LoginAttempt attempt)
      throws LoginException, ParseException {
    var nonce = claims.getStringClaim("nonce");
    if (nonce == null
        || !MessageDigest.isEqual(nonce.getBytes(UTF_8), attempt.nonce().getBytes(UTF_8))) {
      throw new LoginException(
          Reason.RESPONSE_INVALID, "the ID token lacks the nonce of the attempt");
    }
  }

  /** OpenID Connect Core, section 3.1.3.8: the left half of the hash, where there is one. */
  private static void checkAccessToken(
      JWTClaimsSet claims, String accessToken, JWSAlgorithm algorithm)
      throws LoginException, ParseException {
    var hash = claims.getStringClaim("at_hash");
    if (hash != null && !hash.equals(leftHalf(accessToken, algorithm))) {
      throw refused("is of another access token");
    }
  }

  private static String leftHalf(String accessToken, JWSAlgorithm algorithm) {
    var bits = algorithm.getName().substring(2); // all of the above end with those of their hash
    try {
      var hash = MessageDigest.getInstance("SHA-" + bits).digest(accessToken.getBytes(US_ASCII));
      return Base64URL.encode(Arrays.copyOf(hash, hash.length / 2)).toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform we run on has SHA-" + bits, e);
    }
  }

  private static LoginException refused(String how) {
    return new LoginException(Reason.PROVIDER_UNINTELLIGIBLE, "the ID token " + how);
  }
}
