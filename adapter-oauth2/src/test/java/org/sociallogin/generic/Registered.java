package org.sociallogin.generic;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.EnvironmentPropertySource;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.env.PropertySource.PropertyConvention;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.sociallogin.oauth2.Presets;
import org.sociallogin.testkit.ProviderStub;

/** Applications with providers that are nothing but configuration. */
final class Registered {

  private static final String CLIENT = "micronaut.security.oauth2.clients.";
  private static final String PROVIDER = "social-login.providers.";

  private Registered() {}

  /** With these properties; a leaf without a prefix is one of acme. */
  static ApplicationContext acme(Map<String, String> leaves) {
    var properties = new HashMap<String, Object>();
    properties.put(CLIENT + "acme.client-id", "id1");
    properties.put(PROVIDER + "acme.kind", "oauth2");
    leaves.forEach((leaf, value) -> properties.put(property("acme", leaf), value));
    return ApplicationContext.run(properties);
  }

  /** By the two properties that a preset needs, and its own endpoints moved to the stub. */
  static ApplicationContext preset(
      String name, String kind, ProviderStub stub, String id, String secret) {
    var properties = new HashMap<String, Object>();
    properties.put(CLIENT + name + ".client-id", id);
    properties.put(CLIENT + name + ".client-secret", secret);
    if (!name.equals(kind)) {
      properties.put(PROVIDER + name + ".kind", kind);
    }
    Presets.read(ConfiguredProviders.class)
        .getOrDefault(kind, Map.of())
        .forEach(
            (leaf, value) -> {
              if (value.startsWith("{base-url}")) {
                properties.put(PROVIDER + name + ".base-url", stub.uri("/git").toString());
              } else if (leaf.endsWith(".url")) {
                var url = URI.create(value);
                var query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
                properties.put(property(name, leaf), stub.uri(url.getPath() + query).toString());
              }
            });
    return ApplicationContext.run(properties);
  }

  /** With these environment variables alone. */
  static ApplicationContext environment(Map<String, Object> variables) {
    return ApplicationContext.builder()
        .propertySources(
            PropertySource.of(
                "environment",
                variables,
                PropertyConvention.ENVIRONMENT_VARIABLE,
                EnvironmentPropertySource.ORIGIN))
        .start();
  }

  static String property(String name, String leaf) {
    if (leaf.startsWith(CLIENT) || leaf.startsWith(PROVIDER)) {
      return leaf;
    }
    var registered =
        Set.of("client-id", "client-secret", "scopes", "authorization.url", "token.url")
            .contains(leaf);
    return (registered ? CLIENT : PROVIDER) + name + '.' + leaf;
  }
}
