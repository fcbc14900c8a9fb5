package org.sociallogin.app;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sociallogin.sandbox.Person;

/** What every answer carries, the framework's own and the over-long ones included. */
class HeadersTest {

  private static final Running APP = Running.start();

  private static final String POLICY =
      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none';"
          + " frame-ancestors 'none'";

  @AfterAll
  static void close() {
    APP.close();
  }

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
    var headers = answer.headers();
    assertThat(headers.firstValue("Content-Security-Policy")).contains(POLICY);
    assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(headers.firstValue("Cross-Origin-Opener-Policy")).contains("same-origin");
    assertThat(headers.firstValue("Cross-Origin-Resource-Policy")).contains("same-origin");
    assertThat(headers.firstValue("Cache-Control")).contains("no-store");
    assertThat(headers.firstValue("Permissions-Policy").orElse("")).contains("camera=()");
    assertThat(headers.firstValue("Referrer-Policy"))
        .contains(
            path.startsWith("/oauth/callback") && status == 303 ? "no-referrer" : "same-origin");
    assertThat(headers.map().keySet()).noneMatch(name -> name.startsWith("access-control-"));
    assertThat(headers.firstValue("Server")).isEmpty();
    if (status >= 400 && !path.startsWith("/api")) {
      assertThat(answer.body()).contains("<h1>").doesNotContain("Exception", "micronaut");
    }
  }

  @Test
  @Tag("WEB-08")
  @Tag("SESS-08")
  void anOverlongRequestLineIsAnsweredWithAPage() throws IOException {
    assertThat(raw("GET /login?" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
        .contains(" 413 ")
        .contains(POLICY)
        .contains("<h1>That was too much to read</h1>");
  }

  @Test
  @Tag("WEB-08")
  @Tag("SESS-08")
  void anOverlongCookieHeaderIsAnsweredWithAPage() throws IOException {
    assertThat(
            raw(
                "GET /login HTTP/1.1\r\nHost: localhost\r\nCookie: a="
                    + "a".repeat(20_000)
                    + "\r\n\r\n"))
        .contains(POLICY)
        .contains("<h1>That was too much to read</h1>");
  }

  @Test
  @Tag("WEB-12")
  void anAddressThatIsNoneIsAnsweredWithAPage() throws IOException {
    for (var target : new String[] {"//account", "/oauth/callback/bitbucket?code=%zz", "/%zz"}) {
      assertThat(raw("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
          .as(target)
          .startsWith("HTTP/1.1 4")
          .contains(POLICY)
          .contains("<h1>");
    }
  }

  @Test
  @Tag("SESS-08")
  void sixteenThousandCookieCharactersAreNoTrouble() {
    var browser = APP.browser();
    browser.cookies.put("other", "a".repeat(12_000));

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
