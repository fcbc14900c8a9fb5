package org.sociallogin.app;

import io.micronaut.context.env.Environment;
import io.micronaut.context.exceptions.ConfigurationException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.sociallogin.sandbox.Endpoint;
import org.sociallogin.sandbox.Sandbox;
import org.sociallogin.web.BaseUrl;

/** The application against the look-alike: nothing to register, nothing kept. */
final class SandboxMode {

  private static final String CLIENT = "micronaut.security.oauth2.clients.bitbucket.";
  private static final String PROVIDER = "social-login.providers.bitbucket.";

  private SandboxMode() {}

  /**
   * Starts the look-alike for the application as it is configured, and answers the properties that
   * send it there.
   *
   * @throws ConfigurationException when the sandbox's jar was left out, or people elsewhere could
   *     come
   */
  static Map<String, Object> start(Environment configured) {
    var baseUrl =
        BaseUrl.of(
            configured.getProperty("social-login.base-url", String.class).orElse(null),
            configured.getProperty("micronaut.server.port", Integer.class).orElse(8080));
    try {
      var properties = new HashMap<>(properties(Sandbox.start(URI.create(baseUrl.toString()))));
      // Whoever reaches it can be anybody: this machine alone, whatever else is configured.
      properties.put("micronaut.server.host", baseUrl.hostname());
      return properties;
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(String.valueOf(e.getMessage()), e);
    } catch (NoClassDefFoundError e) {
      throw new ConfigurationException("--sandbox is not part of this distribution", e);
    }
  }

  /** What sends the application to that look-alike, with a database in memory. */
  static Map<String, Object> properties(Sandbox sandbox) {
    return Map.of(
        CLIENT + "client-id",
        sandbox.clientId(),
        CLIENT + "client-secret",
        sandbox.clientSecret(),
        CLIENT + "authorization.url",
        sandbox.authorizationUrl().toString(),
        CLIENT + "token.url",
        sandbox.url(Endpoint.TOKEN).toString(),
        PROVIDER + "user-info.url",
        sandbox.url(Endpoint.USER).toString(),
        PROVIDER + "emails.url",
        sandbox.url(Endpoint.EMAILS).toString(),
        PROVIDER + "workspaces.url",
        sandbox.url(Endpoint.WORKSPACES).toString(),
        PROVIDER + "display-name",
        "Bitbucket (sandbox)",
        "datasources.default.url",
        "jdbc:h2:mem:sandbox;DB_CLOSE_DELAY=-1");
  }
}
