package org.sociallogin.core;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * Somebody signed in, in one browser.
 *
 * @param id public, for addresses of ours; neither the token nor its digest
 * @param authenticatedAt when the person last came from a provider
 * @param lastSeenAt when the browser last came, as far as it was written down
 * @param expiresAt when it ends whatever the person does
 */
public record Session(
    UUID id, User user, Instant authenticatedAt, Instant lastSeenAt, Instant expiresAt) {

  /** Whether it is good at this moment, for a browser that may be silent for {@code idle}. */
  public boolean isLive(Instant now, Duration idle) {
    return now.isBefore(expiresAt) && now.isBefore(lastSeenAt.plus(idle));
  }

  /** The same, seen at this moment. */
  public Session seenAt(Instant now) {
    return new Session(id, user, authenticatedAt, now, expiresAt);
  }
}
