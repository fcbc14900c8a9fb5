package org.sociallogin.core;

import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/** What a browser proves its session with: 256 bits of chance in base64url, which mean nothing. */
public record SessionToken(String value) {

  public SessionToken {
    if (!Secret.isBase64Url(value, Secret.CHARS, Secret.CHARS)) {
      throw new IllegalArgumentException("a session token is 43 characters of base64url");
    }
  }

  static SessionToken next(SecureRandom random) {
    return new SessionToken(Secret.next(random));
  }

  /** The token that a browser sent, or null for what cannot be one of ours. */
  public static @Nullable SessionToken parse(String value) {
    return Secret.isBase64Url(value, Secret.CHARS, Secret.CHARS) ? new SessionToken(value) : null;
  }

  /** What the store knows the session by. */
  public Digest digest() {
    return Digest.of(value);
  }

  @Override
  public String toString() {
    return "SessionToken";
  }
}
