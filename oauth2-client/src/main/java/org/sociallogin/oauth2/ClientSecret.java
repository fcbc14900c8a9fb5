package org.sociallogin.oauth2;

/** What proves us to a token endpoint, as it is at this moment. */
@FunctionalInterface
public interface ClientSecret {

  /** The secret. */
  String value();
}
