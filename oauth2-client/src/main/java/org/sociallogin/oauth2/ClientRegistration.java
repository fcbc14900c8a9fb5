package org.sociallogin.oauth2;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Base64;

/** What a provider gave us to prove ourselves with (RFC 6749, section 2.2). */
record ClientRegistration(String clientId, ClientSecret clientSecret) {

  /** The value of {@code Authorization}. Form-encoded first, as RFC 6749, section 2.3.1, asks. */
  String basic() {
    var credentials = Form.encode(clientId) + ':' + Form.encode(clientSecret.value());
    return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(US_ASCII));
  }

  /** The id alone. */
  @Override
  public String toString() {
    return "ClientRegistration " + clientId;
  }
}
