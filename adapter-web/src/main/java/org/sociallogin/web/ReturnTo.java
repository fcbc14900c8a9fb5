package org.sociallogin.web;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.exceptions.ConfigurationException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.LocalPath;

/**
 * Where people go once signed in: where they asked to, if that is a good place, else the default.
 */
@Context
final class ReturnTo {

  static final String PARAMETER = "return_to";

  private final LocalPath defaultPath;
  private final BaseUrl baseUrl;

  ReturnTo(Settings settings, BaseUrl baseUrl) {
    this.baseUrl = baseUrl;
    var configured = settings.defaultReturnTo();
    var path = LocalPath.parse(configured == null ? baseUrl.path("/account") : configured);
    if (path == null || leadsIntoTheFlow(path)) {
      throw new ConfigurationException(
          "social-login.default-return-to must be a path of our own origin, such as /account");
    }
    this.defaultPath = path;
  }

  /** The default page. */
  LocalPath defaultPath() {
    return defaultPath;
  }

  /** The one target asked for; the default for none, several, and any that is not good. */
  LocalPath of(List<String> asked) {
    return asked.size() == 1 ? of(asked.get(0)) : defaultPath;
  }

  LocalPath of(@Nullable String asked) {
    var path = LocalPath.parse(asked);
    return path == null ? defaultPath : checked(path);
  }

  /** The target of an attempt, which a browser kept and may have changed. */
  LocalPath checked(LocalPath path) {
    return leadsIntoTheFlow(path) ? defaultPath : path;
  }

  private boolean leadsIntoTheFlow(LocalPath target) {
    var path = target.path();
    for (var route : List.of("/login", "/logout", "/oauth")) {
      var ours = baseUrl.path(route);
      if (path.equals(ours) || path.startsWith(ours + "/") || path.startsWith(ours + ";")) {
        return true;
      }
    }
    return false;
  }
}
