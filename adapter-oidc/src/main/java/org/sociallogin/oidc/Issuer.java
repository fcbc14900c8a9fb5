package org.sociallogin.oidc;

import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.Provider;
import org.sociallogin.core.SocialLoginPort;
import org.sociallogin.oauth2.ClientRegistrations;
import org.sociallogin.oauth2.ClientSecret;
import org.sociallogin.oauth2.Documents;
import org.sociallogin.oauth2.OAuth2Provider;
import org.sociallogin.oauth2.ProviderConfiguration;

/**
 * An issuer as it is configured: once its metadata are known, an OAuth 2.0 provider that answers
 * with ID tokens.
 */
final class Issuer {

  static final String ISSUER = "openid.issuer";
  // Microsoft's word for every tenant but that of the personal accounts.
  private static final String ORGANIZATIONS = "/organizations/";
  private static final String WELL_KNOWN = "/.well-known/openid-configuration";

  private static final Map<String, String> LEAVES =
      Map.of(
          Metadata.AUTHORIZATION, "authorization.url",
          Metadata.TOKEN, "token.url",
          Metadata.KEYS, "openid.jwks-uri",
          Metadata.USER_INFO, ClaimsLookUp.USER_INFO + ".url");

  private final ProviderConfiguration configuration;
  private final ClientRegistrations registrations;
  private final Documents documents;
  private final Clock clock;
  private final URI issuer;
  private final URI metadata;
  private final List<String> expected;
  private final List<String> accepted;
  private final Map<String, URI> configured;
  private final @Nullable ClientSecret secret;
  private final ClaimsLookUp lookUp;

  Issuer(ProviderConfiguration configuration, ClientRegistrations registrations, Clock clock) {
    this.configuration = configuration;
    this.registrations = registrations;
    this.documents = registrations.documents();
    this.clock = clock;
    this.issuer = configuration.requiredUrl(ISSUER);
    this.metadata = metadata(configuration, issuer);
    this.expected = expected(configuration, issuer);
    this.accepted = configuration.list("openid.issuers");
    this.configured = configured(configuration);
    this.secret = SignedSecret.of(configuration, clock);
    this.lookUp = ClaimsLookUp.of(configuration);
  }

  /** OpenID Connect Discovery, section 4.1. */
  private static URI metadata(ProviderConfiguration configuration, URI issuer) {
    var path = configuration.text("openid.configuration-path");
    var uri =
        ProviderConfiguration.endpoint(withoutSlash(issuer) + (path == null ? WELL_KNOWN : path));
    if (uri == null) {
      throw configuration.wrong("openid.configuration-path", "is no path");
    }
    return uri;
  }

  /** Whose metadata they may be: the issuer's, or those of what stands for many. */
  private static List<String> expected(ProviderConfiguration configuration, URI issuer) {
    var template = configuration.text("openid.metadata-issuer");
    var name = configuration.authority(ISSUER, issuer.toString());
    return template == null
        ? List.of(name)
        : List.of(configuration.authority("openid.metadata-issuer", template), name);
  }

  /** What stands for members of the metadata, by their names. */
  private static Map<String, URI> configured(ProviderConfiguration configuration) {
    var configured = new HashMap<String, URI>();
    LEAVES.forEach(
        (member, leaf) -> {
          var url = configuration.url(leaf);
          if (url != null) {
            configured.put(member, url);
          }
        });
    return configured;
  }

  /** Nothing of it is asked for before somebody signs in; what is configured is checked now. */
  SocialLoginPort port() {
    var undiscovered =
        provider(issuer, issuer, lookUp)
            .withResource(ClaimsLookUp.USER_INFO, issuer)
            .withTerms(provider -> terms(provider, expected.get(0), false));
    return new OpenIdClient(
        registrations.port(undiscovered, configuration).provider(),
        new Fetched<>(this::fetch, clock),
        this::client);
  }

  private Metadata fetch() throws LoginException {
    return Metadata.of(documents.get("metadata", metadata), expected, configured);
  }

  private SocialLoginPort client(Metadata found) {
    var userInfo = found.userInfoEndpoint();
    var provider =
        provider(
                found.authorizationEndpoint(),
                found.tokenEndpoint(),
                userInfo == null ? lookUp.ofIdTokenAlone() : lookUp)
            .withClientAuthentication(found.clientAuthentication())
            .withTerms(terms -> terms(terms, found.issuer(), found.namesItself()));
    if (userInfo != null) {
      provider = provider.withResource(ClaimsLookUp.USER_INFO, userInfo);
    }
    if (lookUp.source() != ClaimsLookUp.Source.USER_INFO) {
      provider = provider.withIdTokens(idTokens(found));
    }
    return registrations.port(provider, configuration);
  }

  private OAuth2Provider provider(URI authorization, URI token, ClaimsLookUp claims) {
    var id = configuration.id();
    var provider =
        OAuth2Provider.of(id, id.value(), authorization, token, claims)
            .withScopes("openid", "profile", "email");
    return secret == null ? provider : provider.withClientSecret(secret);
  }

  private SignedIdTokens idTokens(Metadata found) {
    return new SignedIdTokens(
        TokenIssuers.of(accepted, found.issuer(), !issuer.getPath().contains(ORGANIZATIONS)),
        configuration.credential("client-id"),
        new IssuerKeys(documents, found.keys(), clock),
        clock);
  }

  private Provider terms(Provider provider, String name, boolean namesItself) {
    var named = TokenIssuers.isTemplate(name) ? provider : provider.withIssuer(name, namesItself);
    // Without the slash that some issuers gained or lost with a new version.
    return named.withAuthority(withoutSlash(issuer));
  }

  private static String withoutSlash(URI issuer) {
    return issuer.toString().replaceFirst("/+\\z", "");
  }
}
