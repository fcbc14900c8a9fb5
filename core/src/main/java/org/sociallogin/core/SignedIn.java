package org.sociallogin.core;

/** A session and the token that proves it: the only moment at which the token is known here. */
public record SignedIn(SessionToken token, Session session) {}
