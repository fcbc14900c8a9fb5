package org.sociallogin.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.sociallogin.app.Browser.location;
import static org.sociallogin.app.Browser.parameter;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sociallogin.sandbox.Answer;
import org.sociallogin.sandbox.Endpoint;
import org.sociallogin.sandbox.Person;
import org.sociallogin.sandbox.Sandbox;

/**
 * Secrets are looked for afterwards, in everything that the application logged at its finest level,
 * from its start on, in everything that browsers and programs were told, and in the database.
 */
@Tag("once")
class CanaryIT {

  @TempDir Path folder;

  private final URI base = URI.create("http://localhost:" + Running.freePort());
  private final Sandbox sandbox = Sandbox.start(base);
  private final Map<String, String> secrets = new LinkedHashMap<>();
  private final List<String> told = new ArrayList<>();

  @Test
  @Tag("OPS-02")
  @Tag("OPS-04")
  @Tag("FLOW-26")
  void noSecretIsLoggedToldOrStored() throws SQLException {
    secrets.put(sandbox.clientSecret(), "client secret");
    secrets.put(basic(), "credentials");
    String logged;
    try (var started = Started.with(folder, environment())) {
      started.await("Startup completed");
      var output = CompletableFuture.supplyAsync(started::all);
      signIn();
      haveTrouble();
      comeAstray();
      started.signal("TERM");
      logged = output.join();
    }

    assertThat(logged).contains("TRACE", "registered", "provider-unavailable", "attempt-missing");
    secrets.forEach(
        (secret, what) -> {
          for (var written : List.of(secret, URLEncoder.encode(secret, UTF_8))) {
            assertThat(logged.lines().filter(line -> line.contains(written))).as(what).isEmpty();
            assertThat(told).as(what).noneMatch(words -> words.contains(written));
          }
        });
    assertThat(logged).doesNotContain("mara@example.com", "Lindqvist");

    var stored = stored();
    assertThat(stored).contains("mara@example.com", "Lindqvist");
    secrets.forEach(
        (secret, what) ->
            assertThat(stored)
                .as(what)
                .doesNotContain(secret)
                .doesNotContainIgnoringCase(HexFormat.of().formatHex(secret.getBytes(UTF_8))));
  }

  /** The whole database, as statements that would make it again. */
  private String stored() throws SQLException {
    var file = folder.resolve("data/social-login");
    var url = "jdbc:h2:file:" + file + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE";
    var script = new StringBuilder();
    try (var connection = DriverManager.getConnection(url, "sa", "");
        var statement = connection.createStatement();
        var lines = statement.executeQuery("script")) {
      while (lines.next()) {
        script.append(lines.getString(1)).append('\n');
      }
    }
    return script.toString();
  }

  private Map<String, String> environment() {
    var environment = new HashMap<>(Started.environment(sandbox, base.getPort()));
    environment.put("LOGGER_LEVELS_ROOT", "TRACE");
    return environment;
  }

  private void signIn() {
    var browser = new Browser(base);
    assertThat(visit(browser, begun(browser))).isEqualTo("/docs");
    secrets.put(String.valueOf(browser.cookies.get("social-login")), "session");
    var headers = sandbox.received(Endpoint.USER).get(0).headers();
    secrets.put(
        headers.getOrDefault("Authorization", "").substring("Bearer ".length()), "access token");
    for (var page : List.of("/account", "/logout", "/api/user", "/login", "/health")) {
      visit(browser, page);
    }
    browser.post("/logout", "a=b", "Sec-Fetch-Site", "same-origin");
  }

  private void haveTrouble() {
    secrets.put("canary-token", "token of a bad answer");
    var troubles =
        List.of(
            Answer.page(500, "canary-token"),
            Answer.page(200, "canary-token"),
            Answer.json("{\"access_token\":\"canary-token\",\"token_type\":\"mac\"}"),
            Answer.json("{\"access_token\":\"canary-token"),
            Answer.json("{\"access_token\":\"canary-token\\n\"}"),
            Answer.json("{\"uuid\":{\"canary-token\":1}}"),
            Answer.of(401, "application/json", "{\"error\":\"invalid_client\"}"),
            Answer.redirect(302, "/elsewhere?token=canary-token"),
            Answer.disconnect());
    for (var endpoint : List.of(Endpoint.TOKEN, Endpoint.USER)) {
      for (var trouble : troubles) {
        sandbox.reset();
        sandbox.answer(endpoint, trouble);
        var browser = new Browser(base);
        visit(browser, begun(browser));
        visit(browser, "/login/problem");
      }
    }
    sandbox.reset();
  }

  private void comeAstray() {
    secrets.put("canary-code", "stray code");
    secrets.put("canary-state", "stray state");
    var browser = new Browser(base);
    for (var path :
        List.of("/oauth/callback/bitbucket", "/oauth/callback/nobody", "/oauth/callback")) {
      for (var query :
          List.of("?code=canary-code&state=canary-state", "?code=canary-code&x=%25zz")) {
        visit(browser, path + query);
        visit(browser, path + query, "Accept", "application/json");
      }
      browser.post(path + "?code=canary-code", "a=b");
    }
  }

  /** Where the browser comes back to, once what is secret of the attempt is noted. */
  private String begun(Browser browser) {
    var request = location(browser.get("/oauth/login/bitbucket?return_to=/docs"));
    var attempt = browser.cookies.values().iterator().next().split("\\.");
    secrets.put(attempt[2], "state");
    secrets.put(attempt[3], "code verifier");
    secrets.put(attempt[4], "nonce");
    var callback = sandbox.agree(URI.create(request), Person.MARA);
    secrets.put(parameter(callback.toString(), "code"), "code");
    return callback.getRawPath() + '?' + callback.getRawQuery();
  }

  private String visit(Browser browser, String path, String... headers) {
    var answer = browser.get(path, headers);
    told.add(location(answer) + '\n' + answer.body());
    return location(answer);
  }

  private String basic() {
    var credentials = sandbox.clientId() + ':' + sandbox.clientSecret();
    return Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8));
  }
}
