package org.sociallogin.oauth2;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sociallogin.core.ProviderId;

/**
 * An OAuth 2.0 provider: data, and one function. With a client registration it becomes a {@link
 * org.sociallogin.core.SocialLoginPort}: see {@link ClientRegistrations}. Start from {@link #of}
 * and change what differs: the constructor gains components, the factory does not.
 *
 * @param displayName the name that people read
 * @param scopes what is asked for where the registration does not say (RFC 6749, section 3.3);
 *     empty asks for what is registered
 * @param resources what its API offers, by name; {@code social-login.providers.<id>.<name>.url} in
 *     the configuration moves one elsewhere
 */
public record OAuth2Provider(
    ProviderId id,
    String displayName,
    URI authorizationEndpoint,
    URI tokenEndpoint,
    ClientAuthentication clientAuthentication,
    List<String> scopes,
    Map<String, URI> resources,
    ProfileLookUp lookUp) {

  public OAuth2Provider {
    scopes = List.copyOf(scopes);
    resources = Map.copyOf(resources);
  }

  /** A provider that takes Basic authentication and has neither scopes nor resources yet. */
  public static OAuth2Provider of(
      ProviderId id,
      String displayName,
      URI authorizationEndpoint,
      URI tokenEndpoint,
      ProfileLookUp lookUp) {
    return new OAuth2Provider(
        id,
        displayName,
        authorizationEndpoint,
        tokenEndpoint,
        ClientAuthentication.CLIENT_SECRET_BASIC,
        List.of(),
        Map.of(),
        lookUp);
  }

  /** The same, with this way for us to prove who we are. */
  public OAuth2Provider withClientAuthentication(ClientAuthentication authentication) {
    return new OAuth2Provider(
        id,
        displayName,
        authorizationEndpoint,
        tokenEndpoint,
        authentication,
        scopes,
        resources,
        lookUp);
  }

  /** The same, asking for these scopes. */
  public OAuth2Provider withScopes(String... asked) {
    return new OAuth2Provider(
        id,
        displayName,
        authorizationEndpoint,
        tokenEndpoint,
        clientAuthentication,
        List.of(asked),
        resources,
        lookUp);
  }

  /** The same, with one more resource. */
  public OAuth2Provider withResource(String name, URI uri) {
    var all = new HashMap<>(resources);
    all.put(name, uri);
    return new OAuth2Provider(
        id,
        displayName,
        authorizationEndpoint,
        tokenEndpoint,
        clientAuthentication,
        scopes,
        all,
        lookUp);
  }
}
