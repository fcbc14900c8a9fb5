package org.sociallogin.web;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.http.HttpRequest;
import java.util.Set;

/** Whose links may lead straight to a provider: nobody is signed in without acting. */
@Context
final class StartFrom {

  private final Set<String> trustedSites;

  StartFrom(Settings settings) {
    this.trustedSites =
        switch (settings.startFrom()) {
          case "same-origin" -> Set.of("same-origin", "none");
          case "same-site" -> Set.of("same-origin", "none", "same-site");
          case "any" -> Set.of("same-origin", "none", "same-site", "cross-site");
          default ->
              throw new ConfigurationException(
                  "social-login.start-from must be same-origin, same-site or any");
        };
  }

  /** Whether the click came from where it may. Browsers that say nothing of it are believed. */
  boolean trusts(HttpRequest<?> request) {
    var site = FetchMetadata.site(request);
    return site == null || trustedSites.contains(site);
  }
}
