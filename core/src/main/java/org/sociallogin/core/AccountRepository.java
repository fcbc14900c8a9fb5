package org.sociallogin.core;

import java.util.List;
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
   * @param othersEnded whether older sessions of the user have ended, because there were too many
   * @param signedOut whose sessions have ended because the browser brought them, for each of them
   */
  record SignIn(Session session, boolean registered, boolean othersEnded, List<User> signedOut) {}

  /**
   * What a change of somebody's ways to sign in came to.
   *
   * @param session with its user, as they are now
   * @param changed whether the user has an identity more or less than before
   * @param othersEnded whether other sessions of the user have ended
   */
  record Change(Session session, boolean changed, boolean othersEnded) {}

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
   * @param mayRegister whether a user may be registered
   * @param usable whether somebody can sign in with an identity as things are
   * @return what came of it, or null when somebody had to be registered who may not, and nothing
   *     happened
   * @throws LoginException {@code EMAIL_TAKEN} when a new identity's verified address belongs to an
   *     existing user, {@code RESPONSE_INVALID} when the attempt already made a session, {@code
   *     NOT_ALLOWED} when the user is disabled, whose sessions have all ended then
   */
  @Nullable SignIn signIn(
      Provider provider,
      Profile profile,
      NewSession session,
      boolean mayRegister,
      Predicate<Identity> usable)
      throws LoginException;

  /**
   * Adds the identity (provider, subject) to the session's user, gives the session its new token
   * and ends the user's other sessions. An identity that the user has already is completed, and the
   * other sessions stay.
   *
   * @throws LoginException {@code IDENTITY_TAKEN} when it is somebody else's, {@code NOT_ALLOWED}
   *     when the user has very many, {@code NOT_SIGNED_IN} when the session has ended
   */
  Change link(Rotation rotation, Provider provider, Profile profile) throws LoginException;

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
   * other sessions in which the user last came with that identity: opened with it and not confirmed
   * with another since, or confirmed with it.
   *
   * @param before the user, as it was decided that what stays is enough
   * @return what came of it; when the user has other identities by now, or never had this one,
   *     nothing has changed, the session's token included
   * @throws LoginException {@code NOT_SIGNED_IN} when the session has ended
   */
  Change unlink(Rotation rotation, UUID identity, User before) throws LoginException;

  /** Ends the session and answers whether it was there to end. */
  boolean endSession(Digest token);

  /**
   * Ends a session of the session's user, and answers whether the user had it.
   *
   * @throws LoginException {@code NOT_SIGNED_IN} when the session that asks has ended
   */
  boolean endSession(Digest token, UUID session) throws LoginException;

  /**
   * Ends the sessions of the session's user but for itself, and answers how many there were.
   *
   * @throws LoginException {@code NOT_SIGNED_IN} when the session that asks has ended
   */
  int endOtherSessions(Digest token) throws LoginException;

  /**
   * Removes the session's user with identities, addresses and sessions. The id is never used again.
   *
   * @throws LoginException {@code NOT_SIGNED_IN} when the session has ended
   */
  void delete(Digest token) throws LoginException;

  /**
   * Lets the user in no more and ends the user's sessions, which this application honours no longer
   * from then on; answers whether there is such a user.
   */
  boolean disable(UserId user);
}
