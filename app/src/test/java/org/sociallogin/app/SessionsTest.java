package org.sociallogin.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sociallogin.app.Browser.location;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sociallogin.sandbox.Endpoint;
import org.sociallogin.sandbox.Person;

/** Who is signed in, and for how long, whatever a browser sends as its session. */
class SessionsTest {

  private static final String[] OUR_PAGE = {"Sec-Fetch-Site", "same-origin"};

  @RegisterExtension static final Running APP = Running.start();

  private final Browser browser = APP.browser();

  @RegisterExtension final Logged log = new Logged();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "abc",
        "a.b.c",
        "%00",
        "\"quoted\"",
        "é",
        "a b",
        "-------------------------------------------"
      })
  @Tag("C45")
  void aCookieFromAnotherTimeIsAsGoodAsNone(String value) {
    isAsGoodAsNone(value);
  }

  @Test
  @Tag("C45")
  @Tag("SESS-08")
  void aHugeCookieIsAsGoodAsNone() {
    isAsGoodAsNone("a".repeat(5_000));
    isAsGoodAsNone("a".repeat(12_000));
  }

  private void isAsGoodAsNone(String value) {
    browser.cookies.put("social-login", value);

    assertThat(browser.get("/login").statusCode()).isEqualTo(200);
    assertThat(browser.get("/api/user").statusCode()).isEqualTo(401);
    assertThat(browser.get("/account").statusCode()).isEqualTo(303);
    assertThat(browser.cookies).doesNotContainKey("social-login");
    browser.cookies.put("social-login", value);
    assertThat(location(APP.signIn(browser, Person.MARA))).isEqualTo("/account");
    assertThat(browser.get("/api/user").statusCode()).isEqualTo(200);
  }

  @Test
  @Tag("C45")
  void aDeadCookieIsClearedByANavigationAndExplained() {
    browser.cookies.put("social-login", "A".repeat(43));

    browser.get("/account", "Sec-Fetch-Dest", "image");
    browser.send("HEAD", "/account", "");
    assertThat(browser.cookies).containsKey("social-login");
    browser.get("/account");

    assertThat(browser.cookies).doesNotContainKey("social-login");
    assertThat(browser.get("/login").body())
        .contains("<h1>Sign in again</h1>")
        .contains("You were signed out, here or from another browser.");
  }

  @Test
  @Tag("WEB-15")
  void onlyANavigationTakesWhatTheNextPageSays() {
    APP.signIn(browser, Person.MARA);
    browser.cookies.put("social-login-notice", "session-ended");
    isTakenByANavigationAlone("/account", "The other browser notices");

    browser.post("/logout", "", "Sec-Fetch-Site", "same-origin");
    isTakenByANavigationAlone("/login", "<h1>You are signed out</h1>");
  }

  private void isTakenByANavigationAlone(String path, String words) {
    browser.send("HEAD", path, "");
    browser.get(path, "Sec-Purpose", "prefetch");
    browser.get(path, "Sec-Fetch-Dest", "image");
    browser.get(path, "Sec-Fetch-Dest", "iframe");
    assertThat(browser.cookies).containsKey("social-login-notice");

    assertThat(browser.get(path).body()).contains(words);
    assertThat(browser.cookies).doesNotContainKey("social-login-notice");
  }

  @Test
  @Tag("C48")
  void aProgramIsToldByStatusAndNeverSentElsewhere() {
    browser.cookies.put("social-login", "A".repeat(43));

    var answer = browser.get("/api/user", "Sec-Fetch-Mode", "cors", "Accept", "application/json");

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("Content-Type"))
        .contains("application/problem+json;charset=utf-8");
    assertThat(answer.headers().allValues("WWW-Authenticate")).containsExactly("Cookie");
    assertThat(answer.headers().firstValue("Location")).isEmpty();
    assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
    assertThat(log.events()).isEmpty();
  }

  @Test
  @Tag("SESS-02")
  void whoReadsTheDatabaseIsNotSignedIn() throws SQLException {
    APP.signIn(browser, Person.MARA);
    var dataSource = APP.server.getApplicationContext().getBean(DataSource.class);

    try (var connection = dataSource.getConnection();
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "select token from social_login_session where token is not null")) {
      var tried = 0;
      while (rows.next()) {
        var thief = APP.browser();
        var digest = Base64.getUrlEncoder().withoutPadding().encodeToString(rows.getBytes(1));
        thief.cookies.put("social-login", digest);
        assertThat(thief.get("/api/user").statusCode()).isEqualTo(401);
        tried++;
      }
      assertThat(tried).isPositive();
    }
  }

  @Test
  @Tag("SESS-03")
  @Tag("SESS-04")
  @Tag("C13")
  void aNewSignInEndsTheSessionThatTheBrowserCameWith() {
    APP.signIn(browser, Person.MARA);
    var first = browser.cookies.get("social-login");

    assertThat(location(APP.signIn(browser, Person.MARA))).isEqualTo("/account");

    assertThat(browser.cookies.get("social-login")).isNotEqualTo(first);
    assertThat(status("social-login=" + first)).isEqualTo(401);
  }

  @Test
  @Tag("SESS-03")
  void whoSignsInAsSomebodyElseIsNotTheFirstAnyMore() {
    APP.signIn(browser, Person.MARA);
    var first = browser.cookies.get("social-login");

    APP.signIn(browser, Person.ALL.get(2));

    assertThat(browser.get("/api/user").body()).doesNotContain("Mara");
    assertThat(status("social-login=" + first)).isEqualTo(401);
  }

  @Test
  @Tag("SESS-04")
  void aTokenThatSomebodyPlantedIsNotTakenUp() {
    var planted = "P".repeat(43);
    browser.cookies.put("social-login", planted);

    APP.signIn(browser, Person.MARA);

    assertThat(browser.cookies.get("social-login")).isNotEqualTo(planted);
    assertThat(status("social-login=" + planted)).isEqualTo(401);
  }

  @Test
  @Tag("SESS-06")
  @Tag("SESS-07")
  void onlyOurOwnNameIsOurCookieAndNeighboursDoNoHarm() {
    APP.signIn(browser, Person.MARA);
    var token = browser.cookies.get("social-login");
    var other = "B".repeat(43);

    for (var cookies :
        List.of(
            "Social-Login=" + token,
            "social-login2=" + token,
            "social-login-=" + token,
            "__Host-social-login=" + token,
            "\u0085social-login=" + token,
            "\u00a0social-login=" + token,
            "x social-login=" + token,
            "=social-login=" + token,
            "$Version=1; social-login=\"" + token + "\"; $Path=/",
            "social-login=" + token + "x",
            "social-login=\"" + token + "\"")) {
      assertThat(status(cookies)).as(cookies).isEqualTo(401);
    }
    for (var cookies :
        List.of(
            "social-login=" + token + "; social-login=" + other,
            "social-login=" + other + "; social-login=" + token,
            "social-login=; social-login=" + token,
            "x=%E0%A4%A; social-login=" + token,
            "x=\"; social-login=" + token,
            "; ;=; \u00e9=\u00e9; social-login=" + token + "; y")) {
      assertThat(status(cookies)).as(cookies).isEqualTo(200);
    }
  }

  @Test
  @Tag("SESS-03")
  @Tag("SESS-07")
  void ofTwoSessionsUnderOneNameBothEnd() {
    for (var ends : List.of("sign-in", "sign-out")) {
      APP.signIn(browser, Person.MARA);
      var first = "social-login=" + browser.cookies.remove("social-login");
      APP.signIn(browser, Person.ALL.get(2));
      var second = "social-login=" + browser.cookies.remove("social-login");
      assertThat(status(first)).isEqualTo(200);
      assertThat(status(second)).isEqualTo(200);

      var both = first + "; " + second;
      if (ends.equals("sign-in")) {
        var callback = APP.agree(browser, "/oauth/login/bitbucket", Person.MARA);
        var attempt = new StringBuilder();
        browser.cookies.forEach((name, value) -> attempt.append("; " + name + '=' + value));
        browser.get(callback, "Cookie", both + attempt);
      } else {
        browser.post("/logout", "", "Cookie", both, "Sec-Fetch-Site", "same-origin");
      }

      assertThat(status(first)).as(ends).isEqualTo(401);
      assertThat(status(second)).as(ends).isEqualTo(401);
    }
  }

  private static int status(String cookies) {
    var answer =
        APP.raw(
            "GET /api/user HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: "
                + cookies
                + "\r\n\r\n");
    return Integer.parseInt(answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
  }

  @Test
  @Tag("SESS-13")
  @Tag("SESS-14")
  @Tag("SESS-15")
  @Tag("C47")
  void signsOutByPostAloneAndWithoutTheProvider() {
    APP.signIn(browser, Person.MARA);
    var session = browser.cookies.get("social-login");

    assertThat(browser.get("/logout").body())
        .contains("You are signed in as <bdi>Mara Lindqvist</bdi>.");
    browser.get("/logout", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Dest", "image");
    assertThat(browser.get("/api/user").statusCode()).isEqualTo(200);
    APP.sandbox.reset(); // and with that its journal
    var answer = browser.post("/logout", "a=b", "Sec-Fetch-Site", "same-origin");
    for (var endpoint : Endpoint.values()) {
      assertThat(APP.sandbox.received(endpoint)).isEmpty();
    }

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(location(answer)).isEqualTo("/login");
    assertThat(answer.headers().firstValue("Clear-Site-Data")).isEmpty();
    assertThat(browser.cookies).doesNotContainKey("social-login");
    assertThat(browser.get("/login").body())
        .contains("<h1>You are signed out</h1>")
        .contains("You may still be signed in at Bitbucket (sandbox).");
    assertThat(status("social-login=" + session)).isEqualTo(401);
    assertThat(browser.post("/logout", "", "Sec-Fetch-Site", "same-origin").statusCode())
        .isEqualTo(303);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0s", "1h"})
  @Timeout(60)
  @Tag("SESS-09")
  void silenceSignsOutAndSoDoesTimeWhateverThePersonDoes(String cache) {
    var clock = new Ticking();
    var lifetimes =
        Map.<String, Object>of(
            "social-login.session.cache",
            cache,
            "social-login.session.idle",
            "20d",
            "social-login.session.absolute",
            "30d");
    try (var app = Running.start(lifetimes, clock)) {
      var silent = app.browser();
      app.signIn(silent, Person.MARA);
      assertThat(silent.get("/api/user").statusCode()).isEqualTo(200);
      var lively = app.browser();
      app.signIn(lively, Person.MARA);
      assertThat(lively.get("/api/user").statusCode()).isEqualTo(200);

      clock.pass(Duration.ofDays(19));
      var today = clock.instant().toString().substring(0, 10);
      while (!lively.get("/api/sessions").body().contains("\"lastSeenAt\":\"" + today)) {
        Thread.onSpinWait();
      }
      clock.pass(Duration.ofDays(2));
      assertThat(silent.get("/api/user").statusCode()).isEqualTo(401);
      assertThat(lively.get("/api/user").statusCode()).isEqualTo(200);

      clock.pass(Duration.ofDays(9));
      assertThat(lively.get("/api/user").statusCode()).isEqualTo(401);
    }
  }

  @Test
  @Timeout(30)
  @Tag("SESS-10")
  void whatEndsOnOneNodeEndsOnTheOthersWithinTheCachesTime() {
    var shared = oneDatabase("300ms");
    try (var one = Running.start(shared);
        var two = Running.start(shared)) {
      var here = one.browser();
      one.signIn(here, Person.MARA);
      var there = two.browser();
      there.cookies.putAll(here.cookies);
      assertThat(there.get("/api/user").statusCode()).isEqualTo(200);

      var session = here.cookies.get("social-login");
      here.post("/logout", "", "Sec-Fetch-Site", "same-origin");

      here.cookies.put("social-login", session);
      assertThat(here.get("/api/user").statusCode()).isEqualTo(401);
      assertThat(there.get("/login").statusCode()).isEqualTo(200);
      while (there.get("/api/user").statusCode() != 401) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  @Tag("ACCT-25")
  @Tag("SESS-10")
  void whoIsOnlyRememberedReadsNoListOfSessionsAndChangesNothing() {
    var shared = oneDatabase("1h");
    try (var one = Running.start(shared);
        var two = Running.start(shared)) {
      var lively = one.browser();
      one.signIn(lively, Person.MARA);
      var user = lively.get("/api/user").body();
      var identity = user.replaceAll(".*\"identities\":\\[\\{\"id\":\"([^\"]*).*", "$1");
      var session = lively.get("/api/sessions").body().substring(8, 44);

      for (var request :
          List.of(
              "GET /api/sessions",
              "GET /account",
              "GET /account/delete",
              "GET /account/identities/" + identity + "/remove",
              "GET /oauth/link/bitbucket",
              "GET /oauth/confirm/bitbucket",
              "POST /account/identities/" + identity + "/remove",
              "POST /account/sessions/" + session + "/end",
              "POST /account/sessions/end-others",
              "POST /account/delete",
              "DELETE /api/identities/" + identity,
              "DELETE /api/sessions/" + session,
              "DELETE /api/sessions",
              "DELETE /api/user")) {
        var here = one.browser();
        one.signIn(here, Person.MARA);
        var there = two.browser();
        there.cookies.putAll(here.cookies);
        assertThat(there.get("/api/user").statusCode()).isEqualTo(200);
        here.post("/logout", "", OUR_PAGE);
        assertThat(there.get("/api/user").statusCode()).as("remembered").isEqualTo(200);

        var method = request.substring(0, request.indexOf(' '));
        var path = request.substring(request.indexOf(' ') + 1);
        var answer = there.send(method, path, "", OUR_PAGE);

        assertThat(answer.statusCode()).as(request).isEqualTo(path.startsWith("/api") ? 401 : 303);
        assertThat(location(answer)).as(request).matches("(/login.*)?");
      }
      assertThat(lively.get("/account").statusCode()).as("not ended").isEqualTo(200);
      assertThat(one.rows("identity")).isEqualTo(1);
    }
  }

  /** For several nodes, each of which may answer from memory for that long. */
  private static Map<String, Object> oneDatabase(String cache) {
    return Map.of(
        "datasources.default.url",
        "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1",
        "social-login.session.cache",
        cache);
  }
}
