package org.sociallogin.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The browser that somebody comes with.
 *
 * @param sessions the digests of the session tokens that it brought, at most five: a name can come
 *     twice in its cookies
 * @param userAgent what it calls itself, cleaned, at most 256 code points; null when it says
 *     nothing
 */
public record Browser(List<Digest> sessions, @Nullable String userAgent) {

  private static final int MOST_SESSIONS = 5;
  private static final int USER_AGENT_CODE_POINTS = 256;

  public Browser {
    sessions = sessions.stream().distinct().limit(MOST_SESSIONS).toList();
    userAgent = Text.clean(userAgent, USER_AGENT_CODE_POINTS);
  }

  /** Nothing of it: what it calls itself is personal. */
  @Override
  public String toString() {
    return "Browser";
  }
}
