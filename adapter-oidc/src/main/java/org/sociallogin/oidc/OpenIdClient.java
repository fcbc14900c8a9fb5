package org.sociallogin.oidc;

import java.net.URI;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.AuthorizationGrant;
import org.sociallogin.core.Discovery;
import org.sociallogin.core.LoginAttempt;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.Profile;
import org.sociallogin.core.Provider;
import org.sociallogin.core.SocialLoginPort;
import org.sociallogin.core.Tokens;

/**
 * We as the client of an issuer, which is asked for its metadata when the first person needs it.
 */
final class OpenIdClient implements SocialLoginPort, Discovery {

  private final Provider undiscovered;
  private final Fetched<SocialLoginPort> discovered;
  private final Clock clock;

  OpenIdClient(Provider undiscovered, Fetched<SocialLoginPort> discovered, Clock clock) {
    this.undiscovered = undiscovered;
    this.discovered = discovered;
    this.clock = clock;
  }

  @Override
  public Provider provider() {
    var client = discovered.known();
    return client == null ? undiscovered : client.provider();
  }

  @Override
  public Provider discover() throws LoginException {
    return discovered.get().provider();
  }

  @Override
  public URI authorize(LoginAttempt attempt) throws LoginException {
    return discovered.get().authorize(attempt);
  }

  @Override
  public Tokens exchange(AuthorizationGrant grant) throws LoginException {
    var client = discovered.get();
    // Another node may have begun this, and what the issuer promises of its answers is news here.
    var unused = grant.attempt().accept(grant.response(), client.provider(), clock);
    return client.exchange(grant);
  }

  @Override
  public Profile lookUp(AuthorizationGrant grant, Tokens tokens) throws LoginException {
    var client = discovered.get();
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
