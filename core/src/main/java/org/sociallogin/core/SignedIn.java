package org.sociallogin.core;

/**
 * A session and the token that proves it: the only moment at which the token is known here.
 *
 * @param changed whether the account is new, or has an identity more or less than before
 * @param othersEnded whether other sessions of the account have ended
 */
public record SignedIn(SessionToken token, Session session, boolean changed, boolean othersEnded) {}
