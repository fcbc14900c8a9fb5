package org.sociallogin.oauth2;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.sociallogin.core.ProviderId;

/**
 * An OAuth 2.0 provider: data, and one function. With a client registration it becomes a {@link
 * org.sociallogin.core.SocialLoginPort}: see {@link ClientRegistrations}.
 *
 * @param displayName the name that people read
 * @param scopes what is asked for where the registration does not say (RFC 6749, section 3.3)
 * @param resources the URIs of its API by name; {@code social-login.providers.<id>.<name>.url}
 *     replaces one
 */
public record OAuth2Provider(
    ProviderId id,
    String displayName,
    URI authorizationEndpoint,
    URI tokenEndpoint,
    ClientAuthentication clientAuthentication,
    List<String> scopes,
    Map<String, URI> resources,
    ProfileLookUp profile) {

  public OAuth2Provider {
    scopes = List.copyOf(scopes);
    resources = Map.copyOf(resources);
  }
}
