package org.sociallogin.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.sociallogin.app.Browser.location;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.sociallogin.sandbox.Person;
import org.sociallogin.sandbox.Sandbox;

/**
 * The whole application on a free port, with a database in memory and the look-alike to sign in at.
 * Registered as an extension, it is closed after the last test, and before each of them Bitbucket
 * is as at the start.
 */
final class Running implements AutoCloseable, BeforeEachCallback, AfterAllCallback {

  final Sandbox sandbox;
  final EmbeddedServer server;
  final URI base;

  private Running(Sandbox sandbox, EmbeddedServer server, URI base) {
    this.sandbox = sandbox;
    this.server = server;
    this.base = base;
  }

  static Running start() {
    return start(Map.of());
  }

  /**
   * With these properties, and these in place of the application's own parts.
   *
   * @param singletons such as a clock
   */
  static Running start(Map<String, Object> properties, Object... singletons) {
    return run("http://localhost", "", properties, List.of(singletons));
  }

  /** The same, below that path. */
  static Running under(String prefix, Map<String, Object> properties) {
    return run("http://localhost", prefix, properties, List.of());
  }

  /** The same, for who comes to that host. */
  static Running at(String host, Map<String, Object> properties) {
    return run("http://" + host, "", properties, List.of());
  }

  /** The same, by https with a key that is made in that folder. */
  static Running secure(Path folder, Map<String, Object> properties) {
    var keyStore = folder.resolve("key.p12");
    var keytool =
        Path.of(System.getProperty("java.home"), "bin", "keytool")
            + " -genkeypair -alias a -keyalg EC -dname CN=localhost -ext san=dns:localhost"
            + " -storepass password -keystore "
            + keyStore;
    try (var made = Started.of(new ProcessBuilder(keytool.split(" ")))) {
      made.rest();
    }
    var all = new HashMap<>(properties);
    var ssl = "micronaut.server.ssl.";
    all.put(ssl + "enabled", true);
    all.put(ssl + "key-store.path", "file:" + keyStore);
    all.put(ssl + "key-store.type", "PKCS12");
    all.put(ssl + "key-store.password", "password");
    return run("https://localhost", "", all, List.of());
  }

  private static Running run(
      String origin, String prefix, Map<String, Object> properties, List<Object> singletons) {
    var port = freePort();
    var base = URI.create(origin + ':' + port + prefix);
    var sandbox = Sandbox.start(base);
    var all = new HashMap<>(SandboxMode.properties(sandbox));
    all.put("datasources.default.url", "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    all.put("micronaut.server.port", port);
    all.put("micronaut.server.ssl.port", port);
    if (!base.toString().equals("http://localhost:" + port)) {
      all.put("social-login.base-url", base.toString());
    }
    all.putAll(properties);
    var server =
        ApplicationContext.builder()
            .properties(all)
            .singletons(singletons.toArray())
            .run(EmbeddedServer.class);
    return new Running(sandbox, server, base);
  }

  Browser browser() {
    return new Browser(base);
  }

  /** Where the provider sends the browser that started at that path, once the person agreed. */
  String agree(Browser browser, String start, Person person, String... headers) {
    var request = URI.create(location(browser.get(start, headers)));
    var callback = sandbox.agree(request, person);
    return callback.getRawPath() + '?' + callback.getRawQuery();
  }

  /** What is answered to these octets, which ask for the end of the connection. */
  String raw(String request) {
    try (var socket = new Socket("localhost", base.getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many rows a table of ours has. */
  long rows(String table) {
    return sql(
        statement -> {
          try (var rows = statement.executeQuery("select count(*) from social_login_" + table)) {
            rows.next();
            return rows.getLong(1);
          }
        });
  }

  /** How many rows that statement of an operator's changed. */
  int update(String statement) {
    return sql(open -> open.executeUpdate(statement));
  }

  private interface Sql<T> {
    T in(Statement statement) throws SQLException;
  }

  private <T> T sql(Sql<T> work) {
    var dataSource = server.getApplicationContext().getBean(DataSource.class);
    try (var connection = dataSource.getConnection();
        var statement = connection.createStatement()) {
      return work.in(statement);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  HttpResponse<String> signIn(Browser browser, Person person) {
    return browser.get(agree(browser, "/oauth/login/bitbucket", person));
  }

  @Override
  public void beforeEach(ExtensionContext test) {
    sandbox.reset();
  }

  @Override
  public void afterAll(ExtensionContext tests) {
    close();
  }

  @Override
  public void close() {
    server.close();
    sandbox.close();
  }

  static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
