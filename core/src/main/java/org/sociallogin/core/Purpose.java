package org.sociallogin.core;

/** What somebody goes to a provider for. */
public enum Purpose {
  /** To sign in, and to register the first time. */
  SIGN_IN,
  /** To add the identity there to the account of the session that began it. */
  LINK,
  /** To show that whoever sits at the browser is still the one whose session began it. */
  REAUTHENTICATE
}
