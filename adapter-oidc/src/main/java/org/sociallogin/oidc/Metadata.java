package org.sociallogin.oidc;

import static org.sociallogin.oauth2.ClientAuthentication.CLIENT_SECRET_BASIC;
import static org.sociallogin.oauth2.ClientAuthentication.CLIENT_SECRET_POST;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.LoginException.Reason;
import org.sociallogin.oauth2.ClientAuthentication;
import org.sociallogin.oauth2.ProviderConfiguration;

/**
 * What an issuer says of itself (OpenID Connect Discovery, section 3), where nothing else is
 * configured.
 *
 * @param namesItself whether its answers always carry {@code iss} (RFC 9207, section 3)
 */
record Metadata(
    String issuer,
    URI authorizationEndpoint,
    URI tokenEndpoint,
    URI keys,
    @Nullable URI userInfoEndpoint,
    ClientAuthentication clientAuthentication,
    boolean namesItself) {

  static final String AUTHORIZATION = "authorization_endpoint";
  static final String TOKEN = "token_endpoint";
  static final String KEYS = "jwks_uri";
  static final String USER_INFO = "userinfo_endpoint";

  /**
   * The metadata, if they are of this very issuer (section 4.3), or of what stands for it.
   *
   * @param configured what counts instead of a member, which is not even looked at
   */
  static Metadata of(JsonNode document, List<String> expected, Map<String, URI> configured)
      throws LoginException {
    var issuer = document.path("issuer").textValue();
    if (issuer == null || !expected.contains(issuer)) {
      throw unintelligible("are not of " + String.join(" or ", expected));
    }
    var hasUserInfo = document.hasNonNull(USER_INFO) || configured.containsKey(USER_INFO);
    return new Metadata(
        issuer,
        endpoint(document, AUTHORIZATION, configured),
        endpoint(document, TOKEN, configured),
        endpoint(document, KEYS, configured),
        hasUserInfo ? endpoint(document, USER_INFO, configured) : null,
        clientAuthentication(document.path("token_endpoint_auth_methods_supported")),
        document.path("authorization_response_iss_parameter_supported").asBoolean());
  }

  private static URI endpoint(JsonNode document, String member, Map<String, URI> configured)
      throws LoginException {
    var own = configured.get(member);
    if (own != null) {
      return own;
    }
    var text = document.path(member).textValue();
    var endpoint = text == null ? null : ProviderConfiguration.endpoint(text);
    if (endpoint == null) {
      throw unintelligible("have no " + member + " that is an https URL");
    }
    return endpoint;
  }

  /** Basic, unless only the other is offered: it is the one that says nothing means. */
  private static ClientAuthentication clientAuthentication(JsonNode methods) {
    var offered = new HashSet<String>();
    methods.forEach(method -> offered.add(method.asText()));
    return offered.contains("client_secret_post") && !offered.contains("client_secret_basic")
        ? CLIENT_SECRET_POST
        : CLIENT_SECRET_BASIC;
  }

  private static LoginException unintelligible(String how) {
    return new LoginException(Reason.PROVIDER_UNINTELLIGIBLE, "the metadata " + how);
  }
}
