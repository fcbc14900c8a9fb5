package org.sociallogin.core;

import org.jspecify.annotations.Nullable;

/**
 * Who may come in. It is asked whenever somebody comes from a provider: to register, to sign in, to
 * add an identity and to confirm. When somebody removes an identity it is asked about those that
 * stay, of which one has to let the person in. A team that decides for itself implements it.
 *
 * <p>It is asked outside any transaction, and may block for as long as the person can wait.
 */
@FunctionalInterface
public interface Admission {

  /**
   * Lets the person in, or throws: {@link LoginException#notAllowed} with words for the person.
   *
   * @param profile what the provider says now, with nothing of what it said before; of an identity
   *     that stays, what it said last
   * @param user whose account it is, or null for somebody new
   */
  void admit(Profile profile, @Nullable User user) throws LoginException;
}
