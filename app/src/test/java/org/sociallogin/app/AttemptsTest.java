package org.sociallogin.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.sociallogin.app.Browser.location;
import static org.sociallogin.app.Browser.parameter;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sociallogin.core.Admission;
import org.sociallogin.core.LoginException;
import org.sociallogin.sandbox.Answer;
import org.sociallogin.sandbox.Endpoint;
import org.sociallogin.sandbox.Person;

/** Sign-ins that are begun twice, answered twice, left alone, or begun by somebody else. */
class AttemptsTest {

  @RegisterExtension
  static final Running APP = Running.start(Map.of("social-login.failed-callbacks", 1_000_000));

  private final Browser browser = APP.browser();

  @Test
  @Tag("FLOW-18")
  void tabsFinishInAnyOrder() {
    var tabs = new ArrayDeque<String>();
    for (var i = 0; i < 5; i++) {
      tabs.push(APP.agree(browser, "/oauth/login/bitbucket?return_to=/tab" + i, Person.MARA));
    }

    for (var i = 4; i >= 0; i--) {
      assertThat(location(browser.get(tabs.pop()))).isEqualTo("/tab" + i);
    }
  }

  @Test
  @Tag("FLOW-18")
  void aTabThatCancelsLeavesTheOthersAlone() {
    var start = location(browser.get("/oauth/login/bitbucket?return_to=/first"));
    var second = APP.agree(browser, "/oauth/login/bitbucket?return_to=/second", Person.MARA);

    browser.get(path(APP.sandbox.cancel(URI.create(start))));

    assertThat(location(browser.get(second))).isEqualTo("/second");
  }

  @Test
  @Tag("FLOW-19")
  void keepsFiveAttemptsAtMost() {
    var callbacks = new ArrayList<String>();
    for (var i = 0; i < 50; i++) {
      callbacks.add(APP.agree(browser, "/oauth/login/bitbucket?return_to=/p" + i, Person.MARA));
    }

    assertThat(browser.cookies).hasSize(5);
    assertThat(callbacks.subList(45, 50))
        .map(callback -> location(browser.get(callback)))
        .containsExactly("/p45", "/p46", "/p47", "/p48", "/p49");
  }

  /** Of the shorter ones three, or four, are just too many. */
  @ParameterizedTest
  @ValueSource(ints = {998, 750, 530})
  @Tag("FLOW-19")
  @Tag("C08")
  void keepsNoMoreThanABrowserAndAProxyTake(int length) {
    var target = "/" + "a".repeat(length);
    var last = "";
    for (var i = 0; i < 5; i++) {
      last = APP.agree(browser, "/oauth/login/bitbucket?return_to=" + target + i, Person.MARA);
    }

    var size =
        browser.cookies.entrySet().stream()
            .mapToInt(c -> (c.getKey() + c.getValue()).length())
            .sum();
    assertThat(size).isLessThanOrEqualTo(3_500);
    assertThat(location(browser.get(last))).isEqualTo(target + "4");
  }

  @Test
  @Tag("FLOW-19")
  @Tag("SESS-08")
  void allCookiesOfOursTogetherAreNoMoreThanOneMayBe() {
    APP.signIn(browser, Person.MARA);
    var begin = "/oauth/login/bitbucket?return_to=/" + "a".repeat(998);
    browser.get(begin);
    var second = location(browser.get(begin));

    browser.get(path(APP.sandbox.cancel(URI.create(second))));
    assertThat(browser.cookies).hasSize(4).containsKeys("social-login", "social-login-problem");
    assertFit(browser);
    var last = APP.agree(browser, begin, Person.MARA);

    assertFit(browser);
    assertThat(location(browser.get(last))).isEqualTo("/" + "a".repeat(998));
  }

  @Test
  @Tag("FLOW-13")
  @Tag("FLOW-19")
  @Tag("SESS-08")
  void norDoALongNameATeamsLongWordsAndALongTargetMakeThemMore() {
    Admission notTwice =
        (profile, user) -> {
          if (user != null) {
            throw LoginException.notAllowed("\ud83e\udd8a".repeat(200));
          }
        };
    var longName = Map.<String, Object>of("social-login.cookie-name", "n".repeat(64));
    try (var app = Running.start(longName, notTwice)) {
      var tabs = app.browser();
      app.signIn(tabs, Person.MARA);
      var link = location(tabs.get("/oauth/link/bitbucket", "Sec-Fetch-Site", "same-origin"));
      tabs.get(path(app.sandbox.agree(URI.create(link), Person.MARA)));
      assertFit(tabs);
      var longest = "/" + "a".repeat(999);
      var refused = app.agree(tabs, "/oauth/login/bitbucket?return_to=" + longest, Person.MARA);
      var running = "";
      for (var i = 0; i < 4; i++) {
        var target = "/tab" + i + "a".repeat(80);
        running = app.agree(tabs, "/oauth/login/bitbucket?return_to=" + target, Person.ALL.get(1));
      }
      assertFit(tabs);

      assertThat(location(tabs.get(refused))).isEqualTo("/login/problem");
      assertFit(tabs);
      assertThat(tabs.get("/login/problem").body()).contains("\ud83e\udd8a".repeat(200));
      app.agree(tabs, "/oauth/login/bitbucket?return_to=" + longest, Person.MARA);
      assertFit(tabs);
      assertThat(location(tabs.get(running))).startsWith("/tab3");
    }
  }

