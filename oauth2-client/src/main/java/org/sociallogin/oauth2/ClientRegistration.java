package org.sociallogin.oauth2;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What a provider gave us to prove ourselves with (RFC 6749, section 2.2). */
record ClientRegistration(String clientId, ClientSecret clientSecret) {

  private static final String HMAC = "HmacSHA256";

  /**
   * The same, with the secret as it is at this moment: one that is made can be another each time.
   */
  ClientRegistration now() {
    var secret = clientSecret.value();
    return new ClientRegistration(clientId, () -> secret);
  }

  /** The value of {@code Authorization}. Form-encoded first, as RFC 6749, section 2.3.1, asks. */
  String basic() {
    return basic(Form.encode(clientId) + ':' + Form.encode(clientSecret.value()));
  }

  /** The same for who takes id and secret as they are (RFC 7617, section 2.1). */
  String plainBasic() {
    return basic(clientId + ':' + clientSecret.value());
  }

  private static String basic(String credentials) {
    return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8));
  }

  /** That the bearer of this token knows our secret, which it does not tell. */
  String proof(String accessToken) {
    try {
      var mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(clientSecret.value().getBytes(UTF_8), HMAC));
      return HexFormat.of().formatHex(mac.doFinal(accessToken.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + HMAC, e);
    }
  }

  /** The id alone. */
  @Override
  public String toString() {
    return "ClientRegistration " + clientId;
  }
}
