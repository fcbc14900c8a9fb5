package org.sociallogin.core;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLEncoder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A provider whose steps a test can replace. */
final class Acme implements SocialLoginPort {

  interface Authorize {
    URI authorize(LoginAttempt attempt) throws LoginException;
  }

  interface Exchange {
    Tokens exchange(AuthorizationGrant grant) throws LoginException;
  }

  interface LookUp {
    Profile lookUp(AuthorizationGrant grant, Tokens tokens) throws LoginException;
  }

  final List<AuthorizationGrant> exchanged = new CopyOnWriteArrayList<>();
  final List<Tokens> used = new CopyOnWriteArrayList<>();

  private final Provider provider;
  Authorize authorize = this::request;
  Exchange exchange = grant -> new Tokens("token-of-" + grant.code(), null);
  LookUp lookUp;

  Acme(Provider provider) {
    this.provider = provider;
    this.lookUp = (grant, tokens) -> Examples.profile(provider.id(), grant.code());
  }

  URI request(LoginAttempt attempt) {
    return URI.create(
        provider.authorizationEndpoint()
            + "?response_type=code&client_id="
            + provider.clientId()
            + "&redirect_uri="
            + URLEncoder.encode(attempt.redirectUri().toString(), UTF_8)
            + "&state="
            + attempt.state()
            + "&code_challenge="
            + attempt.codeChallenge()
            + "&code_challenge_method=S256");
  }

  @Override
  public Provider provider() {
    return provider;
  }

  @Override
  public URI authorize(LoginAttempt attempt) throws LoginException {
    return authorize.authorize(attempt);
  }

  @Override
  public Tokens exchange(AuthorizationGrant grant) throws LoginException {
    exchanged.add(grant);
    return exchange.exchange(grant);
  }

  @Override
  public Profile lookUp(AuthorizationGrant grant, Tokens tokens) throws LoginException {
    used.add(tokens);
    return lookUp.lookUp(grant, tokens);
  }
}
