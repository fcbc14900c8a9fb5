package org.sociallogin.core;

import java.time.Instant;
import java.util.UUID;

/**
 * One way of a user to sign in: a person at a provider, with what the provider said last.
 *
 * @param id public, for addresses of ours; neither the subject nor a secret
 */
public record Identity(UUID id, Profile profile, Instant linkedAt, Instant lastLoginAt) {}