  private static void assertFit(Browser browser) {
    assertThat(
            browser.cookies.entrySet().stream()
                .mapToInt(cookie -> (cookie.getKey() + "=; " + cookie.getValue()).length())
                .sum())
        .isLessThan(4_096);
  }

  @Test
  @Tag("C08")
  void aVeryLongTargetBreaksNoCookie() {
    var start = browser.get("/oauth/login/bitbucket?return_to=/search?q=" + "a".repeat(6_000));

    assertThat(start.statusCode()).isEqualTo(303);
    assertThat(start.headers().allValues("Set-Cookie"))
        .allSatisfy(cookie -> assertThat(cookie).hasSizeLessThanOrEqualTo(4_096));
    var callback = APP.sandbox.agree(URI.create(location(start)), Person.MARA);
    assertThat(location(browser.get(path(callback)))).isEqualTo("/account");
    assertThat(browser.get("/account").statusCode()).isEqualTo(200);
  }

  @Test
  @Tag("FLOW-13")
  void aForgedAnswerLeavesARunningAttemptAlone() {
    var callback = APP.agree(browser, "/oauth/login/bitbucket", Person.MARA);

    browser.get("/oauth/callback/bitbucket?error=access_denied");
    browser.get("/oauth/callback/bitbucket?code=x&state=wrong");
    browser.get("/oauth/callback/nobody?code=x&state=wrong");

    assertThat(location(browser.get(callback))).isEqualTo("/account");
    assertThat(browser.cookies).containsKey("social-login");
  }

  @Test
  @Tag("FLOW-14")
  @Tag("C01")
  void theSameAnswerAgainGoesOnWhereThePersonIsSignedIn() {
    var callback = APP.agree(browser, "/oauth/login/bitbucket", Person.MARA);
    browser.get(callback);
    var session = browser.cookies.get("social-login");

    var again = browser.get(callback);

    assertThat(again.statusCode()).isEqualTo(303);
    assertThat(location(again)).isEqualTo("/account");
    assertThat(browser.cookies.get("social-login")).isEqualTo(session);
    assertThat(APP.sandbox.received(Endpoint.TOKEN)).hasSize(1);
  }

  @Test
  @Tag("FLOW-14")
  @Tag("FLOW-15")
  void theSameAnswerAfterSigningOutSignsNobodyIn() {
    var callback = APP.agree(browser, "/oauth/login/bitbucket", Person.MARA);
    browser.get(callback);
    browser.post("/logout", "", "Sec-Fetch-Site", "same-origin");

    assertThat(location(browser.get(callback))).isEqualTo("/login/problem");

    var page = browser.get("/login/problem");
    assertThat(page.statusCode()).isEqualTo(400);
    assertThat(page.body()).contains("href=\"/oauth/login/bitbucket\"", "Start again");
    assertThat(APP.sandbox.received(Endpoint.TOKEN)).hasSize(1);
  }

  @Test
  @Tag("FLOW-14")
  void anAttemptIsForgottenByACookieOfTheSameKind() {
    var start = browser.get("/oauth/login/bitbucket");
    var kept = start.headers().firstValue("Set-Cookie").orElseThrow();
    var name = kept.substring(0, kept.indexOf('='));
    var state = parameter(location(start), "state");

    var answer = browser.get("/oauth/callback/bitbucket?error=access_denied&state=" + state);

    var attributes = kept.substring(kept.indexOf(';')).replaceFirst("Max-Age=\\d+", "Max-Age=0");
    assertThat(answer.headers().allValues("Set-Cookie"))
        .filteredOn(cookie -> cookie.startsWith(name + "="))
        .singleElement()
        .satisfies(
            cookie ->
                assertThat(withoutExpires(cookie))
                    .isEqualTo(name + "=" + withoutExpires(attributes)));
  }

  private static String withoutExpires(String cookie) {
    return cookie.replaceFirst("; Expires=[^;]+", "");
  }

