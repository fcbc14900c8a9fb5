package org.sociallogin.core;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.LoginException.Reason;

/**
 * One way to a provider and back: all that must survive it. It is kept by the browser that began
 * it, and by nobody else.
 *
 * @param session the digest of the token of the session that began it and that must still be there
 *     at the end; null exactly for {@link Purpose#SIGN_IN}
 * @param state binds the answer to this browser (RFC 6749, section 10.12): 43 to 128 characters of
 *     base64url
 * @param codeVerifier binds the code to this attempt (RFC 7636, section 4.1), of the same shape
 * @param nonce binds an ID token to this attempt (OpenID Connect Core, section 3.1.2.1), likewise
 * @param redirectUri where the provider sends the browser, the same in both requests
 * @param returnTo where the person goes afterwards
 */
public record LoginAttempt(
    ProviderId provider,
    Purpose purpose,
    @Nullable Digest session,
    String state,
    String codeVerifier,
    String nonce,
    URI redirectUri,
    LocalPath returnTo,
    Instant issuedAt) {

  /** How long an attempt can be answered. */
  public static final Duration LIFETIME = Duration.ofMinutes(10);

  /** How far the clocks of two nodes may be apart. */
  static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

  private static final int MOST_SECRET_CHARS = 128;
  private static final int MOST_CODE_CHARS = 4_096;
  private static final int MOST_QUOTED = 200;

  public LoginAttempt {
    if ((purpose == Purpose.SIGN_IN) != (session == null)) {
      throw new IllegalArgumentException("what is not a sign-in is bound to a session");
    }
    if (!Secret.isBase64Url(state, Secret.CHARS, MOST_SECRET_CHARS)
        || !Secret.isBase64Url(codeVerifier, Secret.CHARS, MOST_SECRET_CHARS)
        || !Secret.isBase64Url(nonce, Secret.CHARS, MOST_SECRET_CHARS)) {
      throw new IllegalArgumentException(
          "state, code verifier and nonce are 43 to 128 characters of base64url");
    }
  }

  /** An attempt to sign in. */
  public LoginAttempt(
      ProviderId provider,
      String state,
      String codeVerifier,
      String nonce,
      URI redirectUri,
      LocalPath returnTo,
      Instant issuedAt) {
    this(
        provider,
        Purpose.SIGN_IN,
        null,
        state,
        codeVerifier,
        nonce,
        redirectUri,
        returnTo,
        issuedAt);
  }

  /** The {@code S256} code challenge (RFC 7636, section 4.2). */
  public String codeChallenge() {
    return Digest.of(codeVerifier).value();
  }

  /**
   * Holds a response against this attempt, in this order: nothing repeated; the same provider (RFC
   * 9700, section 4.4); not too old; the same state; the expected issuer (RFC 9207, section 2.4);
   * and only then what it says.
   *
   * @throws LoginException for the first check that fails
   */
  public AuthorizationGrant accept(AuthorizationResponse response, Provider answering, Clock clock)
      throws LoginException {
    refuseStrangers(response, answering, clock);
    checkIssuer(response, answering);
    refuseError(response, answering);
    var code = response.code();
    if (code == null || code.isBlank() || code.length() > MOST_CODE_CHARS) {
      throw new LoginException(Reason.RESPONSE_INVALID, "the answer has no code that can be used");
    }
    return new AuthorizationGrant(this, response, code);
  }

  /** The checks that need nothing of the provider but its id. */
  void refuseStrangers(AuthorizationResponse response, Provider answering, Clock clock)
      throws LoginException {
    refuseRepetition(response);
    if (!provider.equals(answering.id())) {
      throw new LoginException(
          Reason.RESPONSE_INVALID, "the attempt went to " + provider + ", the answer to another");
    }
    var age = Duration.between(issuedAt, clock.instant());
    if (age.compareTo(LIFETIME) > 0) {
      throw new LoginException(Reason.ATTEMPT_EXPIRED, "the attempt began long ago");
    }
    if (age.compareTo(CLOCK_SKEW.negated()) < 0) {
      throw new LoginException(Reason.ATTEMPT_MISSING, "the attempt comes from the future");
    }
    var answered = response.state();
    if (answered == null
        || !MessageDigest.isEqual(state.getBytes(UTF_8), answered.getBytes(UTF_8))) {
      throw new LoginException(Reason.RESPONSE_INVALID, "the answer has another state");
    }
  }

  static void refuseRepetition(AuthorizationResponse response) throws LoginException {
    if (!response.repeated().isEmpty()) {
      throw new LoginException(Reason.RESPONSE_INVALID, "the answer repeats a parameter");
    }
  }

  /**
   * Refuses to confirm by a sign-in at the provider that is older than the attempt, where the
   * provider says how old it is (OpenID Connect Core, section 2, {@code auth_time}).
   */
  void checkAuthentication(Tokens tokens) throws LoginException {
    var time = tokens.claims().get("auth_time");
    if (purpose != Purpose.REAUTHENTICATE || time == null) {
      return;
    }
    if (!(time instanceof Number seconds)) {
      throw new LoginException(Reason.PROVIDER_UNINTELLIGIBLE, "auth_time is no time");
    }
    if (seconds.longValue() < issuedAt.minus(CLOCK_SKEW).getEpochSecond()) {
      throw new LoginException(
          Reason.REAUTHENTICATION_REQUIRED, "the provider did not ask again who the person is");
    }
  }

  private static void checkIssuer(AuthorizationResponse response, Provider provider)
      throws LoginException {
    var expected = provider.issuer();
    if (expected == null) {
      return;
    }
    var iss = response.iss();
    if (iss == null ? provider.issuerRequired() : !iss.equals(expected)) {
      throw new LoginException(Reason.RESPONSE_INVALID, "the answer is not of " + expected);
    }
  }

  private static void refuseError(AuthorizationResponse response, Provider provider)
      throws LoginException {
    var error = response.error();
    if (error == null) {
      return;
    }
    if (response.code() != null || error.isBlank()) {
      throw new LoginException(
          Reason.RESPONSE_INVALID, "the answer has a code and an error, or an empty error");
    }
    if (provider.isDenial(error)) {
      throw new LoginException(Reason.ACCESS_DENIED, "the person said no");
    }
    var said = "the provider answered " + quoted(error, response.errorDescription());
    throw switch (error) {
      case "server_error", "temporarily_unavailable" ->
          new LoginException(Reason.PROVIDER_UNAVAILABLE, said);
      default -> new LoginException(Reason.PROVIDER_REFUSED, said);
    };
  }

  /** In one short line: the words come through the browser, and anybody can have put them there. */
  private static String quoted(String error, @Nullable String description) {
    var clean = Text.clean(description == null ? error : error + ": " + description, MOST_QUOTED);
    return clean == null ? "nothing" : '"' + clean.replace('"', '\'') + '"';
  }

  /** Whose it is, without the secrets. */
  @Override
  public String toString() {
    return "LoginAttempt at " + provider;
  }
}
