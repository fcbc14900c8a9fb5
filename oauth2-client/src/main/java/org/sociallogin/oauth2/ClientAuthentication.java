package org.sociallogin.oauth2;

/** How we prove to a token endpoint who we are (RFC 6749, section 2.3.1). */
public enum ClientAuthentication {
  /** By HTTP Basic, id and secret form-encoded first. */
  CLIENT_SECRET_BASIC,
  /** By the form fields {@code client_id} and {@code client_secret}. */
  CLIENT_SECRET_POST
}
