package org.sociallogin.oauth2;

import io.micronaut.context.BeanContext;
import io.micronaut.context.env.Environment;
import io.micronaut.context.exceptions.ConfigurationException;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.Icon;
import org.sociallogin.core.Provider;
import org.sociallogin.core.ProviderId;
import org.sociallogin.core.SocialLoginPort;

/**
 * The client registrations under {@code micronaut.security.oauth2.clients}: with the one that has
 * its id as its name, a provider becomes a port. Whatever is wrong there throws a {@link
 * ConfigurationException}, one sentence with the property and never its value.
 */
@Singleton
public final class ClientRegistrations {

  private static final String TOKEN = "token";

  // What an authorization request says of the attempt is not to be configured.
  private static final Set<String> OF_THE_ATTEMPT =
      Set.of(
          "response_type",
          "client_id",
          "client_secret",
          "redirect_uri",
          "scope",
          "state",
          "nonce",
          "max_age",
          "code_challenge",
          "code_challenge_method",
          "response_mode",
          "request",
          "request_uri");

  // RFC 9110, section 5.6.2.
  private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
  private static final Set<String> OF_THE_REQUEST =
      Set.of(
          "accept-encoding",
          "authorization",
          "connection",
          "content-length",
          "content-type",
          "cookie",
          "expect",
          "host",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private enum TokenAnswer {
    JSON,
    FORM
  }

  private enum Pkce {
    S256,
    OFF
  }

  private enum Iss {
    REQUIRED,
    IF_PRESENT,
    IGNORED
  }

  private enum ResponseMode {
    QUERY,
    FORM_POST
  }

  // OpenID Connect Core, section 8.
  private enum SubjectType {
    PUBLIC,
    PAIRWISE
  }

  private final BeanContext context;
  private final Environment environment;

  ClientRegistrations(BeanContext context, Environment environment) {
    this.context = context;
    this.environment = environment;
  }

  /** The provider as we are registered there, over connections of its own. */
  public SocialLoginPort port(OAuth2Provider provider) {
    var configuration = configuration(provider.id());
    var kind = configuration.text("kind");
    if (kind != null && !kind.equals(provider.id().value())) {
      throw configuration.wrong("kind", "is not " + provider.id() + ", which this provider is");
    }
    return port(provider, configuration);
  }

  /**
   * The same, as that configuration says: one with a preset, for instance. Whatever else the
   * provider reads of it has been asked for before: anything left over stops the start.
   */
  public SocialLoginPort port(OAuth2Provider provider, ProviderConfiguration configuration) {
    refuseOtherGrants(configuration);
    var registration =
        new ClientRegistration(
            configuration.credential("client-id"), clientSecret(provider, configuration));
    var configured = configured(provider, configuration, registration.clientId());
    configuration.refuseUnread();
    return new OAuth2Client(configured, registration, new Wire(context, configured.headers()));
  }

  /** What a provider publishes, over connections of its own. */
  public Documents documents() {
    var wire = new Wire(context, Map.of());
    return (name, uri) -> wire.get(name, uri).await().json();
  }

  /** What is configured of the provider that a registration has the name of. */
  public ProviderConfiguration configuration(String registration) {
    try {
      return configuration(new ProviderId(registration));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "micronaut.security.oauth2.clients has a name that is none of a provider: "
              + e.getMessage());
    }
  }

  /** What is configured of that provider. */
  public ProviderConfiguration configuration(ProviderId provider) {
    return new ProviderConfiguration(provider, environment);
  }

  private static ClientSecret clientSecret(
      OAuth2Provider provider, ProviderConfiguration configuration) {
    var made = provider.clientSecret();
    if (made != null) {
      return made;
    }
    if (ClientAuthentication.PRIVATE_KEY_JWT
        == configuration.oneOf("token.authentication-method", ClientAuthentication.class)) {
      throw configuration.wrong(
          "token.authentication-method", "is not offered by a provider of this kind");
    }
    var secret = configuration.credential("client-secret");
    return () -> secret;
  }

