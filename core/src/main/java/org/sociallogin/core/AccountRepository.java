package org.sociallogin.core;

/**
 * The accounts. Each method is one atomic step: what it answered is kept, whatever happens next,
 * and what failed left nothing behind.
 *
 * <p>Every method throws {@link StoreUnavailableException} when the store does not answer.
 */
public interface AccountRepository {

  /**
   * Signs in the user who has the identity (provider, subject) and completes its profile, or
   * registers a user with it; makes the session and ends the one it replaces.
   *
   * <p>A verified e-mail address has one owner. The user's own addresses become what all the
   * identities now say; one that somebody else came first with stays theirs.
   *
   * @param provider where the profile comes from, with the authority that its subject is unique in
   * @return the session with its user, as they are now
   * @throws LoginException {@code EMAIL_TAKEN} when a new identity's verified address belongs to an
   *     existing user, {@code RESPONSE_INVALID} when the attempt already made a session
   */
  Session signIn(Provider provider, Profile profile, NewSession session) throws LoginException;

  /** Ends the session; that it has ended already, or never was, is the same. */
  void endSession(Digest token);
}
