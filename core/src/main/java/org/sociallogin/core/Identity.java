package org.sociallogin.core;

import java.time.Instant;
import java.util.UUID;

/**
 * One way of a user to sign in: a person at a provider, with what the provider said last.
 *
 * @param id public, for addresses of ours; neither the subject nor a secret
 * @param authority within which the subject is unique, as {@link Provider#authority} was when the
 *     identity was made
 */
public record Identity(
    UUID id, String authority, Profile profile, Instant linkedAt, Instant lastLoginAt) {

  /** Whether it is one of that provider, as the provider is now. */
  public boolean isOf(Provider provider) {
    return profile.provider().equals(provider.id()) && authority.equals(provider.authority());
  }

  /** Which one and where, and nothing of the person. */
  @Override
  public String toString() {
    return "Identity " + id + " at " + profile.provider();
  }
}