  private static void refuseOtherGrants(ProviderConfiguration configuration) {
    var grant = configuration.text("grant-type");
    if (grant != null && !grant.toLowerCase(Locale.ROOT).equals("authorization_code")) {
      throw configuration.wrong("grant-type", "is not authorization_code");
    }
    var method = configuration.text("authorization.code-challenge-method");
    if (method != null && !method.equalsIgnoreCase("S256")) {
      throw configuration.wrong("authorization.code-challenge-method", "is not S256");
    }
  }

  /** What is configured, and the provider's own where nothing is. */
  private static OAuth2Provider configured(
      OAuth2Provider provider, ProviderConfiguration configuration, String clientId) {
    var resources = new HashMap<>(provider.resources());
    resources.replaceAll((resource, own) -> resource(configuration, resource, own));
    var headers = new HashMap<String, Map<String, String>>();
    headers.put(TOKEN, headers(provider, configuration, TOKEN, clientId));
    for (var resource : resources.keySet()) {
      headers.put(resource, headers(provider, configuration, resource, clientId));
    }
    var scopes = configuration.list("scopes");
    var answer = configuration.oneOf("token.answer", TokenAnswer.class);
    var proof = configuration.text("token.proof-parameter");
    return new OAuth2Provider(
        provider.id(),
        orElse(configuration.text("display-name"), provider.displayName()),
        authorizationEndpoint(provider, configuration),
        orElse(configuration.url("token.url"), provider.tokenEndpoint()),
        orElse(
            configuration.oneOf("token.authentication-method", ClientAuthentication.class),
            provider.clientAuthentication()),
        scopes.isEmpty() ? provider.scopes() : scopes,
        resources,
        headers,
        answer == null ? provider.formAnswer() : answer == TokenAnswer.FORM,
        proof == null ? provider.proof() : proof,
        union(provider.invalidGrantErrors(), configuration.list("token.invalid-grant-errors")),
        provider.clientSecret(),
        provider.idTokens(),
        terms(provider, configuration),
        provider.lookUp());
  }

  private static URI authorizationEndpoint(
      OAuth2Provider provider, ProviderConfiguration configuration) {
    var endpoint = configuration.url("authorization.url");
    if (endpoint != null) {
      refuseThoseOfTheAttempt(configuration, "authorization.url", Form.names(endpoint));
    }
    var leaf = "authorization.parameters";
    var parameters = configuration.map(leaf);
    refuseThoseOfTheAttempt(configuration, leaf, parameters.keySet());
    return Form.withQuery(orElse(endpoint, provider.authorizationEndpoint()), parameters);
  }

  private static void refuseThoseOfTheAttempt(
      ProviderConfiguration configuration, String leaf, Collection<String> names) {
    for (var name : names) {
      if (OF_THE_ATTEMPT.contains(name)) {
        throw configuration.wrong(leaf, "has " + name + ", which an attempt says for itself");
      }
    }
  }

  private static URI resource(ProviderConfiguration configuration, String resource, URI own) {
    return Form.withQuery(
        orElse(configuration.url(resource + ".url"), own),
        configuration.map(resource + ".parameters"));
  }

  private static Map<String, String> headers(
      OAuth2Provider provider, ProviderConfiguration configuration, String request, String id) {
    var leaf = request + ".headers";
    var headers = new HashMap<>(provider.headers().getOrDefault(request, Map.of()));
    headers.putAll(configuration.map(leaf));
    for (var name : headers.keySet()) {
      if (!HEADER_NAME.matcher(name).matches()) {
        throw configuration.wrong(leaf, "has a name that is none of a header");
      }
      if (OF_THE_REQUEST.contains(name.toLowerCase(Locale.ROOT))) {
        throw configuration.wrong(leaf, "has " + name + ", which every request says for itself");
      }
    }
    headers.replaceAll((name, value) -> value.replace("{client-id}", id));
    return headers;
  }

  /**
   * What is configured, laid over what the provider says of itself. The order counts: an issuer is
   * also the authority of subjects, whatever server there is; and where each client is told another
   * subject, its id comes after the authority.
   */
  private static UnaryOperator<Provider> terms(
      OAuth2Provider provider, ProviderConfiguration configuration) {
    var layers =
        List.of(
            provider.terms(),
            requestAndAnswer(configuration),
            server(configuration),
            issuer(configuration),
            subjects(configuration),
            button(configuration),
            settings(configuration));
    return own -> {
      var terms = own;
      for (var layer : layers) {
        terms = layer.apply(terms);
      }
      return terms;
    };
  }

