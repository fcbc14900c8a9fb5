package org.sociallogin.oauth2;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.Provider;
import org.sociallogin.core.ProviderId;

/**
 * An OAuth 2.0 provider: data, and one function. With a client registration it becomes a {@link
 * org.sociallogin.core.SocialLoginPort}: see {@link ClientRegistrations}. Start from {@link #of}
 * and change what differs: the constructor gains components, the factory does not.
 *
 * @param displayName the name that people read
 * @param tokenEndpoint an absolute https URL (http for loopback only) without user info and
 *     fragment, as each of the resources
 * @param scopes what is asked for where the registration does not say (RFC 6749, section 3.3);
 *     empty asks for what is registered
 * @param resources what its API offers, by name; {@code social-login.providers.<id>.<name>.url} in
 *     the configuration moves one elsewhere
 * @param headers what requests say besides, by the name of the resource, or {@code token}; {@code
 *     {client-id}} in a value stands for the id that we are registered by
 * @param formAnswer whether it answers a token request form-encoded although JSON is asked for
 * @param proof the parameter of every request to its API that proves that the token's bearer is we:
 *     the HMAC-SHA256 of the token with our secret, in hexadecimal digits; null for none
 * @param invalidGrantErrors its own error codes for a code that it takes no longer, besides {@code
 *     invalid_grant}
 * @param clientSecret makes the secret for each token request, or null where it is configured
 * @param idTokens how its ID tokens are read, or null where it sends none that we want
 * @param terms what else core must know, said of the {@link Provider} that takes PKCE, names no
 *     issuer and says no in the words of RFC 6749
 */
public record OAuth2Provider(
    ProviderId id,
    String displayName,
    URI authorizationEndpoint,
    URI tokenEndpoint,
    ClientAuthentication clientAuthentication,
    List<String> scopes,
    Map<String, URI> resources,
    Map<String, Map<String, String>> headers,
    boolean formAnswer,
    @Nullable String proof,
    Set<String> invalidGrantErrors,
    @Nullable ClientSecret clientSecret,
    @Nullable IdTokens idTokens,
    UnaryOperator<Provider> terms,
    ProfileLookUp lookUp) {

  public OAuth2Provider {
    scopes = List.copyOf(scopes);
    resources = Map.copyOf(resources);
    headers = Map.copyOf(headers);
    invalidGrantErrors = Set.copyOf(invalidGrantErrors);
    checkEndpoint(id, "token", tokenEndpoint);
    resources.forEach((name, uri) -> checkEndpoint(id, name, uri));
  }

  /** Core checks the authorization endpoint; these get our secret, or somebody's token. */
  private static void checkEndpoint(ProviderId id, String name, URI uri) {
    if (!ProviderConfiguration.isEndpoint(uri)) {
      throw new IllegalArgumentException(
          name
              + " of "
              + id
              + " is not at an absolute https URL (http for loopback only) without user info and"
              + " fragment");
    }
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
        Map.of(),
        false,
        null,
        Set.of(),
        null,
        null,
        UnaryOperator.identity(),
        lookUp);
  }

  /** The same, with this way for us to prove who we are. */
  public OAuth2Provider withClientAuthentication(ClientAuthentication authentication) {
    return with(draft -> draft.clientAuthentication = authentication);
  }

  /** The same, asking for these scopes. */
  public OAuth2Provider withScopes(String... asked) {
    return with(draft -> draft.scopes = List.of(asked));
  }

  /** The same, with one more resource. */
  public OAuth2Provider withResource(String name, URI uri) {
    var all = new HashMap<>(resources);
    all.put(name, uri);
    return with(draft -> draft.resources = all);
  }

  /** The same, whose requests of that name have one more header. */
  public OAuth2Provider withHeader(String request, String name, String value) {
    var more = new HashMap<>(headers.getOrDefault(request, Map.of()));
    more.put(name, value);
    var all = new HashMap<>(headers);
    all.put(request, Map.copyOf(more));
    return with(draft -> draft.headers = all);
  }

  /** The same, which answers a token request form-encoded. */
  public OAuth2Provider withFormAnswer() {
    return with(draft -> draft.formAnswer = true);
  }

  /** The same, whose API wants a proof of the token's bearer in that parameter. */
  public OAuth2Provider withProof(String parameter) {
    return with(draft -> draft.proof = parameter);
  }

  /** The same, with its own error codes for a code that it takes no longer. */
  public OAuth2Provider withInvalidGrantErrors(String... errors) {
    return with(draft -> draft.invalidGrantErrors = Set.of(errors));
  }

  /** The same, with what else core must know: {@code provider -> provider.withoutPkce()}. */
  public OAuth2Provider withTerms(UnaryOperator<Provider> other) {
    return with(draft -> draft.terms = other);
  }

  /** The same, with a secret that we make ourselves. */
  public OAuth2Provider withClientSecret(ClientSecret secret) {
    return with(draft -> draft.clientSecret = secret);
  }

  /** The same, with ID tokens that are read like this. */
  public OAuth2Provider withIdTokens(IdTokens read) {
    return with(draft -> draft.idTokens = read);
  }

  private OAuth2Provider with(Consumer<Draft> change) {
    var draft = new Draft();
    change.accept(draft);
    return draft.made();
  }

  /** What can be changed, and is as it was until then. */
  private final class Draft {
    private ClientAuthentication clientAuthentication = OAuth2Provider.this.clientAuthentication;
    private List<String> scopes = OAuth2Provider.this.scopes;
    private Map<String, URI> resources = OAuth2Provider.this.resources;
    private Map<String, Map<String, String>> headers = OAuth2Provider.this.headers;
    private boolean formAnswer = OAuth2Provider.this.formAnswer;
    private @Nullable String proof = OAuth2Provider.this.proof;
    private Set<String> invalidGrantErrors = OAuth2Provider.this.invalidGrantErrors;
    private @Nullable ClientSecret clientSecret = OAuth2Provider.this.clientSecret;
    private @Nullable IdTokens idTokens = OAuth2Provider.this.idTokens;
    private UnaryOperator<Provider> terms = OAuth2Provider.this.terms;

    private OAuth2Provider made() {
      return new OAuth2Provider(
          id,
          displayName,
          authorizationEndpoint,
          tokenEndpoint,
          clientAuthentication,
          scopes,
          resources,
          headers,
          formAnswer,
          proof,
          invalidGrantErrors,
          clientSecret,
          idTokens,
          terms,
          lookUp);
    }
  }
}
