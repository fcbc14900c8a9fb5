package org.sociallogin.oauth2;

import java.util.Map;
import org.sociallogin.core.LoginAttempt;
import org.sociallogin.core.LoginException;

/** The ID tokens of one issuer for one client. */
@FunctionalInterface
public interface IdTokens {

  /**
   * What the token says, once it has passed every check (OpenID Connect Core, section 3.1.3.7): of
   * this issuer, for this client, in time, with the attempt's nonce and about that access token.
   */
  Map<String, Object> claims(String idToken, String accessToken, LoginAttempt attempt)
      throws LoginException;
}
