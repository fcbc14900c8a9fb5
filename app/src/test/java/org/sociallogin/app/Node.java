package org.sociallogin.app;

import static java.util.Map.entry;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.sociallogin.sandbox.Endpoint;
import org.sociallogin.sandbox.Sandbox;

/** One process of several on one database: people come by an address that is no node's own. */
final class Node implements AutoCloseable {

  private static final String CLIENT = "MICRONAUT_SECURITY_OAUTH2_CLIENTS_ACME_";
  private static final String ACME = "SOCIAL_LOGIN_PROVIDERS_ACME_";

  final Started process;
  private final URI address;

  private Node(Started process, URI address) {
    this.process = process;
    this.address = address;
  }

  static Node with(Path folder, Postgres database, Sandbox sandbox, URI baseUrl) {
    var port = Running.freePort();
    var environment = new HashMap<>(Started.environment(sandbox, port));
    environment.putAll(
        Map.of(
            "SOCIAL_LOGIN_BASE_URL",
            baseUrl.toString(),
            "SOCIAL_LOGIN_SESSION_CACHE",
            NodesIT.CACHE.toMillis() + "ms",
            "DATASOURCES_DEFAULT_URL",
            database.url()));
    environment.putAll(acme(sandbox));
    return new Node(Started.with(folder, environment), URI.create("http://localhost:" + port));
  }

  /** A second provider: the look-alike once more, as any server that speaks OAuth 2.0. */
  private static Map<String, String> acme(Sandbox sandbox) {
    return Map.ofEntries(
        entry(CLIENT + "CLIENT_ID", sandbox.oldConsumer().key()),
        entry(CLIENT + "CLIENT_SECRET", sandbox.oldConsumer().secret()),
        entry(CLIENT + "AUTHORIZATION_URL", sandbox.authorizationUrl().toString()),
        entry(CLIENT + "TOKEN_URL", sandbox.url(Endpoint.TOKEN).toString()),
        entry(ACME + "KIND", "oauth2"),
        entry(ACME + "USER_INFO_URL", sandbox.url(Endpoint.USER).toString()),
        entry(ACME + "MAPPING_SUBJECT", "/uuid"),
        entry(ACME + "EMAILS_URL", sandbox.url(Endpoint.EMAILS).toString()),
        entry(ACME + "EMAILS_ITEMS", "/values"),
        entry(ACME + "EMAILS_PRIMARY", "/is_primary"),
        entry(ACME + "EMAILS_VERIFIED", "/is_confirmed"));
  }

  void awaitStart() {
    process.await("Startup completed");
  }

  /** Where this node alone answers for that path. */
  String at(String path) {
    return address + path;
  }

  @Override
  public void close() {
    process.close();
  }
}
