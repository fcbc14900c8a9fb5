package org.sociallogin.core;

/**
 * What a {@link SocialLoginPort} also implements whose provider says itself, in metadata, what its
 * answers hold (OpenID Connect Discovery; RFC 9207, section 3).
 */
public interface Discovery {

  /**
   * The provider by its metadata, which are asked for where nobody has needed them yet. Core calls
   * it before it believes an error: the node that began the attempt may be another one.
   */
  Provider discover() throws LoginException;
}
