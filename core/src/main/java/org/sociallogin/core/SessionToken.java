package org.sociallogin.core;

import java.security.SecureRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a browser proves its session with: 256 bits of chance in base64url, which mean nothing. */
public record SessionToken(String value) {

  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_-]{43}");

  public SessionToken {
    if (!SHAPE.matcher(value).matches()) {
      throw new IllegalArgumentException("a session token is 43 characters of base64url");
    }
  }

  static SessionToken next(SecureRandom random) {
    return new SessionToken(Secret.next(random));
  }

  /** The token that a browser sent, or null for what cannot be one of ours. */
  public static @Nullable SessionToken parse(String value) {
    return SHAPE.matcher(value).matches() ? new SessionToken(value) : null;
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
