package org.sociallogin.core;

import java.security.SecureRandom;
import java.util.Base64;

/** What nobody can guess. */
final class Secret {

  private Secret() {}

  /** 256 bits in base64url: 43 characters, what RFC 7636, section 4.1, asks of a code verifier. */
  static String next(SecureRandom random) {
    var bytes = new byte[32];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
