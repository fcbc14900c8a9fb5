package org.sociallogin.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.sociallogin.app.Browser.location;
import static org.sociallogin.app.Browser.parameter;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sociallogin.sandbox.Consumer;
import org.sociallogin.sandbox.Endpoint;
import org.sociallogin.sandbox.Person;

/** The application behind a proxy that speaks TLS at another port: its base URL alone counts. */
class PublicAddressTest {

  private static final String PUBLIC = "https://login.example.test:8443";
  private static final String CALLBACK = PUBLIC + "/oauth/callback/bitbucket";

  @RegisterExtension
  static final Running APP = Running.start(Map.of("social-login.base-url", PUBLIC));

  private static final String LIES =
      String.join(
          "\r\n",
          "Host: evil.test",
          "X-Forwarded-Host: evil.test",
          "X-Forwarded-Proto: http",
          "X-Forwarded-Port: 80",
          "X-Forwarded-Prefix: /evil.test",
          "X-Original-URL: /evil.test",
          "Forwarded: host=evil.test;proto=http",
          "");

  private static final String COOKIE =
      "__Host-social-login[A-Za-z0-9_-]*=[^;]*; Max-Age=\\d+; Expires=[^;]+; Path=/; Secure;"
          + " HTTPOnly; SameSite=Lax";

  private final Browser browser = APP.browser();

  static {
    APP.sandbox.register(
        new Consumer(
            APP.sandbox.clientId(),
            APP.sandbox.clientSecret(),
            "Social login",
            URI.create(CALLBACK),
            List.of("account", "email"),
            true));
  }

  @Test
  @Tag("C54")
  @Tag("FLOW-22")
  void thePortIsPartOfTheRedirectUriInBothRequests() {
    var start = browser.get("/oauth/login/bitbucket", "X-Forwarded-Port", "443");
    assertThat(parameter(location(start), "redirect_uri")).isEqualTo(CALLBACK);

    var callback = APP.sandbox.agree(URI.create(location(start)), Person.MARA);
    assertThat(callback.toString()).startsWith(CALLBACK + "?");
    browser.get(callback.getRawPath() + '?' + callback.getRawQuery());

    var token = APP.sandbox.received(Endpoint.TOKEN).get(0).body();
    assertThat(parameter("?" + token, "redirect_uri")).isEqualTo(CALLBACK);
  }

  @Test
  @Tag("C56")
  @Tag("FLOW-22")
  @Tag("WEB-02")
  void noHeaderSaysWhereWeAreOnTheWayBackEither() {
    APP.sandbox.reset();
    var callback = APP.agree(browser, "/oauth/login/bitbucket", Person.MARA);
    var kept = browser.cookies.entrySet().iterator().next();

    var answer =
        answer("GET " + callback, "Cookie: " + kept.getKey() + '=' + kept.getValue() + "\r\n");

    assertThat(answer).startsWith("HTTP/1.1 303").contains("ocation: /account\r\n");
    assertThat(answer).contains("__Host-social-login=").doesNotContain("evil.test");
    var token = APP.sandbox.received(Endpoint.TOKEN).get(0).body();
    assertThat(parameter("?" + token, "redirect_uri")).isEqualTo(CALLBACK);
  }

  @Test
  @Tag("SESS-06")
  void noCookieWithoutThePrefixIsOurs() {
    APP.signIn(browser, Person.MARA);
    var token = browser.cookies.get("__Host-social-login");
    assertThat(whoIs("__Host-social-login=" + token)).startsWith("HTTP/1.1 200");

    for (var name :
        List.of(
            "social-login",
            "__host-social-login",
            "__HOST-social-login",
            "__Secure-social-login",
            "\u0085__Host-social-login",
            "\u00a0__Host-social-login",
            utf8("\u0085__Host-social-login"),
            utf8("\u00a0__Host-social-login"),
            utf8("\u2000__Host-social-login"),
            "=__Host-social-login")) {
      assertThat(whoIs(name + '=' + token)).as(name).startsWith("HTTP/1.1 401");
    }
    assertThat(whoIs("$Version=1; __Host-social-login=\"" + token + '"'))
        .startsWith("HTTP/1.1 401");
    assertThat(whoIs("__Host-social-login=" + token + utf8("\u010d"))).startsWith("HTTP/1.1 401");
    assertThat(whoIs(utf8("n=\u017dofka\u2000\ud83e\udd8a; __Host-social-login=") + token))
        .startsWith("HTTP/1.1 200");
  }

  /** What a browser sends of that name or value: an octet of UTF-8 for each character here. */
  private static String utf8(String text) {
    return new String(text.getBytes(UTF_8), ISO_8859_1);
  }

  private static String whoIs(String cookies) {
    return answer("GET /api/user", "Cookie: " + cookies + "\r\n");
  }

