package org.sociallogin.core;

/**
 * What a {@link SocialLoginPort} also implements whose provider says itself, in metadata, what its
 * answers hold (OpenID Connect Discovery; RFC 9207, section 3).
 */
public interface Discovery {

  /**
   * The provider by its metadata, which are asked for where nobody has needed them yet. Core calls
   * it before it believes an answer: the node that began the attempt may be another one.
   *
   * @throws LoginException {@code PROVIDER_UNAVAILABLE} or {@code PROVIDER_UNINTELLIGIBLE} where
   *     nothing is known yet and nothing can be found out
   */
  Provider discover() throws LoginException;
}
