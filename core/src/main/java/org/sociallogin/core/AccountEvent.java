package org.sociallogin.core;

import org.jspecify.annotations.Nullable;
import org.sociallogin.core.LoginException.Reason;

/**
 * Something that happened to an account, and is kept by now.
 *
 * @param user whose account it is, as it was afterwards, or before it was deleted; null for who was
 *     {@link Kind#REFUSED} and has none, or was by a rule of the provider's configuration
 * @param provider the provider that it happened through, or null without one
 * @param reason why somebody was refused, else null
 */
public record AccountEvent(
    Kind kind, @Nullable User user, @Nullable ProviderId provider, @Nullable Reason reason) {

  /** What happened. */
  public enum Kind {
    /** Somebody new signed in for the first time. */
    REGISTERED,
    /** Somebody signed in. */
    SIGNED_IN,
    /** Somebody came from a provider and was not let through. */
    REFUSED,
    /** An identity was added. */
    LINKED,
    /** An identity was removed. */
    UNLINKED,
    /** The person came from a provider again, to confirm. */
    CONFIRMED,
    /**
     * One or more sessions were ended before their time: by the person, by a sign-in in the same
     * browser or the hundred-and-first, together with an identity that was added or removed, or
     * because the user was disabled. Those of an account that is {@link #DELETED} go with it.
     */
    SESSION_ENDED,
    /** The user was disabled, and is signed out everywhere. */
    DISABLED,
    /** The account was removed. */
    DELETED
  }

  static AccountEvent of(Kind kind, User user, @Nullable ProviderId provider) {
    return new AccountEvent(kind, user, provider, null);
  }

  static AccountEvent refused(@Nullable User user, ProviderId provider, Reason reason) {
    return new AccountEvent(Kind.REFUSED, user, provider, reason);
  }

  /** What happened, and whose id it was. */
  @Override
  public String toString() {
    return "AccountEvent "
        + kind
        + (user == null ? "" : " user=" + user.id())
        + (provider == null ? "" : " provider=" + provider)
        + (reason == null ? "" : " reason=" + reason);
  }
}
