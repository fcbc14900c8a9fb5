package org.sociallogin.oauth2;

import org.sociallogin.core.LoginException;
import org.sociallogin.core.Profile;

/** The one function of a provider: from what its API answers to who the person is. */
@FunctionalInterface
public interface ProfileLookUp {

  /**
   * Asks for what it needs and reads it. Whatever is missing or odd in an answer is left out of the
   * profile; without a subject that can be used it throws.
   */
  Profile lookUp(ResourceServer api) throws LoginException;
}
