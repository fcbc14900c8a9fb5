package org.sociallogin.core;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a provider's token endpoint granted (RFC 6749, section 5.1). It lives for one sign-in and is
 * stored nowhere. The constructor throws {@link IllegalArgumentException} for an access token that
 * cannot be sent.
 *
 * @param accessToken visible ASCII (RFC 6749, appendix A.12) of at most 16,384 characters: it goes
 *     into a header
 * @param scopes what was granted, or null where the provider does not say: then it is what was
 *     asked for
 * @param claims what the ID token says of the person (OpenID Connect Core, section 2), once it has
 *     passed every check; empty without one
 */
public record Tokens(
    String accessToken, @Nullable List<String> scopes, Map<String, Object> claims) {

  private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7E]{1,16384}");

  public Tokens {
    if (!VISIBLE.matcher(accessToken).matches()) {
      throw new IllegalArgumentException("an access token is visible ASCII");
    }
    scopes = scopes == null ? null : List.copyOf(scopes);
    claims = Collections.unmodifiableMap(new HashMap<>(claims));
  }

  /** Tokens without an ID token among them. */
  public Tokens(String accessToken, @Nullable List<String> scopes) {
    this(accessToken, scopes, Map.of());
  }

  /** Nothing of it: the token is a secret, and the rest is not ours. */
  @Override
  public String toString() {
    return "Tokens";
  }
}
