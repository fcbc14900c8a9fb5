package org.sociallogin.oidc;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.AuthorizationGrant;
import org.sociallogin.core.Discovery;
import org.sociallogin.core.LoginAttempt;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.LoginException.Reason;
import org.sociallogin.core.Profile;
import org.sociallogin.core.Provider;
import org.sociallogin.core.SocialLoginPort;
import org.sociallogin.core.Tokens;

/**
 * We as the client of an issuer, which is asked for its metadata when the first person needs it,
 * then once a day, and after it failed somebody.
 */
final class OpenIdClient implements SocialLoginPort, Discovery {

  private record Discovered(Metadata metadata, SocialLoginPort client) {}

  private static final Duration LIFETIME = Duration.ofDays(1);
  private static final Duration LIFETIME_AFTER_FAILURE = Duration.ofMinutes(1);

  private final Provider undiscovered;
  private final Fetched<Metadata> metadata;
  private final Function<Metadata, SocialLoginPort> clients;
  private volatile @Nullable Discovered discovered;

  /** Whether it failed the last person: an endpoint may have moved. */
  private volatile boolean failed;

  OpenIdClient(
      Provider undiscovered,
      Fetched<Metadata> metadata,
      Function<Metadata, SocialLoginPort> clients) {
    this.undiscovered = undiscovered;
    this.metadata = metadata;
    this.clients = clients;
  }

  @Override
  public Provider provider() {
    var known = discovered;
    return known == null ? undiscovered : known.client.provider();
  }

  /** One for as long as the issuer says the same: it has connections and keys of its own. */
  private SocialLoginPort client() throws LoginException {
    var known = discovered;
    Metadata found;
    try {
      found = metadata.notOlderThan(failed ? LIFETIME_AFTER_FAILURE : LIFETIME);
    } catch (LoginException e) {
      if (known == null) {
        throw e;
      }
      return known.client;
    }
    if (known == null || !known.metadata.equals(found)) {
      known = new Discovered(found, clients.apply(found));
      discovered = known;
    }
    return known.client;
  }

  @Override
  public Provider discover() throws LoginException {
    return client().provider();
  }

  @Override
  public URI authorize(LoginAttempt attempt) throws LoginException {
    return client().authorize(attempt);
  }

  @Override
  public Tokens exchange(AuthorizationGrant grant) throws LoginException {
    var client = client();
    try {
      var tokens = client.exchange(grant);
      failed = false;
      return tokens;
    } catch (LoginException e) {
      failed = e.reason() != Reason.RESPONSE_INVALID;
      throw e;
    }
  }

  @Override
  public Profile lookUp(AuthorizationGrant grant, Tokens tokens) throws LoginException {
    var client = client();
    var profile = client.lookUp(grant, tokens);
    return client.provider().formPost()
        ? profile.orElse(named(profile, PostedName.of(grant.response())))
        : profile;
  }

  private static Profile named(Profile profile, @Nullable String name) {
    return new Profile(
        profile.provider(), profile.subject(), name, null, null, null, null, Map.of());
  }
}