  private static UnaryOperator<Provider> requestAndAnswer(ProviderConfiguration configuration) {
    var pkce = configuration.oneOf("pkce", Pkce.class);
    var mode = configuration.oneOf("authorization.response-mode", ResponseMode.class);
    var leaf = "authorization.answer-parameters";
    var parameters = configuration.list(leaf);
    if (mode == null && !parameters.isEmpty()) {
      throw configuration.wrong(leaf, "is for answers by authorization.response-mode form-post");
    }
    var denied = configuration.list("authorization.denied-errors");
    return own -> {
      var terms = own.withDeniedErrors(union(own.deniedErrors(), denied));
      if (pkce != null) {
        terms = pkce == Pkce.OFF ? terms.withoutPkce() : terms.withPkce();
      }
      return mode == ResponseMode.FORM_POST
          ? terms.withFormPost(union(terms.answerParameters(), parameters))
          : terms;
    };
  }

  private static UnaryOperator<Provider> server(ProviderConfiguration configuration) {
    var server = configuration.server();
    return own -> server == null ? own : own.withAuthority(server);
  }

  /** Which {@code iss} answers carry, and whether they must (RFC 9207). */
  private static UnaryOperator<Provider> issuer(ProviderConfiguration configuration) {
    var leaf = "authorization.issuer";
    var text = configuration.text(leaf);
    var issuer = text == null ? null : configuration.authority(leaf, text);
    var iss = configuration.oneOf("authorization.iss", Iss.class);
    return own -> {
      var named = issuer == null ? own : own.withIssuer(issuer, own.issuerRequired());
      var expected = named.issuer();
      if (iss == Iss.IGNORED) {
        return named.withAnyIssuer();
      }
      if (iss == Iss.REQUIRED && expected == null) {
        throw configuration.missing(leaf);
      }
      return iss == null || expected == null
          ? named
          : named.withIssuer(expected, iss == Iss.REQUIRED).withAuthority(named.authority());
    };
  }

  private static UnaryOperator<Provider> subjects(ProviderConfiguration configuration) {
    var type = configuration.oneOf("subject-type", SubjectType.class);
    return own -> type == SubjectType.PAIRWISE ? ofOneClient(own, configuration) : own;
  }

  private static UnaryOperator<Provider> button(ProviderConfiguration configuration) {
    var label = configuration.oneOf("label", Provider.Label.class);
    var icon = icon(configuration);
    return own -> {
      var terms = label == null ? own : own.withLabel(label);
      return icon == null ? terms : terms.withIcon(icon);
    };
  }

  /** Where people are sent elsewhere to sign in, the provider's own page is another service's. */
  private static UnaryOperator<Provider> settings(ProviderConfiguration configuration) {
    var settings = configuration.url("settings.url");
    var isElsewhere = configuration.url("authorization.url") != null;
    return own -> settings != null || isElsewhere ? own.withSettings(settings) : own;
  }

  /** The same, with subjects that only this client knows; no issuer and no host has a fragment. */
  private static Provider ofOneClient(Provider provider, ProviderConfiguration configuration) {
    try {
      return provider.withAuthority(provider.authority() + '#' + provider.clientId());
    } catch (IllegalArgumentException e) {
      throw configuration.wrong("client-id", "is too long where subjects are pairwise");
    }
  }

  private static @Nullable Icon icon(ProviderConfiguration configuration) {
    var text = configuration.text("icon");
    try {
      return text == null ? null : Icon.of(text);
    } catch (IllegalArgumentException e) {
      throw configuration.wrong("icon", "is no icon: " + e.getMessage());
    }
  }

  private static Set<String> union(Set<String> own, List<String> configured) {
    var all = new HashSet<>(own);
    all.addAll(configured);
    return all;
  }

  private static <T> T orElse(@Nullable T configured, T own) {
    return configured != null ? configured : own;
  }
}
