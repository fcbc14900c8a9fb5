package org.sociallogin.core;

import java.util.UUID;

/** The key of an account of ours. It means nothing elsewhere and is never used again. */
public record UserId(UUID value) {

  @Override
  public String toString() {
    return value.toString();
  }
}
