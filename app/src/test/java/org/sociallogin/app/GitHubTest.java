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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Somebody signs in with GitHub, of which the operator has configured an id and a secret; where
 * GitHub is, a test has to say besides.
 */
class GitHubTest {

  private static final String CLIENT = "micronaut.security.oauth2.clients.github.";
  private static final String TOKEN =
      "{\"access_token\":\"t1\",\"scope\":\"read:user,user:email\",\"token_type\":\"bearer\"}";
  private static final String USER =
      "{\"login\":\"octocat\",\"id\":583231,\"name\":\"Octo Cat\",\"email\":\"public@example.org\"}";
  private static final String EMAILS =
      "[{\"email\":\"octocat@example.org\",\"primary\":true,\"verified\":true}]";

  private final Map<String, String> answers =
      new HashMap<>(Map.of("/token", TOKEN, "/user", USER, "/user/emails", EMAILS));
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer gitHub;
  private Running app;

  @BeforeEach
  void start() throws IOException {
    gitHub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    gitHub.createContext("/", this::answer);
    gitHub.start();
    var base = "http://127.0.0.1:" + gitHub.getAddress().getPort();
    app =
        Running.start(
            Map.of(
                CLIENT + "client-id",
                "id1",
                CLIENT + "client-secret",
                "ab+cd/ef==",
                CLIENT + "authorization.url",
                base + "/authorize",
                CLIENT + "token.url",
                base + "/token",
                "social-login.providers.github.user-info.url",
                base + "/user",
                "social-login.providers.github.emails.url",
                base + "/user/emails?per_page=100"));
  }

  @AfterEach
  void stop() {
    app.close();
    gitHub.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    asked.add(exchange.getRequestMethod() + ' ' + exchange.getRequestURI() + ' ' + body);
    var answer = answers.getOrDefault(exchange.getRequestURI().getPath(), "");
    exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
    exchange.sendResponseHeaders(answer.isEmpty() ? 404 : 200, answer.length());
    try (var out = exchange.getResponseBody()) {
      out.write(answer.getBytes(UTF_8));
    }
  }

  /** From the button to the page after it. */
  private String end(Browser browser, String... headers) {
    var request = location(browser.get("/oauth/login/github"));
    var callback =
        "/oauth/callback/github?code=c0ffee&iss=https://github.com/login/oauth&state="
            + parameter(request, "state");
    var answer = browser.get(callback, headers);
    return answer.statusCode() == 303 ? location(answer) : answer.body();
  }

  @Test
  @Tag("C25")
  @Tag("C50")
  void signsInByIdAndSecret() {
    var browser = app.browser();

    assertThat(browser.get("/login").body()).contains("Continue with GitHub");
    assertThat(end(browser)).isEqualTo("/account");
    assertThat(browser.get("/api/user").body())
        .contains("\"name\":\"Octo Cat\"")
        .contains("\"email\":{\"address\":\"octocat@example.org\",\"verified\":true}")
        .contains("\"provider\":\"github\",\"subject\":\"583231\"");
    assertThat(asked)
        .satisfiesExactlyInAnyOrder(
            token ->
                assertThat(token)
                    .startsWith("POST /token grant_type=authorization_code&code=c0ffee&")
                    .endsWith("&client_id=id1&client_secret=ab%2Bcd%2Fef%3D%3D"),
            user -> assertThat(user).isEqualTo("GET /user "),
            emails -> assertThat(emails).isEqualTo("GET /user/emails?per_page=100 "));
  }

  @Test
  @Tag("C25")
  void knowsThePersonAgainWhereTheIdIsAText() {
    end(app.browser());
    answers.put("/user", USER.replace("583231", "\"583231\""));

    assertThat(end(app.browser())).isEqualTo("/account");
    assertThat(app.rows("user")).isEqualTo(1);
  }

  @Test
  @Tag("C29")
  void signsInWhoKeepsTheAddresses() {
    answers.remove("/user/emails");
    var browser = app.browser();

    assertThat(end(browser)).isEqualTo("/account");
    assertThat(browser.get("/api/user").body()).contains("\"email\":null");
  }

  @ParameterizedTest
  @Tag("C24")
  @ValueSource(strings = {"{\"login\":\"octocat\"}", "{\"id\":null}", "{\"id\":{}}", "[]", "null"})
  void signsNobodyInWithoutAnId(String user) {
    answers.put("/user", user);

    assertThat(end(app.browser(), "Accept", "application/json"))
        .contains("provider-unintelligible");
    assertThat(app.rows("user")).isZero();
  }

  @Test
  @Tag("FLOW-29")
  void aCodeThatIsSpentIsNoFaultOfGitHubs() {
    answers.put("/token", "{\"error\":\"bad_verification_code\"}");

    assertThat(end(app.browser(), "Accept", "application/json")).contains("response-invalid");
  }

  @Test
  @Tag("C30")
  void aVeryLongAvatarIsKeptOrLeftOut() {
    for (var length : List.of(1_800, 10_000)) {
      var avatar = "https://avatars.example/" + "a".repeat(length);
      answers.put("/user", USER.replace("}", ",\"avatar_url\":\"" + avatar + "\"}"));

      assertThat(end(app.browser())).isEqualTo("/account");
    }
  }
}
