package org.sociallogin.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The session that a sign-in is about to make.
 *
 * @param token the digest of its token
 * @param attempt the digest of the {@code state} of the attempt that it answers: one attempt makes
 *     at most one session
 * @param attemptEndsAt until when the answer to that attempt could come again: the row stays until
 *     then, even when the session has ended
 * @param replaces the digest of the session that the browser came with and that ends now, or null
 */
public record NewSession(
    Digest token,
    Digest attempt,
    Instant attemptEndsAt,
    Instant createdAt,
    Instant expiresAt,
    @Nullable Digest replaces) {}
