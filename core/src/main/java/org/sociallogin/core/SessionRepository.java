package org.sociallogin.core;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The sessions, to read. A cache may stand in front of it.
 *
 * <p>Every method throws {@link StoreUnavailableException} when the store does not answer.
 */
public interface SessionRepository {

  /** The session as it is now, or null when it has ended or never was; its times are not judged. */
  @Nullable Session find(Digest token);

  /** Writes down that the browser came. */
  void seen(UUID session, Instant at);
}
