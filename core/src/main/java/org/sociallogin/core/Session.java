package org.sociallogin.core;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody signed in, in one browser.
 *
 * @param id public, for addresses of ours; neither the token nor its digest
 * @param identity the id of the identity that the person last came with, or null when that is no
 *     longer the user's
 * @param userAgent what the browser called itself, as {@link Browser} keeps it, or null
 * @param authenticatedAt when the person last came from a provider
 * @param lastSeenAt when the browser last came, as far as it was written down
 * @param expiresAt when it ends whatever the person does
 */
public record Session(
    UUID id,
    User user,
    @Nullable UUID identity,
    @Nullable String userAgent,
    Instant createdAt,
    Instant authenticatedAt,
    Instant lastSeenAt,
    Instant expiresAt) {

  /** How long after coming from a provider a person may change what the account hangs on. */
  public static final Duration FRESH = Duration.ofMinutes(10);

  /** Whether it is good at this moment, for a browser that may be silent for {@code idle}. */
  public boolean isLive(Instant now, Duration idle) {
    return now.isBefore(expiresAt) && now.isBefore(lastSeenAt.plus(idle));
  }

  /** Whether the person came from a provider not long ago. */
  public boolean isFresh(Instant now) {
    return !now.isAfter(authenticatedAt.plus(FRESH));
  }

  /** The same, seen at this moment. */
  public Session seenAt(Instant now) {
    return new Session(id, user, identity, userAgent, createdAt, authenticatedAt, now, expiresAt);
  }

  /** Which one and whose, without what the browser calls itself. */
  @Override
  public String toString() {
    return "Session " + id + " of " + user.id();
  }
}
