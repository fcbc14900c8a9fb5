package org.sociallogin.app;

import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Value;
import io.micronaut.web.router.naming.HyphenatedUriNamingStrategy;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;
import org.sociallogin.web.BaseUrl;

/**
 * Routes lie below the path of {@code social-login.base-url}, unless {@code
 * micronaut.server.context-path} says otherwise because a proxy takes the prefix away.
 */
@Singleton
@Replaces(HyphenatedUriNamingStrategy.class)
final class PrefixedRoutes extends HyphenatedUriNamingStrategy {

  PrefixedRoutes(
      @Nullable @Value("${micronaut.server.context-path}") String contextPath, BaseUrl baseUrl) {
    super(contextPath == null ? baseUrl.prefix() : contextPath);
  }
}
