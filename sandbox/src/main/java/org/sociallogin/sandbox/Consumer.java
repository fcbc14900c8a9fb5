package org.sociallogin.sandbox;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An OAuth consumer as a workspace registers it.
 *
 * @param callback the registered callback URL; a request may continue it; null where there is none
 * @param scopes what is ticked
 * @param isNew whether it has the long tokens and the member of 2026 that tells what was granted
 */
record Consumer(
    String key,
    String secret,
    String name,
    @Nullable URI callback,
    List<String> scopes,
    boolean isNew) {

  /** Whether Bitbucket sends a browser there: the registered URL, or one that continues it. */
  boolean takes(String redirectUri) {
    if (callback == null) {
      return false;
    }
    var registered = callback.toString();
    return redirectUri.equals(registered)
        || redirectUri.startsWith(registered + "/")
        || redirectUri.startsWith(registered + "?")
        || withoutLoopbackPort(redirectUri).equals(withoutLoopbackPort(registered));
  }

  private static String withoutLoopbackPort(String uri) {
    return uri.replaceFirst("^(http://127\\.0\\.0\\.1):\\d+", "$1");
  }

  /** The key alone: the secret is one, even here. */
  @Override
  public String toString() {
    return key;
  }
}
