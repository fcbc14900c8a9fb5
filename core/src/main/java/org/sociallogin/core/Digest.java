package org.sociallogin.core;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The SHA-256 of a secret, in base64url without padding (43 characters). It can be stored and
 * compared where the secret must not be. The constructor throws {@link IllegalArgumentException}
 * for anything else.
 *
 * <p>The secrets are 256 bits of chance, so neither salt nor stretching adds anything.
 */
public record Digest(String value) {

  public Digest {
    if (!Secret.isBase64Url(value, Secret.CHARS, Secret.CHARS)) {
      throw new IllegalArgumentException("a digest is 43 characters of base64url");
    }
  }

  /** The digest of a secret's ASCII bytes. */
  public static Digest of(String secret) {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      var hash = sha256.digest(secret.getBytes(StandardCharsets.US_ASCII));
      return new Digest(Base64.getUrlEncoder().withoutPadding().encodeToString(hash));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The 32 octets. */
  public byte[] bytes() {
    return Base64.getUrlDecoder().decode(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
