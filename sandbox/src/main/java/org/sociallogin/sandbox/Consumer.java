package org.sociallogin.sandbox;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An OAuth consumer as a workspace registers it.
 *
 * @param key the client id
 * @param secret the client secret
 * @param name what the consent page calls it
 * @param callback the registered callback URL; null where there is none
 * @param scopes what is ticked
 * @param isNew whether it has the long tokens, and the member of 2026 that tells what was granted
 */
public record Consumer(
    String key,
    String secret,
    String name,
    @Nullable URI callback,
    List<String> scopes,
    boolean isNew) {

  public Consumer {
    scopes = List.copyOf(scopes);
  }

  /** Whether a browser is sent there: to the registered URL, or to one that continues it. */
  boolean takes(String redirectUri) {
    var sent = parsed(redirectUri);
    return callback != null
        && sent != null
        && callback.getScheme().equalsIgnoreCase(sent.getScheme())
        && callback.getHost().equalsIgnoreCase(sent.getHost())
        && sent.getRawUserInfo() == null
        && sent.getRawFragment() == null
        && (callback.getPort() == sent.getPort() || takesAnyPort(callback))
        && continues(sent.getRawPath(), callback.getRawPath());
  }

  private static @Nullable URI parsed(String uri) {
    try {
      return URI.create(uri).normalize();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Undocumented, but seen to work: programs that listen where there is room. */
  private static boolean takesAnyPort(URI callback) {
    return callback.getHost().equals("127.0.0.1");
  }

  private static boolean continues(String sent, String registered) {
    return sent.equals(registered)
        || sent.startsWith(registered.endsWith("/") ? registered : registered + "/");
  }

  /** The key alone: the secret is one, even here. */
  @Override
  public String toString() {
    return key;
  }
}
