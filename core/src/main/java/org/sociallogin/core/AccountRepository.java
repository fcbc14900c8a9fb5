package org.sociallogin.core;

import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The accounts. Each method is one atomic step: what it answered is kept, whatever happens next,
 * and what failed left nothing behind.
 *
 * <p>A verified e-mail address has one owner. With each step that adds, hears from or removes an
 * identity, a user's own addresses become what all the user's identities now say; one that somebody
 * else came first with stays theirs.
 *
 * <p>Every method throws {@link StoreUnavailableException} when the store does not answer.
 */
public interface AccountRepository {

  /**
   * What a sign-in came to.
   *
   * @param session with its user, as they are now
   * @param registered whether the user is new
   */
  record SignIn(Session session, boolean registered) {}

  /** The user who has the identity (provider, subject), or null. */
  @Nullable User find(Provider provider, String subject);

  /**
   * Whether there are identities of the provider's id whose subjects are unique in something else
   * than the provider's authority now.
   */
  boolean hasOtherAuthority(Provider provider);

  /**
   * Signs in the user who has the identity (provider, subject) and completes its profile, or
   * registers a user with it; makes the session and ends those that its browser brought, and the
   * user's oldest when there are too many.
   *
   * @param provider where the profile comes from, with the authority that its subject is unique in
   * @throws LoginException {@code EMAIL_TAKEN} when a new identity's verified address belongs to an
   *     existing user, {@code RESPONSE_INVALID} when the attempt already made a session, {@code
   *     NOT_ALLOWED} when the user is disabled
   */
  SignIn signIn(Provider provider, Profile profile, NewSession session) throws LoginException;

  /**
   * Adds the identity (provider, subject) to the session's user, gives the session its new token
   * and ends the user's other sessions. An identity that the user has already is completed, no
   * more.
   *
   * @throws LoginException {@code IDENTITY_TAKEN} when it is somebody else's, {@code NOT_SIGNED_IN}
   *     when the session has ended
   */
  Session link(Rotation rotation, Provider provider, Profile profile) throws LoginException;

  /**
   * Writes down that the session's user came again with the identity (provider, subject), completes
   * its profile and gives the session its new token.
   *
   * @throws LoginException {@code REAUTHENTICATION_REQUIRED} when the identity is not the user's,
   *     {@code NOT_SIGNED_IN} when the session has ended
   */
  Session reauthenticate(Rotation rotation, Provider provider, Profile profile)
      throws LoginException;

  /**
   * Takes an identity from the session's user, gives the session its new token and ends the user's
   * other sessions that were opened with that identity.
   *
   * @param usable whether somebody can sign in with an identity as things are
   * @return the session as it is now, or null when the user has no such identity and nothing
   *     happened
   * @throws LoginException {@code LAST_IDENTITY} when it is the user's last one, or the last usable
   *     one; {@code NOT_SIGNED_IN} when the session has ended
   */
  @Nullable Session unlink(Rotation rotation, UUID identity, Predicate<Identity> usable)
      throws LoginException;

  /** Ends the session and answers whether it was there to end. */
  boolean endSession(Digest token);

  /** Ends that session of the user, and answers whether the user had it. */
  boolean endSession(UserId user, UUID session);

  /** Ends the sessions of the user but for that one, and answers how many there were. */
  int endOtherSessions(UserId user, UUID session);

  /**
   * Removes the user with identities, addresses and sessions, and answers whether there was one.
   * The id is never used again.
   */
  boolean delete(UserId user);

  /** Lets the user in no more and ends the user's sessions; answers whether there is one. */
  boolean disable(UserId user);
}
