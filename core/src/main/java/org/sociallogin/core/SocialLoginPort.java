package org.sociallogin.core;

import java.net.URI;

/**
 * One provider. Holds no state between calls and is safe for concurrent use.
 *
 * <p>The calls block. Core makes them away from any event loop, gives all those of one sign-in one
 * deadline, interrupts them when it has passed, and checks what they return; an implementation
 * makes no check of its own on state, issuer or time.
 *
 * <p>What stands in the way is told by a {@link LoginException} with a reason of the provider's:
 * {@code PROVIDER_UNAVAILABLE} where it does not answer or says that it cannot, {@code
 * PROVIDER_REFUSED} where it refuses us or the person, {@code PROVIDER_UNINTELLIGIBLE} where its
 * answer makes no sense, {@code NOT_ALLOWED} where the person is none of those who may come. Null,
 * and any other exception, is {@code PROVIDER_UNINTELLIGIBLE} too, and its words are not logged.
 */
public interface SocialLoginPort {

  /**
   * What core must know of this provider. Asked often: it answers at once, with the same id. What a
   * provider finds out while it makes an authorization request, it says from then on.
   */
  Provider provider();

  /**
   * The authorization request for this attempt (RFC 6749, section 4.1.1; RFC 7636, section 4.3).
   * Core reads it before the browser follows it, and refuses one that does not carry the attempt.
   *
   * @throws LoginException where the provider has to be asked first, and cannot be
   */
  URI authorize(LoginAttempt attempt) throws LoginException;

  /**
   * Exchanges the code for tokens (RFC 6749, section 4.1.3), once and never again, and validates an
   * ID token if there is one.
   *
   * @throws LoginException also {@code RESPONSE_INVALID} where the code, or an ID token of another
   *     attempt, is what the provider or its token does not accept
   */
  Tokens exchange(AuthorizationGrant grant) throws LoginException;

  /**
   * Asks the provider who the person is: its user API, or the ID token.
   *
   * @throws LoginException for any of the reasons above
   */
  Profile lookUp(AuthorizationGrant grant, Tokens tokens) throws LoginException;
}