  @Test
  @Tag("FLOW-15")
  void oneAttemptMakesOneSessionWhateverTheProviderTakesTwice() {
    var callback = APP.agree(browser, "/oauth/login/bitbucket", Person.MARA);
    var copy = APP.browser();
    copy.cookies.putAll(browser.cookies);
    browser.get(callback);
    takeEveryCode();

    var answer = copy.get(callback);

    assertThat(location(answer)).isEqualTo("/login/problem");
    assertThat(copy.get("/login/problem").statusCode()).isEqualTo(400);
    assertThat(copy.cookies).doesNotContainKey("social-login");
  }

  @Test
  @Tag("FLOW-20")
  void twoAnswersAtOnceMakeOneSession() {
    var callback = APP.agree(browser, "/oauth/login/bitbucket", Person.MARA);
    takeEveryCode();
    var copies = Stream.generate(APP::browser).limit(8).toList();
    copies.forEach(copy -> copy.cookies.putAll(browser.cookies));
    var sessions = APP.rows("session");

    var answers =
        copies.stream()
            .map(copy -> CompletableFuture.supplyAsync(() -> copy.get(callback)))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .map(HttpResponse::statusCode)
            .toList();

    assertThat(answers).containsOnly(303);
    assertThat(APP.rows("session")).isEqualTo(sessions + 1);
    assertThat(copies).filteredOn(copy -> copy.cookies.containsKey("social-login")).hasSize(1);
    assertThat(copies)
        .filteredOn(copy -> !copy.cookies.containsKey("social-login"))
        .allSatisfy(
            copy -> {
              var page = copy.get("/login/problem");
              assertThat(page.statusCode()).isEqualTo(400);
              assertThat(page.body()).contains("Start again");
            });
  }

  @Test
  @Tag("FLOW-20")
  void whoIsSignedInByThenGoesOnFromTheProblem() {
    var callback = APP.agree(browser, "/oauth/login/bitbucket", Person.MARA);
    var copy = APP.browser();
    copy.cookies.putAll(browser.cookies);
    browser.get(callback);
    copy.get(callback);

    // One browser has both answers' cookies.
    browser.cookies.put("social-login-problem", copy.cookies.get("social-login-problem"));

    assertThat(location(browser.get("/login/problem"))).isEqualTo("/account");
  }

  @Test
  @Tag("C14")
  void aBrowserThatKeepsNoCookieOfTheProblemHearsOfIt() {
    var page = browser.get("/login/problem", "Sec-Fetch-Site", "cross-site");
    assertThat(page.statusCode()).isEqualTo(400);
    assertThat(page.body()).contains("allow cookies for localhost");

    assertThat(location(browser.get("/login/problem"))).isEqualTo("/login");
    APP.signIn(browser, Person.MARA);
    assertThat(location(browser.get("/login/problem", "Sec-Fetch-Site", "cross-site")))
        .isEqualTo("/login");
  }

  @Test
  @Timeout(30)
  @Tag("FLOW-20")
  void whoLostTheConnectionMeanwhileIsOneClickFromANewStart() throws Exception {
    var callback = APP.agree(browser, "/oauth/login/bitbucket", Person.MARA);
    var sessions = APP.rows("session");
    sendAndHangUp(callback);
    while (APP.rows("session") == sessions) {
      Thread.onSpinWait();
    }

    assertThat(location(browser.get(callback))).isEqualTo("/login/problem");

    var page = browser.get("/login/problem");
    assertThat(page.statusCode()).isEqualTo(400);
    assertThat(page.body()).contains("href=\"/oauth/login/bitbucket\"", "Start again");
    assertThat(location(APP.signIn(browser, Person.MARA))).isEqualTo("/account");
  }

  private void sendAndHangUp(String callback) throws IOException {
    var cookie = browser.cookies.entrySet().iterator().next();
    var request =
        "GET "
            + callback
            + " HTTP/1.1\r\nHost: localhost\r\nCookie: "
            + cookie.getKey()
            + '='
            + cookie.getValue()
            + "\r\n\r\n";
    try (var socket = new Socket("localhost", APP.base.getPort())) {
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
    }
  }

  private static void takeEveryCode() {
    APP.sandbox.answer(
        Endpoint.TOKEN, Answer.json("{\"access_token\":\"again\",\"token_type\":\"bearer\"}"));
    APP.sandbox.answer(
        Endpoint.USER,
        Answer.json("{\"type\":\"user\",\"uuid\":\"{00000000-0000-4000-8000-000000000001}\"}"));
    APP.sandbox.answer(Endpoint.EMAILS, Answer.json("{\"values\":[]}"));
  }

