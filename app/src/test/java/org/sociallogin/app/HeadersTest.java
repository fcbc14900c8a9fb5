package org.sociallogin.app;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.http.HttpMethod;
import io.micronaut.web.router.Router;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sociallogin.sandbox.Person;

/** What every answer carries, the framework's own and the over-long ones included. */
class HeadersTest {

  @RegisterExtension static final Running APP = Running.start();

  private static final Map<String, String> STAMP =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
              + " base-uri 'none'; frame-ancestors 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Permissions-Policy",
          "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(),"
              + " magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()",
          "Cache-Control",
          "no-store");

  @ParameterizedTest
  @CsvSource({
    "GET,/,303",
    "GET,/login,200",
    "GET,/login/problem,303",
    "GET,/account,303",
    "GET,/logout,303",
    "GET,/oauth/login/bitbucket,303",
    "GET,/oauth/login/nobody,404",
    "GET,/oauth/callback/bitbucket?code=a,303",
    "GET,/api/user,401",
    "GET,/api/providers,200",
    "GET,/problems/email-taken,200",
    "GET,/problems/nothing,404",
    "GET,/assets/nothing.css,404",
    "GET,/health,200",
    "GET,/nothing,404",
    "GET,/account/x.css,404",
    "GET,/account;a.js,404",
    "GET,/api/user.json,404",
    "DELETE,/login,405",
    "TRACE,/login,405",
    "POST,/oauth/callback/bitbucket,405"
  })
  @Tag("WEB-08")
  @Tag("WEB-11")
  @Tag("WEB-12")
  @Tag("WEB-13")
  @Tag("WEB-15")
  @Tag("C46")
  void everyAnswerIsStamped(String method, String path, int status) {
    var answer = APP.browser().send(method, path, "", "Sec-Fetch-Site", "same-origin");

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Allow").isPresent()).isEqualTo(status == 405);
    isStamped(answer, path);
    var headers = answer.headers();
    assertThat(headers.map().keySet()).noneMatch(name -> name.startsWith("access-control-"));
    assertThat(headers.firstValue("Server")).isEmpty();
    if (status >= 400 && !path.startsWith("/api")) {
      assertThat(answer.body()).contains("<h1>").doesNotContain("Exception", "micronaut");
    }
  }

  @Test
  @Tag("WEB-08")
  @Tag("WEB-11")
  @Tag("SESS-16")
  @Tag("C46")
  void soIsEveryAnswerToWhoIsSignedIn() {
    var browser = APP.browser();
    APP.signIn(browser, Person.MARA);

    var paths = paths(HttpMethod.GET);

    assertThat(paths).contains("/account", "/api/user", "/oauth/login/bitbucket", "/problems/x");
    assertThat(paths)
        .allSatisfy(path -> isStamped(browser.get(path, "Sec-Fetch-Site", "same-origin"), path));
    assertThat(browser.get("/api/user").statusCode()).isEqualTo(200);
    assertThat(browser.get("/account").statusCode()).isEqualTo(200);
  }

  @Test
  @Tag("WEB-08")
  @Tag("FLOW-25")
  @Tag("SESS-16")
  @Tag("C46")
  void soIsEveryStepOfWhoSignsInAddsConfirmsAndSignsOut() {
    var browser = APP.browser();
    for (var start :
        List.of("/oauth/login/bitbucket", "/oauth/link/bitbucket", "/oauth/confirm/bitbucket")) {
      var sent = browser.get(start, "Sec-Fetch-Site", "same-origin");
      isAStampedStep(sent, start);
      var callback = APP.sandbox.agree(URI.create(Browser.location(sent)), Person.MARA);
      var arrived = browser.get(callback.getRawPath() + '?' + callback.getRawQuery());
      isAStampedStep(arrived, callback.getRawPath());
      assertThat(Browser.location(arrived)).isEqualTo("/account");
    }

    isAStampedStep(browser.post("/logout", "", "Sec-Fetch-Site", "same-origin"), "/logout");
    assertThat(browser.get("/api/user").statusCode()).isEqualTo(401);
  }

  private static void isAStampedStep(HttpResponse<?> answer, String path) {
    assertThat(answer.statusCode()).as(path).isEqualTo(303);
    isStamped(answer, path);
  }

  private static List<String> paths(HttpMethod method) {
    return APP.server
        .getApplicationContext()
        .getBean(Router.class)
        .uriRoutes()
        .filter(route -> route.getHttpMethod() == method)
        .map(route -> route.getUriMatchTemplate().toPathString())
        .map(path -> path.replace("{provider}", "bitbucket").replaceAll("\\{\\w+[^}]*}", "x"))
        .distinct()
        .toList();
  }

  /** It carries every header that it should. */
  static void isStamped(HttpResponse<?> answer, String path) {
    var headers = answer.headers();
    assertThat(STAMP)
        .allSatisfy((name, value) -> assertThat(headers.allValues(name)).containsExactly(value));
    assertThat(headers.allValues("Referrer-Policy"))
        .containsExactly(
            path.startsWith("/oauth/callback") && answer.statusCode() == 303
                ? "no-referrer"
                : "same-origin");
    if (!path.startsWith("/health")) {
      assertThat(headers.firstValue("Vary"))
          .contains(path.equals("/") ? "Cookie" : "Accept, Accept-Language, Cookie");
    }
  }

  private static void isStamped(String answer) {
    assertThat(STAMP)
        .allSatisfy((name, value) -> assertThat(answer).contains(name + ": " + value + "\r\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/login?%s HTTP/1.1\r\n", "/login HTTP/1.1\r\nCookie: a=%s\r\n"})
  @Tag("WEB-08")
  @Tag("SESS-08")
  void whatIsOverlongIsAnsweredWithAPage(String request) throws IOException {
    var answer =
        raw("GET " + String.format(request, "a".repeat(20_000)) + "Host: localhost\r\n\r\n");

    assertThat(answer)
        .containsPattern("^HTTP/1\\.[01] 413 ")
        .contains("<h1>That was too much to read</h1>");
    isStamped(answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"//account", "/oauth/callback/bitbucket?code=%zz", "/%zz"})
  @Tag("WEB-08")
  @Tag("WEB-12")
  void anAddressThatIsNoneIsAnsweredWithAPage(String target) throws IOException {
    var answer = raw("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 4").contains("<h1>");
    isStamped(answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//account",
        "/%61ccount",
        "/account/",
        "/./account",
        "/x/../account",
        "/account%2f",
        "/account%00",
        "/ACCOUNT",
        "//api/user",
        "/api//user",
        "/%61pi/user",
        "/api/user/",
        "/api/./user"
      })
  @Tag("WEB-12")
  void noSpellingOfAnAddressLeadsPastItsGuard(String path) {
    var answer =
        APP.raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

    assertThat(answer).containsPattern("^HTTP/1.1 (303|400|401|404) ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://evil.example", "null", "http://localhost:3000"})
  @Tag("WEB-13")
  void noOtherOriginMayReadAnAnswer(String origin) {
    for (var path : new String[] {"/api/user", "/api/providers", "/login", "/logout", "/health"}) {
      for (var method : new String[] {"GET", "OPTIONS"}) {
        var answer =
            APP.browser()
                .send(
                    method,
                    path,
                    "",
                    "Origin",
                    origin,
                    "Access-Control-Request-Method",
                    "POST",
                    "Access-Control-Request-Headers",
                    "x-a");
        assertThat(answer.headers().map().keySet())
            .as(method + ' ' + path)
            .noneMatch(name -> name.startsWith("access-control-"));
      }
    }
  }

  @Test
  @Tag("WEB-14")
  void aRouteHasOneTypeWhateverIsAskedFor() {
    var browser = APP.browser();
    assertThat(type(browser.get("/api/user", "Accept", "text/html")))
        .isEqualTo("application/problem+json;charset=utf-8");
    assertThat(type(browser.get("/api/providers", "Accept", "text/html")))
        .isEqualTo("application/json;charset=utf-8");
    assertThat(type(browser.get("/login", "Accept", "application/json")))
        .isEqualTo("text/html;charset=utf-8");
    assertThat(type(browser.get("/login", "Accept", "image/png")))
        .isEqualTo("text/html;charset=utf-8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/json", "multipart/form-data; boundary=x"})
  @Tag("WEB-14")
  void aFormIsAFormAndNothingElse(String type) {
    var browser = APP.browser();
    APP.signIn(browser, Person.MARA);
    var paths = paths(HttpMethod.POST);
    assertThat(paths).hasSize(7);
    for (var path : paths) {
      var answer =
          browser.post(path, "{\"a\":1}", "Content-Type", type, "Sec-Fetch-Site", "same-origin");
      assertThat(answer.statusCode()).as(path).isEqualTo(415);
      assertThat(answer.body()).contains("<h1>Social login cannot read that</h1>");
    }
  }

  private static String type(HttpResponse<?> answer) {
    return answer.headers().firstValue("Content-Type").orElse("");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"BITBUCKET", "nobody", "..%2f", "%E2%98%A3", "a-b", "bitbucket%20", "'--"})
  @Tag("WEB-16")
  void whatIsNoProviderIsNotFoundAndNotRepeated(String provider) {
    var start = APP.browser().get("/oauth/login/" + provider);

    assertThat(start.statusCode()).isEqualTo(404);
    assertThat(start.body()).doesNotContain(provider).contains("<h1>");
  }

  @Test
  @Tag("WEB-16")
  void aVeryLongNameIsNoProvider() {
    var start = APP.browser().get("/oauth/login/" + "a".repeat(10_000));

    assertThat(start.statusCode()).isEqualTo(404);
    assertThat(start.body()).doesNotContain("aaaa").contains("Choose another way to sign in");
  }

  @ParameterizedTest
  @ValueSource(strings = {";", "en_AE", "*", "", "de;q=x", "\u00e9", "tr-TR", "a,b;q=2,,;;"})
  @Tag("C35")
  void aMalformedLanguageIsNoTrouble(String language) {
    for (var path : new String[] {"/login", "/problems/email-taken", "/nothing"}) {
      var answer =
          APP.raw(
              "GET "
                  + path
                  + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept-Language: "
                  + language
                  + "\r\n\r\n");
      assertThat(answer)
          .containsPattern("^HTTP/1.1 (200|404) ")
          .contains("Content-Language: en", "<html lang=\"en\"");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {";", ",", "text", "text/html;q=x", "/", "*", "text/html;;;", "\u00e9"})
  void aMalformedAcceptIsNoTrouble(String accept) {
    for (var path : new String[] {"/login", "/api/user", "/oauth/callback/bitbucket", "/nothing"}) {
      var answer =
          APP.raw(
              "GET "
                  + path
                  + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept: "
                  + accept
                  + "\r\n\r\n");
      assertThat(answer).as(path).containsPattern("^HTTP/1.1 (200|303|401|404) ");
    }
  }

  @Test
  @Tag("OPS-13")
  void healthSaysUpAndNothingElseToStrangers() {
    var browser = APP.browser();
    for (var path : new String[] {"/health", "/health/liveness", "/health/readiness"}) {
      var health = browser.get(path);
      assertThat(health.statusCode()).as(path).isEqualTo(200);
      assertThat(health.body()).isEqualTo("{\"status\":\"UP\"}");
    }
    for (var endpoint :
        new String[] {
          "beans",
          "caches",
          "configprops",
          "env",
          "info",
          "loggers",
          "metrics",
          "prometheus",
          "refresh",
          "routes",
          "stop",
          "threaddump"
        }) {
      assertThat(browser.get("/" + endpoint).statusCode()).as(endpoint).isEqualTo(404);
      assertThat(browser.post("/" + endpoint, "", "Sec-Fetch-Site", "same-origin").statusCode())
          .as(endpoint)
          .isEqualTo(404);
    }
  }

  @Test
  @Tag("OPS-13")
  @Tag("HTTP-12")
  void aProviderThatIsDownDoesNotTakeUsDown() {
    try (var app = Running.start()) {
      var browser = app.browser();
      var callback = app.agree(browser, "/oauth/login/bitbucket", Person.MARA);
      app.sandbox.close();

      assertThat(Browser.location(browser.get(callback))).isEqualTo("/login/problem");
      assertThat(browser.get("/login/problem").body())
          .contains("<h1>Bitbucket (sandbox) is not answering</h1>");
      assertThat(browser.get("/health").body()).isEqualTo("{\"status\":\"UP\"}");
      assertThat(browser.get("/login").statusCode()).isEqualTo(200);
    }
  }

  @Test
  @Tag("SESS-08")
  void fifteenThousandCookieCharactersAreNoTrouble() {
    var browser = APP.browser();
    browser.cookies.put("other", "a".repeat(15_000));

    assertThat(browser.get("/login").statusCode()).isEqualTo(200);
    APP.signIn(browser, Person.MARA);
    assertThat(browser.get("/api/user").statusCode()).isEqualTo(200);
  }

  @Test
  void theStylesheetMayBeKeptForEver() {
    var page = APP.browser().get("/login").body();
    var path = page.replaceAll("(?s).*href=\"(/assets/[^\"]+)\".*", "$1");

    var css = APP.browser().get(path);

    assertThat(css.statusCode()).isEqualTo(200);
    assertThat(css.headers().firstValue("Content-Type")).contains("text/css;charset=utf-8");
    assertThat(css.headers().firstValue("Cache-Control"))
        .contains("public, max-age=31536000, immutable");
  }

  private static String raw(String request) throws IOException {
    try (var socket = new Socket("localhost", APP.base.getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      var answer = new StringBuilder();
      var buffer = new byte[4_096];
      while (answer.indexOf("</html>") < 0) {
        var read = socket.getInputStream().read(buffer);
        if (read < 0) {
          break;
        }
        answer.append(new String(buffer, 0, read, US_ASCII));
      }
      return answer.toString();
    }
  }
}
