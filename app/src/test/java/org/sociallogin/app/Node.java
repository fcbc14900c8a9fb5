package org.sociallogin.app;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.sociallogin.sandbox.Sandbox;

/** One process of several on one database: people come by an address that is no node's own. */
final class Node implements AutoCloseable {

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
            NodesTest.CACHE.toMillis() + "ms",
            "DATASOURCES_DEFAULT_URL",
            database.url()));
    return new Node(Started.with(folder, environment), URI.create("http://localhost:" + port));
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
