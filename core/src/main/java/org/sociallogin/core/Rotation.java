package org.sociallogin.core;

/**
 * A session's change of its token, after which the one before is worth nothing.
 *
 * @param before the digest of the token that the browser came with
 * @param after the digest of the token that it goes away with
 */
public record Rotation(Digest before, Digest after) {}
