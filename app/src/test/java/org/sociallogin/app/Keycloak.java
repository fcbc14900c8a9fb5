package org.sociallogin.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Keycloak on a loopback port, with one person and one client, which has to bring a code
 * challenge. Maven fetches the distribution when a test first needs it, and keeps it in the local
 * repository.
 */
final class Keycloak implements AutoCloseable {

  static final String MISSING =
      "Keycloak tests skipped: the distribution is not in the local Maven repository, and mvn"
          + " cannot fetch it";

  static final String CLIENT_ID = "social-login";

  /** With everything that a header, a form or a URL could trip over. */
  static final String CLIENT_SECRET = "s3:cr%2Bet/+ =&?#;,\"'<>\\{x}`~é日";

  private static final String PASSWORD = "correct horse";
  private static final String VERSION = "26.4.0";
  private static final Path REPOSITORY =
      Path.of(
          System.getProperty(
              "localRepository", System.getProperty("user.home") + "/.m2/repository"));
  private static final Path DISTRIBUTION =
      REPOSITORY.resolve(
          "org/keycloak/keycloak-quarkus-dist/%1$s/keycloak-quarkus-dist-%1$s.zip"
              .formatted(VERSION));

  private static final Pattern ACTION = Pattern.compile("<form[^>]* action=\"([^\"]+)\"");
  private static final Logger LOG = LoggerFactory.getLogger(Keycloak.class);

  private final Started process;

  private Keycloak(Started process) {
    this.process = process;
  }

  /** Where a missing distribution must fail instead of skipping, the tests run and fail. */
  static boolean isThere() {
    if (!Files.exists(DISTRIBUTION)) {
      LOG.info("{} is fetched", DISTRIBUTION);
      LOG.info(
          run(
              Path.of(System.getProperty("java.io.tmpdir")), // where there is no project
              "mvn",
              "-B",
              "-q",
              "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:get",
              "-Dartifact=org.keycloak:keycloak-quarkus-dist:" + VERSION + ":zip",
              "-Dtransitive=false",
              "-Dmaven.repo.local=" + REPOSITORY));
    }
    return Files.exists(DISTRIBUTION) || Boolean.parseBoolean(System.getenv("REQUIRE_KEYCLOAK"));
  }

  /** The issuer that is, or will be, at that port. */
  static String issuer(int port) {
    return "http://127.0.0.1:" + port + "/realms/acme";
  }

  /**
   * Starts one in that empty folder.
   *
   * @param redirectUris where it may send a browser back to
   */
  static Keycloak start(Path folder, int port, List<String> redirectUris) {
    var java = Path.of(System.getProperty("java.home"));
    run(folder, java.resolve("bin/jar").toString(), "xf", DISTRIBUTION.toString());
    var home = folder.resolve("keycloak-" + VERSION);
    realm(home.resolve("data/import"), redirectUris);
    var server =
        new ProcessBuilder(
                "bash",
                home.resolve("bin/kc.sh").toString(),
                "start-dev",
                "--db=dev-mem",
                "--http-host=127.0.0.1",
                "--http-port=" + port,
                "--import-realm")
            .directory(home.toFile());
    server.environment().put("JAVA_HOME", java.toString());
    server.environment().put("JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx384m");
    server.environment().put("JAVA_OPTS_APPEND", "-XX:TieredStopAtLevel=1");
    var keycloak = new Keycloak(Started.of(server));
    keycloak.process.await("Listening on: http://127.0.0.1:" + port);
    return keycloak;
  }

  private static void realm(Path folder, List<String> redirectUris) {
    var client =
        Map.of(
            "clientId", CLIENT_ID,
            "secret", CLIENT_SECRET,
            "redirectUris", redirectUris,
            "attributes", Map.of("pkce.code.challenge.method", "S256"));
    var ada =
        Map.of(
            "username", "ada",
            "enabled", true,
            "firstName", "Ada",
            "lastName", "Example",
            "email", "ada@example.org",
            "emailVerified", true,
            "credentials", List.of(Map.of("type", "password", "value", PASSWORD)));
    var realm =
        Map.of("realm", "acme", "enabled", true, "clients", List.of(client), "users", List.of(ada));
    try {
      Files.createDirectories(folder);
      new ObjectMapper().writeValue(folder.resolve("acme-realm.json").toFile(), realm);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The callback that a person comes back by who fills in the form that the request leads to. */
  static String signIn(Browser person, String authorizationRequest) {
    var page = person.get(authorizationRequest);
    var form = ACTION.matcher(page.body());
    if (!form.find()) {
      throw new AssertionError("no form, but " + page + ' ' + Browser.location(page));
    }
    var action = form.group(1).replace("&amp;", "&");
    return Browser.location(
        person.post(action, "username=ada&password=" + PASSWORD.replace(' ', '+')));
  }

  /** What a program says until it ends. */
  private static String run(Path folder, String... command) {
    try (var program = Started.of(new ProcessBuilder(command).directory(folder.toFile()))) {
      return program.rest();
    } catch (UncheckedIOException e) {
      return String.valueOf(e.getMessage()); // there is no such program
    }
  }

  @Override
  public void close() {
    process.close();
    process.exitStatus(); // its files are not to be deleted before
  }
}
