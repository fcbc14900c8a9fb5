package org.sociallogin.oauth2;

/** How we prove to a token endpoint who we are (RFC 6749, section 2.3.1). */
public enum ClientAuthentication {
  /** By HTTP Basic, id and secret form-encoded first. */
  CLIENT_SECRET_BASIC,
  /** By HTTP Basic, id and secret as they are, which is what some providers take instead. */
  CLIENT_SECRET_BASIC_PLAIN,
  /** By the form fields {@code client_id} and {@code client_secret}. */
  CLIENT_SECRET_POST,
  /** By a token that we sign (RFC 7523, section 2.2), which stands for the secret. */
  PRIVATE_KEY_JWT
}
