package org.sociallogin.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.sociallogin.app.Browser.location;
import static org.sociallogin.app.Browser.parameter;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Files;
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
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sociallogin.sandbox.Answer;
import org.sociallogin.sandbox.Endpoint;
import org.sociallogin.sandbox.Person;
import org.sociallogin.sandbox.Sandbox;

/**
 * Secrets are looked for afterwards, in everything that the application logged with every logger at
 * its finest level, those that its own configuration keeps quiet included, from its start on; in
 * everything that browsers and programs were told; and in the database.
 */
@Tag("once")
class CanaryIT {

  private static final Pattern LOGGER = Pattern.compile("<logger(?: name=\"|>)([\\w.]+)");
  private static final String ACME = "MICRONAUT_SECURITY_OAUTH2_CLIENTS_ACME_";
  private static final String SIGN_IN = "/oauth/login/bitbucket?return_to=/docs";
  private static final String[] OUR_PAGE = {"Sec-Fetch-Site", "same-origin"};

  @TempDir Path folder;

  private final URI base = URI.create("http://localhost:" + Running.freePort());
  private final Sandbox sandbox = Sandbox.start(base);
  private final TestIssuer issuer = new TestIssuer(0, Map.of("sub", "ada"));
  private final Map<String, String> secrets = new LinkedHashMap<>();
  private final List<String> told = new ArrayList<>();

  @AfterEach
  void close() {
    sandbox.close();
    issuer.close();
  }

  @Test
  @Tag("OPS-02")
  @Tag("OPS-04")
  @Tag("FLOW-26")
  void noSecretIsLoggedToldOrStored() throws IOException, SQLException {
    secrets.put(sandbox.clientSecret(), "client secret");
    secrets.put(basic(), "credentials");
    String logged;
    try (var started = Started.with(folder, environment(), everyLoggerAtItsFinest())) {
      started.await("Startup completed");
      var output = CompletableFuture.supplyAsync(started::all);
      signIn();
      linkAndConfirm();
      signInWithAnIdToken();
      haveARefreshToken();
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
    environment.put("SOCIAL_LOGIN_PROVIDER_TIMEOUT", "8s");
    environment.put(ACME + "CLIENT_ID", "id1");
    environment.put(ACME + "CLIENT_SECRET", "canary-secret-of-acme");
    environment.put(ACME + "OPENID_ISSUER", issuer.issuer());
    environment.put("SOCIAL_LOGIN_PROVIDERS_ACME_AUTHORIZATION_RESPONSE_MODE", "form-post");
    secrets.put("canary-secret-of-acme", "client secret of acme");
    return environment;
  }

  /** What an operator in despair turns on; the names of loggers have capitals. */
  private static String[] everyLoggerAtItsFinest() throws IOException {
    var configuration = Files.readString(Path.of("src/main/resources/logback.xml"));
    var names = LOGGER.matcher(configuration).results().map(logger -> logger.group(1)).toList();
    assertThat(names).contains("io.micronaut.http.server", "org.sociallogin.oauth2.http");
    return names.stream().map(name -> "-logger.levels." + name + "=TRACE").toArray(String[]::new);
  }

  private void signIn() {
    var browser = new Browser(base);
    assertThat(visit(browser, begun(browser, SIGN_IN, Person.MARA))).isEqualTo("/docs");
    keepSession(browser);
    for (var page : List.of("/account", "/logout", "/api/user", "/login", "/health")) {
      visit(browser, page);
    }
    browser.post("/logout", "a=b", OUR_PAGE);
  }

  private void keepSession(Browser browser) {
    secrets.put(String.valueOf(browser.cookies.get("social-login")), "session");
    for (var asked : sandbox.received(Endpoint.USER)) {
      var authorization = asked.headers().getOrDefault("Authorization", "");
      secrets.put(authorization.substring("Bearer ".length()), "access token");
    }
  }

  private void linkAndConfirm() {
    var browser = new Browser(base);
    visit(browser, begun(browser, SIGN_IN, Person.MARA));
    var link = begun(browser, "/oauth/link/bitbucket", Person.ALL.get(1));
    assertThat(visit(browser, link)).isEqualTo("/account");
    keepSession(browser);
    var confirm = begun(browser, "/oauth/confirm/bitbucket?return_to=/docs", Person.MARA);
    assertThat(visit(browser, confirm)).isEqualTo("/docs");
    keepSession(browser);
    visit(browser, "/account");
  }

  private void signInWithAnIdToken() {
    var browser = new Browser(base);
    var request = location(browser.get("/oauth/login/acme"));
    keepAttempt(browser);
    var posted = new Browser(base).post("/oauth/callback/acme", issuer.agree(request));
    assertThat(visit(browser, location(posted))).isEqualTo("/account");
    keepSession(browser);
    issuer.idTokens.forEach(token -> secrets.put(token, "ID token"));
  }

  private void haveARefreshToken() {
    secrets.put("canary-access", "access token");
    secrets.put("canary-refresh", "refresh token");
    sandbox.answer(
        Endpoint.TOKEN,
        Answer.json(
            "{\"access_token\":\"canary-access\",\"refresh_token\":\"canary-refresh\","
                + "\"token_type\":\"bearer\"}"));
    sandbox.answer(Endpoint.USER, Answer.json("{\"type\":\"user\",\"uuid\":\"{refreshed}\"}"));
    sandbox.answer(Endpoint.EMAILS, Answer.json("{\"values\":[]}"));
    var browser = new Browser(base);
    assertThat(visit(browser, begun(browser, SIGN_IN, Person.MARA))).isEqualTo("/docs");
    sandbox.reset();
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
            Answer.disconnect(),
            Answer.hang());
    for (var endpoint : List.of(Endpoint.TOKEN, Endpoint.USER)) {
      for (var trouble : troubles) {
        sandbox.reset();
        sandbox.answer(endpoint, trouble);
        var browser = new Browser(base);
        visit(browser, begun(browser, SIGN_IN, Person.MARA));
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
  private String begun(Browser browser, String start, Person person) {
    var request = location(browser.get(start, OUR_PAGE));
    keepAttempt(browser);
    var callback = sandbox.agree(URI.create(request), person);
    secrets.put(parameter(callback.toString(), "code"), "code");
    return callback.getRawPath() + '?' + callback.getRawQuery();
  }

  private void keepAttempt(Browser browser) {
    var attempts = browser.cookies.values().stream().map(value -> value.split("\\."));
    var attempt = attempts.filter(parts -> parts.length > 5).findFirst().orElseThrow();
    secrets.put(attempt[2], "state");
    secrets.put(attempt[3], "code verifier");
    secrets.put(attempt[4], "nonce");
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
