package org.sociallogin.oauth2;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.sociallogin.core.AuthorizationGrant;
import org.sociallogin.core.LoginAttempt;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.LoginException.Reason;
import org.sociallogin.core.Profile;
import org.sociallogin.core.Provider;
import org.sociallogin.core.Purpose;
import org.sociallogin.core.SocialLoginPort;
import org.sociallogin.core.Tokens;

/** We as the client of an OAuth 2.0 provider that we are registered at (RFC 6749). */
final class OAuth2Client implements SocialLoginPort {

  private final OAuth2Provider oauth2;
  private final Provider provider;
  private final ClientRegistration registration;
  private final TokenEndpoint tokenEndpoint;
  private final Wire wire;

  OAuth2Client(OAuth2Provider oauth2, ClientRegistration registration, Wire wire) {
    this.oauth2 = oauth2;
    this.registration = registration;
    var terms =
        oauth2
            .terms()
            .apply(
                Provider.of(
                        oauth2.id(),
                        oauth2.displayName(),
                        registration.clientId(),
                        oauth2.authorizationEndpoint())
                    .withScopes(oauth2.scopes()));
    this.provider = oauth2.idTokens() == null ? terms : terms.withNonce();
    this.tokenEndpoint = new TokenEndpoint(oauth2, provider.pkce(), registration, wire);
    this.wire = wire;
  }

  @Override
  public Provider provider() {
    return provider;
  }

  /** A query that the endpoint has already is kept (RFC 6749, section 3.1). */
  @Override
  public URI authorize(LoginAttempt attempt) {
    var query =
        new Form()
            .with("response_type", "code")
            .with("client_id", provider.clientId())
            .with("redirect_uri", attempt.redirectUri().toString());
    if (!provider.scopes().isEmpty()) {
      query.with("scope", String.join(" ", provider.scopes()));
    }
    query.with("state", attempt.state());
    if (provider.pkce()) {
      query.with("code_challenge", attempt.codeChallenge()).with("code_challenge_method", "S256");
    }
    if (provider.nonce()) {
      query.with("nonce", attempt.nonce());
      if (attempt.purpose() == Purpose.REAUTHENTICATE) {
        query.with("max_age", "0"); // OpenID Connect Core, section 3.1.2.1: ask again
      }
    }
    if (provider.formPost()) {
      query.with("response_mode", "form_post");
    }
    return query.appendedTo(provider.authorizationEndpoint());
  }

  @Override
  public Tokens exchange(AuthorizationGrant grant) throws LoginException {
    return tokenEndpoint.exchange(grant);
  }

  private Map<String, URI> resources(Tokens tokens) {
    var resources = new HashMap<>(oauth2.resources());
    var parameter = oauth2.proof();
    if (parameter != null) {
      var proof = Map.of(parameter, registration.proof(tokens.accessToken()));
      resources.replaceAll((name, uri) -> Form.withQuery(uri, proof));
    }
    return resources;
  }

  @Override
  public Profile lookUp(AuthorizationGrant grant, Tokens tokens) throws LoginException {
    var api = new ProtectedResources(resources(tokens), tokens, wire);
    try {
      return oauth2.lookUp().lookUp(api);
    } catch (IllegalArgumentException e) {
      if (!isOfCore(e)) {
        throw e;
      }
      throw new LoginException(
          Reason.PROVIDER_UNINTELLIGIBLE,
          "what the provider says of the person is no profile: " + e.getMessage(),
          e);
    }
  }

  /** Whether it is core's word for what is no profile, and not an accident of the look-up's. */
  private static boolean isOfCore(IllegalArgumentException e) {
    var frames = e.getStackTrace();
    return frames.length > 0
        && frames[0].getClassName().startsWith(Profile.class.getPackageName() + '.');
  }
}