  @Test
  @Tag("SESS-05")
  void cookiesAreForThisHostAndForTlsAloneThoughTheProxyAsksByPlainHttp() {
    var start = browser.get("/oauth/login/bitbucket");
    assertThat(start.headers().firstValue("Set-Cookie").orElseThrow())
        .matches(
            "__Host-social-login-[A-Za-z0-9_-]{12}=[^;]+; Max-Age=3600; Expires=[^;]+; Path=/;"
                + " Secure; HTTPOnly; SameSite=Lax");

    var callback = APP.sandbox.agree(URI.create(location(start)), Person.MARA);
    var answer = browser.get(callback.getRawPath() + '?' + callback.getRawQuery());
    assertThat(answer.headers().allValues("Set-Cookie"))
        .hasSize(3)
        .allSatisfy(cookie -> assertThat(cookie).matches(COOKIE));
    assertThat(browser.get("/api/user").statusCode()).isEqualTo(200);
  }

  @Test
  @Tag("C56")
  @Tag("SESS-13")
  void signingOutForgetsTheSessionByACookieOfTheSameKind() {
    APP.signIn(browser, Person.MARA);
    var session = "__Host-social-login=" + browser.cookies.get("__Host-social-login");

    var answer =
        answer(
            "POST /logout",
            "Origin: " + PUBLIC + "\r\nContent-Length: 0\r\nCookie: " + session + "\r\n");

    assertThat(answer)
        .startsWith("HTTP/1.1 303")
        .contains("ocation: /login\r\n")
        .doesNotContain("evil.test");
    assertThat(answer.lines().filter(line -> line.matches("(?i)set-cookie: .*")))
        .hasSize(2)
        .allMatch(line -> line.matches("(?i)set-cookie: " + COOKIE))
        .anyMatch(line -> line.contains(" __Host-social-login=; Max-Age=0; "));
    assertThat(whoIs(session)).startsWith("HTTP/1.1 401");
  }

  @Test
  @Tag("WEB-08")
  void browsersAreToldToKeepToTls() {
    for (var path : List.of("/login", "/nothing", "/api/user", "/oauth/callback/bitbucket")) {
      assertThat(browser.get(path).headers().firstValue("Strict-Transport-Security"))
          .as(path)
          .contains("max-age=31536000");
    }
  }

  @Test
  @Tag("C56")
  @Tag("WEB-02")
  void noHeaderSaysWhereWeAre() {
    for (var path :
        List.of(
            "/",
            "/login",
            "/account",
            "/oauth/login/bitbucket",
            "/oauth/callback/bitbucket?code=c&state=s",
            "/nothing",
            "/api/user",
            "/problems/email-taken")) {
      for (var accept : List.of("text/html", "application/json")) {
        var answer = answer("GET " + path, "Accept: " + accept + "\r\n");
        assertThat(answer).as(path).doesNotContain("evil.test").contains("HTTP/1.1 ");
        if (answer.contains("Set-Cookie")) {
          assertThat(answer).contains("Secure");
        }
      }
    }
    assertThat(answer("GET /oauth/login/bitbucket", ""))
        .contains("redirect_uri=https%3A%2F%2Flogin.example.test%3A8443%2Foauth%2Fcallback");
    assertThat(answer("GET http://evil.test/oauth/login/bitbucket", ""))
        .contains("redirect_uri=https%3A%2F%2Flogin.example.test%3A8443%2Foauth%2Fcallback");
    assertThat(answer("POST /logout", "Origin: https://evil.test\r\nContent-Length: 0\r\n"))
        .startsWith("HTTP/1.1 403");
    assertThat(answer("POST /logout", "Origin: " + PUBLIC + "\r\nContent-Length: 0\r\n"))
        .startsWith("HTTP/1.1 303");
  }

  private static String answer(String request, String headers) {
    return APP.raw(request + " HTTP/1.1\r\nConnection: close\r\n" + LIES + headers + "\r\n");
  }

  @Test
  @Tag("WEB-02")
  void theFirstRequestOfAllTeachesNothing() {
    try (var app = Running.start()) {
      app.raw("GET /login HTTP/1.1\r\nConnection: close\r\n" + LIES + "\r\n");

      assertThat(parameter(location(app.browser().get("/oauth/login/bitbucket")), "redirect_uri"))
          .isEqualTo(app.base + "/oauth/callback/bitbucket");
    }
  }

  @Test
  @Tag("C54")
  void anIpv6AddressIsAnAddress() {
    try (var app = Running.at("[::1]", Map.of())) {
      var visitor = app.browser();

      app.signIn(visitor, Person.MARA);

      assertThat(app.sandbox.received(Endpoint.TOKEN).get(0).body())
          .contains("redirect_uri=http%3A%2F%2F%5B%3A%3A1%5D%3A" + app.base.getPort() + "%2Foauth");
      assertThat(visitor.get("/api/user").statusCode()).isEqualTo(200);
    }
  }
}