  @Test
  @Tag("FLOW-21")
  @Tag("WEB-15")
  @Tag("C02")
  void onlyANavigationTakesAnAnswer() {
    APP.signIn(browser, Person.MARA);
    APP.sandbox.reset();
    var callback = APP.agree(browser, "/oauth/login/bitbucket", Person.MARA);
    var paths =
        List.of(
            callback,
            "/oauth/login/bitbucket",
            "/oauth/link/bitbucket",
            "/oauth/confirm/bitbucket");

    for (var method : List.of("HEAD", "OPTIONS")) {
      for (var path : paths) {
        var answer = browser.send(method, path, "", "Sec-Fetch-Site", "same-origin");
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.body()).as(method).isEmpty();
        assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
      }
    }
    assertThat(APP.browser().send("HEAD", "/login", "").statusCode()).isEqualTo(200);
    for (var header :
        new String[][] {
          {"Sec-Purpose", "prefetch"},
          {"Sec-Purpose", "prefetch;prerender"},
          {"Purpose", "prefetch"},
          {"Purpose", "preview"},
          {"X-Moz", "prefetch"},
          {"Sec-Fetch-Dest", "image"},
          {"Sec-Fetch-Dest", "script"},
          {"Sec-Fetch-Dest", "empty"},
          {"Sec-Fetch-Dest", "iframe"},
          {"Sec-Fetch-Dest", "object"},
          {"Sec-Fetch-Mode", "no-cors"}
        }) {
      for (var path : paths) {
        var answer = browser.get(path, "Sec-Fetch-Site", "same-origin", header[0], header[1]);
        assertThat(answer.statusCode()).as(path + ' ' + header[1]).isEqualTo(503);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
      }
    }

    assertThat(APP.sandbox.received(Endpoint.TOKEN)).isEmpty();
    assertThat(location(browser.get(callback))).isEqualTo("/account");
  }

  @Test
  @Tag("FLOW-38")
  void nobodyIsSentToAProviderByAnotherSitesLinkOrForm() {
    for (var site : List.of("cross-site", "same-site")) {
      for (var answer :
          List.of(
              browser.get("/oauth/login/bitbucket?return_to=/docs", "Sec-Fetch-Site", site),
              browser.post(
                  "/oauth/login/bitbucket",
                  "return_to=/docs",
                  "Sec-Fetch-Site",
                  site,
                  "Origin",
                  "https://evil.example"))) {
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
        assertThat(answer.body())
            .contains("Another website sent you here. Choose how to sign in.")
            .contains("href=\"/oauth/login/bitbucket?return_to=%2Fdocs\"");
      }
    }
    for (var site : List.of("same-origin", "none")) {
      assertThat(browser.get("/oauth/login/bitbucket", "Sec-Fetch-Site", site).statusCode())
          .isEqualTo(303);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "same-site, same-site, 303",
    "same-site, cross-site, 200",
    "any, same-site, 303",
    "any, cross-site, 303"
  })
  @Tag("FLOW-38")
  void anOperatorMayTrustOtherSitesLinks(String trusted, String site, int status) {
    try (var app = Running.start(Map.of("social-login.start-from", trusted))) {
      var byLink = app.browser().get("/oauth/login/bitbucket", "Sec-Fetch-Site", site);
      assertThat(byLink.statusCode()).isEqualTo(status);
      var byForm = app.browser().post("/oauth/login/bitbucket", "a=b", "Sec-Fetch-Site", site);
      assertThat(byForm.statusCode()).isEqualTo(status);
    }
  }

  @Test
  @Tag("FLOW-24")
  void aFormThatStartsIsLeftBy303AndNotKept() {
    var start = browser.post("/oauth/login/bitbucket", "return_to=/docs");

    assertThat(start.statusCode()).isEqualTo(303);
    assertThat(start.headers().firstValue("Cache-Control")).contains("no-store");
    var callback = APP.sandbox.agree(URI.create(location(start)), Person.MARA);
    assertThat(location(browser.get(path(callback)))).isEqualTo("/docs");
  }

  @Test
  @Tag("FLOW-23")
  void nobodyAddsToTheAuthorizationRequest() {
    var plain = location(browser.get("/oauth/login/bitbucket"));
    var start =
        location(
            browser.get(
                "/oauth/login/bitbucket?scope=admin&redirect_uri=//evil.example&state=x"
                    + "&client_id=y&response_type=token&code_challenge_method=plain&prompt=none"));

    assertThat(withoutChance(start)).isEqualTo(withoutChance(plain));
  }

  private static String withoutChance(String request) {
    return request.replaceAll("(state|code_challenge)=[A-Za-z0-9_-]{43}(?=&)", "$1=");
  }

  private static String path(URI callback) {
    return callback.getRawPath() + '?' + callback.getRawQuery();
  }
}
