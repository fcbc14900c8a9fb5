package org.sociallogin.core;

import java.security.SecureRandom;
import java.util.Base64;

/** What nobody can guess. */
final class Secret {

  /** The characters of 256 bits in base64url. */
  static final int CHARS = 43;

  private Secret() {}

  /** 256 bits in base64url: 43 characters, what RFC 7636, section 4.1, asks of a code verifier. */
  static String next(SecureRandom random) {
    var bytes = new byte[32];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Whether it is base64url (RFC 4648, section 5) of that many characters, and no padding. */
  static boolean isBase64Url(String value, int least, int most) {
    if (value.length() < least || value.length() > most) {
      return false;
    }
    for (var i = 0; i < value.length(); i++) {
      var c = value.charAt(i);
      if ((c < 'a' || c > 'z')
          && (c < 'A' || c > 'Z')
          && (c < '0' || c > '9')
          && c != '-'
          && c != '_') {
        return false;
      }
    }
    return true;
  }
}
