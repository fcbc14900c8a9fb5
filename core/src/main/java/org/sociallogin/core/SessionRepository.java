package org.sociallogin.core;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sessions, to read: as they are now, for what changes an account begins here.
 *
 * <p>Every method throws {@link StoreUnavailableException} when the store does not answer.
 */
public interface SessionRepository {

  /** The session as it is now, or null when it has ended or never was; its times are not judged. */
  @Nullable Session find(Digest token);

  /** The sessions of a user, the newest first; their times are not judged. */
  List<Session> of(User user);

  /** Writes down that the browser came. */
  void seen(Digest token, Instant at);
}
