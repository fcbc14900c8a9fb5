package org.sociallogin.oauth2;

import io.micronaut.context.BeanContext;
import io.micronaut.context.env.Environment;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.inject.qualifiers.Qualifiers;
import io.micronaut.security.oauth2.configuration.OauthClientConfiguration;
import io.micronaut.security.oauth2.configuration.endpoints.EndpointConfiguration;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.SocialLoginPort;

/**
 * The client registrations under {@code micronaut.security.oauth2.clients}: with the one that has
 * its id as its name, a provider becomes a port. Whatever is wrong there throws a {@link
 * ConfigurationException}, one sentence with the property and never its value.
 */
@Singleton
public final class ClientRegistrations {

  private static final String REGISTRATION = "micronaut.security.oauth2.clients.";
  private static final String PROVIDER = "social-login.providers.";

  private static final Pattern PLACEHOLDER =
      Pattern.compile("change[-_]?me|<.*>", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern COPIED_BADLY = Pattern.compile("^\\p{Z}|\\p{Z}\\z|\\p{C}");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|\\[::1]|127(\\.\\d{1,3}){3}", Pattern.CASE_INSENSITIVE);
  private static final int MOST_URL_CHARS = 2_000;

  private final BeanContext context;
  private final Environment environment;

  ClientRegistrations(BeanContext context, Environment environment) {
    this.context = context;
    this.environment = environment;
  }

  /** The provider as we are registered there, over connections of its own. */
  public SocialLoginPort port(OAuth2Provider provider) {
    var name = provider.id().value();
    var registered =
        context
            .findBean(OauthClientConfiguration.class, Qualifiers.byName(name))
            .orElseThrow(() -> wrong(REGISTRATION + name + ".client-id", "is missing"));
    var registration =
        new ClientRegistration(
            credential(REGISTRATION + name + ".client-id", registered.getClientId()),
            credential(REGISTRATION + name + ".client-secret", registered.getClientSecret()));
    return new OAuth2Client(configured(provider, registered), registration, new Wire(context));
  }

  /** What is configured, and the provider's own where nothing is. */
  private OAuth2Provider configured(OAuth2Provider provider, OauthClientConfiguration registered) {
    var name = provider.id().value();
    var resources = new HashMap<>(provider.resources());
    resources.replaceAll(
        (resource, own) -> {
          var property = PROVIDER + name + '.' + resource + ".url";
          return url(property, environment.getProperty(property, String.class), own);
        });
    return new OAuth2Provider(
        provider.id(),
        environment
            .getProperty(PROVIDER + name + ".display-name", String.class)
            .orElse(provider.displayName()),
        url(
            REGISTRATION + name + ".authorization.url",
            registered.getAuthorization().flatMap(EndpointConfiguration::getUrl),
            provider.authorizationEndpoint()),
        url(
            REGISTRATION + name + ".token.url",
            registered.getToken().flatMap(EndpointConfiguration::getUrl),
            provider.tokenEndpoint()),
        provider.clientAuthentication(),
        registered.getScopes().isEmpty() ? provider.scopes() : registered.getScopes(),
        resources,
        provider.lookUp());
  }

  private static String credential(String property, @Nullable String value) {
    if (value == null) {
      throw wrong(property, "is missing");
    }
    if (value.isBlank()) {
      throw wrong(property, "is blank");
    }
    if (COPIED_BADLY.matcher(value).find()) {
      throw wrong(property, "begins or ends with white space, or holds a control character");
    }
    if (PLACEHOLDER.matcher(value).matches()) {
      throw wrong(property, "is still a placeholder");
    }
    return value;
  }

  private static URI url(String property, Optional<String> configured, URI own) {
    if (configured.isEmpty()) {
      return own;
    }
    try {
      var url = new URI(configured.get());
      if (isEndpoint(url)) {
        return url;
      }
    } catch (URISyntaxException e) {
      // Said below: its own message holds the value.
    }
    throw wrong(
        property,
        "is not an absolute https URL (http for loopback only) of at most "
            + MOST_URL_CHARS
            + " characters without user info and fragment");
  }

  private static boolean isEndpoint(URI url) {
    var host = url.getHost();
    return host != null
        && ("https".equalsIgnoreCase(url.getScheme())
            || ("http".equalsIgnoreCase(url.getScheme()) && LOOPBACK.matcher(host).matches()))
        && url.getRawUserInfo() == null
        && url.getRawFragment() == null
        && url.toString().length() <= MOST_URL_CHARS;
  }

  private static ConfigurationException wrong(String property, String how) {
    return new ConfigurationException(property + ' ' + how);
  }
}
