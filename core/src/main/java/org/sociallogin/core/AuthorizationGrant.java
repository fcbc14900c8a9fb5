package org.sociallogin.core;

/**
 * A response that has passed every check, with the attempt that it answers. The only way to one is
 * {@link LoginAttempt#accept}.
 */
public final class AuthorizationGrant {

  private final LoginAttempt attempt;
  private final AuthorizationResponse response;
  private final String code;

  AuthorizationGrant(LoginAttempt attempt, AuthorizationResponse response, String code) {
    this.attempt = attempt;
    this.response = response;
    this.code = code;
  }

  /** What was asked: the code verifier, the nonce and the redirect URI for the token request. */
  public LoginAttempt attempt() {
    return attempt;
  }

  /** The whole response, with the parameters that only the provider knows. */
  public AuthorizationResponse response() {
    return response;
  }

  /** The authorization code (RFC 6749, section 4.1.2). */
  public String code() {
    return code;
  }

  /** Whose it is, without the code. */
  @Override
  public String toString() {
    return "AuthorizationGrant of " + attempt.provider();
  }
}
