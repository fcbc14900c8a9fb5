package org.sociallogin.core;

import java.time.Instant;

/**
 * The session that a sign-in is about to make.
 *
 * @param token the digest of its token
 * @param attempt the digest of the {@code state} of the attempt that it answers: one attempt makes
 *     at most one session
 * @param attemptEndsAt until when the answer to that attempt could come again: the row stays until
 *     then, even when the session has ended
 * @param browser where it is; the sessions that the browser brought end now
 */
public record NewSession(
    Digest token,
    Digest attempt,
    Instant attemptEndsAt,
    Instant createdAt,
    Instant expiresAt,
    Browser browser) {}
