package org.sociallogin.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.sociallogin.app.Browser.location;
import static org.sociallogin.app.Browser.parameter;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** People who come from a real identity provider that nobody here wrote. */
@Tag("once")
@EnabledIf(value = "org.sociallogin.app.Keycloak#isThere", disabledReason = Keycloak.MISSING)
class KeycloakTest {

  private static final int PORT = Running.freePort();
  private static final String ISSUER = Keycloak.issuer(PORT);

  @TempDir private static Path folder;
  private static HttpServer forger;
  private static Running app;
  private static Keycloak keycloak;

  private Browser browser;

  /** The same browser, as Keycloak sees it. */
  private final Browser person = new Browser(URI.create(ISSUER));

  @BeforeAll
  static void start() throws IOException {
    forger = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    forger.createContext("/token", KeycloakTest::forge);
    forger.start();
    var properties = new HashMap<String, Object>();
    for (var name : List.of("acme", "forged", "plain")) {
      var client = "micronaut.security.oauth2.clients." + name;
      properties.put(client + ".client-id", Keycloak.CLIENT_ID);
      properties.put(client + ".client-secret", Keycloak.CLIENT_SECRET);
      properties.put(client + ".openid.issuer", ISSUER);
    }
    properties.put(
        "micronaut.security.oauth2.clients.forged.token.url",
        "http://127.0.0.1:" + forger.getAddress().getPort() + "/token");
    properties.put("social-login.providers.plain.pkce", "off");
    app = Running.start(properties); // the issuer is down yet
    keycloak = Keycloak.start(folder, PORT, List.of(app.base + "/oauth/callback/*"));
  }

  @BeforeEach
  void open() {
    browser = app.browser();
  }

  @AfterAll
  static void stop() {
    if (keycloak != null) {
      keycloak.close();
    }
    app.close();
    forger.stop(0);
  }

  /** Keycloak's own token answer, with another first letter of the ID token's signature. */
  private static void forge(HttpExchange exchange) throws IOException {
    var request =
        HttpRequest.newBuilder(URI.create(ISSUER + "/protocol/openid-connect/token"))
            .header("Authorization", exchange.getRequestHeaders().getFirst("Authorization"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()))
            .build();
    try (exchange) {
      var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
      var forged =
          Pattern.compile("(\"id_token\":\"[^.]+\\.[^.]+\\.)(.)")
              .matcher(answer.body())
              .replaceFirst(found -> found.group(1) + (found.group(2).equals("B") ? "C" : "B"))
              .getBytes(UTF_8);
      assertThat(forged).isNotEqualTo(answer.body().getBytes(UTF_8));
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(answer.statusCode(), forged.length);
      exchange.getResponseBody().write(forged);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String start(Browser browser, String provider) {
    var request = location(browser.get("/oauth/login/" + provider));
    assertThat(request).startsWith(ISSUER + "/protocol/openid-connect/auth?response_type=code");
    return request;
  }

  private HttpResponse<String> json(Browser browser, String callback) {
    return browser.get(callback, "Accept", "application/json");
  }

  @Test
  @Tag("FLOW-36")
  @Tag("HTTP-10")
  @Tag("C50")
  void signInThroughItsOwnForm() {
    var callback = Keycloak.signIn(person, start(browser, "acme"));

    assertThat(callback).startsWith(app.base + "/oauth/callback/acme?");
    assertThat(location(browser.get(callback))).isEqualTo("/account");
    assertThat(browser.get("/api/user").body())
        .contains("\"name\":\"Ada Example\"")
        .contains("\"email\":{\"address\":\"ada@example.org\",\"verified\":true}")
        .contains("\"preferredUsername\":\"ada\"");
  }

  @Test
  @Tag("FLOW-08")
  void theAnswerNamesItsIssuerAndHasTo() {
    var callback = Keycloak.signIn(person, start(browser, "acme"));
    assertThat(parameter(callback, "iss")).isEqualTo(ISSUER);
    var iss = "iss=" + URLEncoder.encode(ISSUER, UTF_8);
    assertThat(callback).contains(iss);

    for (var other : List.of("", "iss=", iss + "x")) {
      var copy = app.browser();
      copy.cookies.putAll(browser.cookies);
      assertThat(json(copy, callback.replace(iss, other)).body()).contains("response-invalid");
    }
    assertThat(location(browser.get(callback))).isEqualTo("/account");
  }

  @Test
  @Tag("FLOW-30")
  void aBrokenSignatureSignsNobodyIn() {
    var users = app.rows("user");

    var answer = json(browser, Keycloak.signIn(person, start(browser, "forged")));

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("provider-unintelligible");
    assertThat(browser.get("/api/user").statusCode()).isEqualTo(401);
    assertThat(app.rows("user")).isEqualTo(users);
  }

  /** The client at Keycloak demands the challenge that this registration leaves out. */
  @Test
  @Tag("FLOW-04")
  void nobodySignsInWithoutPkceWhereItIsEnforced() {
    var callback = location(person.get(start(browser, "plain")));

    assertThat(parameter(callback, "error")).isEqualTo("invalid_request");
    assertThat(json(browser, callback).body()).contains("provider-refused");
  }

  @Test
  @Tag("FLOW-06")
  void aCodeOfAnotherAttemptIsNotTaken() {
    var stolen = Keycloak.signIn(person, start(app.browser(), "acme"));
    var mine = Keycloak.signIn(new Browser(URI.create(ISSUER)), start(browser, "acme"));

    var answer = json(browser, mine.replace(parameter(mine, "code"), parameter(stolen, "code")));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("response-invalid");
    assertThat(browser.get("/api/user").statusCode()).isEqualTo(401);
  }

  private String confirmation() {
    var start = "/oauth/confirm/acme?return_to=/account/delete";
    return location(browser.get(start, "Sec-Fetch-Site", "same-origin"));
  }

  @Test
  @Timeout(60)
  @Tag("ACCT-20")
  void whoConfirmsIsAskedAgainForThePassword() {
    browser.get(Keycloak.signIn(person, start(browser, "acme")));
    assertThat(location(person.get(start(browser, "acme"))))
        .as("to sign in again, Keycloak knows the browser")
        .startsWith(app.base + "/oauth/callback/acme?");

    var confirmation = confirmation();
    while (person.get(confirmation).statusCode() != 200) {
      confirmation = confirmation(); // within the second of the sign-in, that one is new enough
    }

    assertThat(location(browser.get(Keycloak.signIn(person, confirmation))))
        .isEqualTo("/account/delete");
    assertThat(browser.get("/account/delete").body()).contains("Confirmed. Go on.");
  }
}
