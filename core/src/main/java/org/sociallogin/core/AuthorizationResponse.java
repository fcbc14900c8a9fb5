package org.sociallogin.core;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a browser brings back from a provider (RFC 6749, sections 4.1.2 and 4.1.2.1; RFC 9207). None
 * of it is to be believed before {@link LoginAttempt#accept} has made an {@link AuthorizationGrant}
 * of it.
 *
 * @param others parameters that core does not know, at most 20 of at most 4,096 characters; what is
 *     beyond is left out, and so are tokens
 * @param repeated the names that came more than once, which RFC 6749, section 3.1, forbids
 */
public record AuthorizationResponse(
    @Nullable String code,
    @Nullable String state,
    @Nullable String iss,
    @Nullable String error,
    @Nullable String errorDescription,
    Map<String, String> others,
    Set<String> repeated) {

  private static final Set<String> KNOWN =
      Set.of("code", "state", "iss", "error", "error_description");

  // Tokens come from the token endpoint alone (RFC 9700, section 2.1.2).
  private static final Set<String> TOKENS = Set.of("access_token", "id_token", "refresh_token");

  private static final int MOST_OTHERS = 20;
  private static final int MOST_NAME_CHARS = 100;
  private static final int MOST_CHARS = 4_096;

  public AuthorizationResponse {
    others = Map.copyOf(others);
    repeated = Set.copyOf(repeated);
  }

  /**
   * Reads decoded parameters. Never fails: a response that is wrong in itself is refused by {@link
   * LoginAttempt#accept}, once it is known whose it is.
   */
  public static AuthorizationResponse of(Map<String, List<String>> parameters) {
    var values = new HashMap<String, String>();
    var others = new HashMap<String, String>();
    var repeated = new HashSet<String>();
    parameters.forEach(
        (name, all) -> {
          if (all.isEmpty()) {
            return;
          }
          if (all.size() > 1) {
            repeated.add(name);
          }
          if (KNOWN.contains(name)) {
            values.put(name, all.get(0));
          } else if (!TOKENS.contains(name)
              && others.size() < MOST_OTHERS
              && name.length() <= MOST_NAME_CHARS
              && all.get(0).length() <= MOST_CHARS) {
            others.put(name, all.get(0));
          }
        });
    return new AuthorizationResponse(
        values.get("code"),
        values.get("state"),
        values.get("iss"),
        values.get("error"),
        values.get("error_description"),
        others,
        repeated);
  }

  /** Nothing of it: a code is a secret, and the rest is not ours. */
  @Override
  public String toString() {
    return "AuthorizationResponse";
  }
}
