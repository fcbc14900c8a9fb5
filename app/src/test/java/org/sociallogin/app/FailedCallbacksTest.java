package org.sociallogin.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;
import static org.sociallogin.app.Browser.location;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sociallogin.sandbox.Answer;
import org.sociallogin.sandbox.Endpoint;
import org.sociallogin.sandbox.Person;

/** Who fails too often waits, and nobody else does. Each test has client addresses of its own. */
@Tag("OPS-08")
class FailedCallbacksTest {

  private static final int MOST = 5;
  private static final String STRAY = "/oauth/callback/bitbucket?code=c&state=s";

  @RegisterExtension
  static final Running APP =
      Running.start(
          Map.of(
              "social-login.failed-callbacks",
              MOST,
              "social-login.trusted-proxies",
              "127.0.0.0/8, ::1"));

  @Test
  void whoFailsTooOftenIsToldToWait() {
    flood("192.0.2.1");
    var browser = APP.browser();

    var answer = browser.get(STRAY, from("192.0.2.1"));
    assertThat(location(answer)).isEqualTo("/login/problem");
    var page = browser.get("/login/problem", from("192.0.2.1"));
    assertThat(page.statusCode()).isEqualTo(429);
    assertThat(page.headers().firstValue("Retry-After")).contains("60");
    assertThat(page.body())
        .contains("<h1>Wait a moment</h1>")
        .contains("There were many sign-in attempts from your network.")
        .contains("href=\"/login\"");

    var json =
        APP.browser()
            .get(STRAY, "X-Forwarded-For", "192.0.2.1", "Accept", "application/problem+json");
    assertThat(json.statusCode()).isEqualTo(429);
    assertThat(json.headers().firstValue("Retry-After")).contains("60");
    assertThat(json.body()).contains("/problems/too-many-attempts\"");
  }

  @Test
  void whoChangesTheAccountIsToldToWaitWhereItBegan() {
    var browser = APP.browser();
    APP.signIn(browser, Person.MARA);
    var start = browser.get("/oauth/link/bitbucket", "Sec-Fetch-Site", "same-origin");
    var callback = APP.sandbox.agree(URI.create(location(start)), Person.ALL.get(1));
    flood("192.0.2.11");

    var answer =
        browser.get(callback.getRawPath() + '?' + callback.getRawQuery(), from("192.0.2.11"));

    assertThat(location(answer)).isEqualTo("/account");
    assertThat(browser.get("/account").body()).contains("Wait a moment");
  }

  @Test
  void aCallbackThatHasToWaitAsksNoProvider() {
    var browser = APP.browser();
    var callback = APP.agree(browser, "/oauth/login/bitbucket", Person.MARA);
    flood("192.0.2.2");

    assertThat(location(browser.get(callback, from("192.0.2.2")))).isEqualTo("/login/problem");

    assertThat(APP.sandbox.received(Endpoint.TOKEN)).isEmpty();
    assertThat(browser.cookies).containsOnlyKeys("social-login-problem");
  }

  @Test
  void anotherAddressIsNotHeldUp() {
    flood("192.0.2.3");

    assertThat(signIn("192.0.2.4")).isEqualTo("/account");
  }

  @Test
  @Tag("OPS-09")
  void whatTheClientItselfSaysOfItsAddressDoesNotCount() {
    for (var i = 0; i < MOST; i++) {
      assertThat(status("10.0.0." + i + ", 192.0.2.5")).isEqualTo(400);
    }

    assertThat(status("10.0.0.99, 192.0.2.5")).isEqualTo(429);
  }

  @Test
  @Tag("OPS-09")
  void withoutAProxyOfOursNoForwardedAddressCounts() {
    try (var app = Running.start(Map.of("social-login.failed-callbacks", 1))) {
      var json = new String[] {"X-Forwarded-For", "192.0.2.6", "Accept", "application/json"};
      assertThat(app.browser().get(STRAY, json).statusCode()).isEqualTo(400);

      json[1] = "192.0.2.7";
      assertThat(app.browser().get(STRAY, json).statusCode()).isEqualTo(429);
    }
  }

  @Test
  void addressesOfOneIpv6NetworkAreOneClient() {
    for (var i = 0; i < MOST; i++) {
      assertThat(status("2001:db8:1:2:" + i + "::1")).isEqualTo(400);
    }

    assertThat(status("2001:db8:1:2:ffff::1")).isEqualTo(429);
    assertThat(status("2001:db8:1:3::1")).isEqualTo(400);
  }

  @Test
  void whoSignsInIsNeverCounted() {
    for (var i = 0; i < 2 * MOST; i++) {
      assertThat(signIn("192.0.2.8")).isEqualTo("/account");
    }
  }

  @Test
  void whatIsNoNavigationIsNotCounted() {
    for (var i = 0; i < 2 * MOST; i++) {
      var browser = APP.browser();
      browser.send("HEAD", STRAY, "", from("192.0.2.9"));
      browser.get(STRAY, "X-Forwarded-For", "192.0.2.9", "Sec-Purpose", "prefetch");
      browser.post(STRAY, "a=b", from("192.0.2.9"));
    }

    assertThat(status("192.0.2.9")).isEqualTo(400);
  }

  @Test
  void whatTheProviderDoesWrongIsNotCounted() {
    APP.sandbox.answer(Endpoint.TOKEN, Answer.page(500, "Out of order"));
    for (var i = 0; i < 2 * MOST; i++) {
      assertThat(signIn("192.0.2.10")).isEqualTo("/login/problem");
    }
    APP.sandbox.reset();

    assertThat(signIn("192.0.2.10")).isEqualTo("/account");
  }

  @Test
  void thirtyMayFailAMinuteAndThirtyMoreTheNext() {
    var minute = Instant.now();
    Clock clock = mock();
    when(clock.instant()).thenReturn(minute);
    try (var app = Running.start(Map.of(), clock)) {
      assertThat(answers(app, 31)).startsWith(400).containsOnlyOnce(429).endsWith(429);

      when(clock.instant()).thenReturn(minute.plusSeconds(60));
      assertThat(answers(app, 31)).startsWith(400).containsOnlyOnce(429).endsWith(429);
    }
  }

  private static List<Integer> answers(Running app, int count) {
    return Stream.generate(() -> app.browser().get(STRAY, "Accept", "application/json"))
        .limit(count)
        .map(HttpResponse::statusCode)
        .toList();
  }

  private static void flood(String address) {
    for (var i = 0; i < MOST; i++) {
      assertThat(status(address)).isEqualTo(400);
    }
  }

  private static int status(String forwarded) {
    return APP.browser()
        .get(STRAY, "X-Forwarded-For", forwarded, "Accept", "application/json")
        .statusCode();
  }

  private static String signIn(String address) {
    var browser = APP.browser();
    var callback = APP.agree(browser, "/oauth/login/bitbucket", Person.MARA);
    return location(browser.get(callback, from(address)));
  }

  private static String[] from(String address) {
    return new String[] {"X-Forwarded-For", address};
  }
}
