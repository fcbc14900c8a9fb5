package org.sociallogin.web;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.env.Environment;
import io.micronaut.context.exceptions.ConfigurationException;
import org.sociallogin.core.AccountRepository;
import org.sociallogin.core.Accounts;
import org.sociallogin.core.LoginFlow;

/**
 * Stops the start where a provider's id leads to another issuer, host or client than the one that
 * people of that id came from: whoever has the same subject there is somebody else, until the
 * operator says that this is meant.
 */
@Context
@Requires(beans = AccountRepository.class)
final class AuthorityCheck {

  AuthorityCheck(LoginFlow flow, Accounts accounts, Environment environment) {
    for (var provider : flow.providers()) {
      var property = "social-login.providers." + provider.id() + ".accept-new-subjects-from";
      var accepted = environment.getProperty(property, String.class).orElse(null);
      if (!provider.authority().equals(accepted) && accounts.hasOtherAuthority(provider)) {
        throw new ConfigurationException(
            "people have signed in with "
                + provider.id()
                + " under another issuer, host or client; if nobody of them is to be known by it any"
                + " more, set "
                + property
                + " to "
                + provider.authority());
      }
    }
  }
}
