package org.sociallogin.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.sociallogin.app.Browser.location;
import static org.sociallogin.app.Browser.parameter;

import ch.qos.logback.classic.Level;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sociallogin.sandbox.Endpoint;
import org.sociallogin.sandbox.Person;

/** What comes back from a provider, or from somebody who says so, and is not what it should be. */
class HostileAnswersTest {

  @RegisterExtension
  static final Running APP = Running.start(Map.of("social-login.failed-callbacks", 1_000_000));

  private final Browser browser = APP.browser();

  @RegisterExtension final Logged log = new Logged();

  static Stream<Arguments> answers() {
    var lure = "<script>alert(1)</script> CALL 000-0000\r\n\u001b[31m\u202e\u2028";
    return Stream.of(
        refused("code=c&code=d&state=%s", "response-invalid", "For your safety"),
        refused("code=c&code=c&state=%s", "response-invalid", "For your safety"),
        refused("%%63ode=c&code=d&state=%s", "response-invalid", "For your safety"),
        refused("code=c&state=%s&state=x", "response-invalid", "For your safety"),
        refused("code=c&state=%s" + others(62) + "&code=d", "response-invalid", "For your safety"),
        refused("code=c&state=%s" + others(500), "response-invalid", "For your safety"),
        refused("code=c&iss=a&iss=b&state=%s", "response-invalid", "For your safety"),
        refused("code=c&error=e&state=%s", "response-invalid", "For your safety"),
        refused("state=%s", "response-invalid", "For your safety"),
        refused("code=&state=%s", "response-invalid", "For your safety"),
        refused("code=%%20&state=%s", "response-invalid", "For your safety"),
        refused("error=&state=%s", "response-invalid", "For your safety"),
        refused("code=" + "c".repeat(4_097) + "&state=%s", "response-invalid", "For your safety"),
        refused("error=access_denied&state=%s", "access-denied", "Sign-in cancelled"),
        refused("error=server_error&state=%s", "provider-unavailable", "is not answering"),
        refused(
            "error=temporarily_unavailable&state=%s", "provider-unavailable", "is not answering"),
        refused("error=invalid_scope&state=%s", "provider-refused", "have to fix this"),
        refused("error=ACCESS_DENIED&state=%s", "provider-refused", "have to fix this"),
        refused(
            "error=x&error_uri=https://evil.example&error_description="
                + URLEncoder.encode(lure, UTF_8).replace("%", "%%")
                + "&state=%s",
            "provider-refused",
            "have to fix this"),
        refused(
            "error=" + URLEncoder.encode(lure, UTF_8).replace("%", "%%") + "&state=%s",
            "provider-refused",
            "have to fix this"),
        refused(
            "error=x&error_description=" + "CALL".repeat(2_000) + "&state=%s",
            "provider-refused",
            "have to fix this"),
        refused("code=c&state=", "attempt-missing", "no longer knows"),
        refused("code=c", "attempt-missing", "no longer knows"),
        refused("", "attempt-missing", "no longer knows"),
        refused("code=c&state=%sx", "attempt-missing", "no longer knows"),
        refused("code=c&state=%%20%s", "attempt-missing", "no longer knows"),
        refused("error=access_denied&error_description=CALL+000", "attempt-missing", "no longer"),
        refused(
            "error=x&error_description="
                + URLEncoder.encode(lure, UTF_8).replace("%", "%%")
                + "&state=x",
            "attempt-missing",
            "no longer knows"));
  }

  private static String others(int count) {
    return IntStream.range(0, count).mapToObj(i -> "&p" + i + "=v").collect(joining());
  }

  private static Arguments refused(String query, String code, String words) {
    return Arguments.of(query, code, words);
  }

  @ParameterizedTest(name = "{index} {1}")
  @MethodSource("answers")
  @Tag("FLOW-03")
  @Tag("FLOW-05")
  @Tag("FLOW-09")
  @Tag("FLOW-10")
  @Tag("FLOW-11")
  @Tag("FLOW-12")
  @Tag("OPS-03")
  @Tag("OPS-11")
  @Tag("C05")
  @Tag("C07")
  void isRefusedInPlainWordsAndOneLine(String query, String code, String words) {
    var state = start();

    var answer = browser.get("/oauth/callback/bitbucket?" + String.format(query, state));

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(location(answer)).isEqualTo("/login/problem");
    assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
    assertThat(log.events()).hasSize(1);
    var event = log.events().get(0);
    assertThat(event.getFormattedMessage())
        .startsWith(code + " provider=bitbucket reference=")
        .hasSizeLessThan(500)
        .doesNotContain(state)
        .doesNotContainPattern("[\\p{Cntrl}\u2028\u202e]");
    assertThat(event.getThrowableProxy()).isNull();
    var page = browser.get("/login/problem").body();
    assertThat(page)
        .contains(words)
        .contains(Logged.reference(event.getFormattedMessage()))
        .doesNotContain("<script", "CALL", "evil.example", state);
    assertThat(APP.sandbox.received(Endpoint.TOKEN)).isEmpty();
    assertThat(browser.cookies).doesNotContainKey("social-login");
  }

  @ParameterizedTest
  @CsvSource({
    "a;b, a%3Bb",
    "4%2F0AbC-d_e.f, 4%2F0AbC-d_e.f",
    "4/0AbC-d_e.f, 4%2F0AbC-d_e.f",
    "a%252Fb%2Bc+d, a%252Fb%2Bc+d"
  })
  @Tag("FLOW-09")
  @Tag("C04")
  void aCodeArrivesWholeAndEncodedOnce(String sent, String asked) {
    browser.get("/oauth/callback/bitbucket?code=" + sent + "&state=" + start());

    assertThat(APP.sandbox.received(Endpoint.TOKEN))
        .singleElement()
        .satisfies(request -> assertThat(request.body()).contains("&code=" + asked + "&"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nobody", "Bitbucket", "BITBUCKET", "bitbucket%20", "bitb%C3%BCcket"})
  @Tag("C53")
  @Tag("WEB-16")
  void isRefusedWhereNoProviderIs(String name) {
    var state = start();

    var answer = browser.get("/oauth/callback/" + name + "?code=c&state=" + state);

    assertThat(location(answer)).isEqualTo("/login/problem");
    var page = browser.get("/login/problem");
    assertThat(page.statusCode()).isEqualTo(404);
    assertThat(page.body())
        .contains("<h1>Choose another way to sign in</h1>")
        .doesNotContain('/' + name, URLDecoder.decode(name, UTF_8) + "<", "nobody", "b\u00fccket");
    assertThat(APP.sandbox.received(Endpoint.TOKEN)).isEmpty();
  }

  static Stream<Arguments> edits() {
    return Stream.of(
        edit(value -> ""),
        edit(value -> "1"),
        edit(value -> "."),
        edit(value -> ".".repeat(6)),
        edit(value -> "x".repeat(12_000)),
        edit(value -> value.replaceFirst("1", "2")),
        edit(value -> value.replaceFirst("bitbucket", "nobody")),
        edit(value -> value.replaceFirst("bitbucket", "BITBUCKET")),
        edit(value -> value.substring(1)),
        edit(value -> value.substring(0, value.lastIndexOf('.'))),
        edit(value -> value + ".more"),
        part(2, "short"),
        part(2, "a".repeat(129)),
        part(3, ""),
        part(3, "%00".repeat(43)),
        part(4, "é".repeat(43)),
        part(5, ""),
        part(5, "soon"),
        part(5, "99999999999999999999"),
        part(5, String.valueOf(Long.MAX_VALUE)),
        part(5, String.valueOf(Long.MIN_VALUE)),
        part(6, "*"),
        part(6, "/w"),
        part(6, "gA"),
        part(6, ""));
  }

  private static Arguments edit(UnaryOperator<String> edit) {
    return Arguments.of(edit);
  }

  private static Arguments part(int index, String value) {
    return edit(
        cookie -> {
          var parts = cookie.split("\\.");
          parts[index] = value;
          return String.join(".", parts);
        });
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("edits")
  @Tag("FLOW-17")
  void ofAnAttemptThatWasEditedIsOfNone(UnaryOperator<String> edit) {
    var callback = APP.agree(browser, "/oauth/login/bitbucket", Person.MARA);
    browser.cookies.replaceAll((name, value) -> edit.apply(value));

    assertThat(location(browser.get(callback))).isEqualTo("/login/problem");

    assertThat(browser.cookies).containsOnlyKeys("social-login-problem");
    var page = browser.get("/login/problem");
    assertThat(page.statusCode()).isEqualTo(400);
    assertThat(page.body()).contains("This browser no longer knows the sign-in you began.");
    assertThat(APP.sandbox.received(Endpoint.TOKEN)).isEmpty();
    assertThat(location(APP.signIn(browser, Person.MARA))).isEqualTo("/account");
  }

  @Test
  @Tag("FLOW-03")
  @Tag("FLOW-17")
  void ofAnAttemptWithAnotherStateInsideIsRefused() {
    var callback = APP.agree(browser, "/oauth/login/bitbucket", Person.MARA);
    browser.cookies.replaceAll(
        (name, value) -> value.replaceFirst("(1\\.bitbucket\\.)[^.]+", "$1" + "s".repeat(43)));

    assertThat(location(browser.get(callback))).isEqualTo("/login/problem");

    assertThat(browser.get("/login/problem").body()).contains("For your safety");
    assertThat(APP.sandbox.received(Endpoint.TOKEN)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "-660, That took too long",
    "-603, That took too long",
    "120, This browser no longer knows",
    "64, This browser no longer knows"
  })
  @Tag("FLOW-16")
  void ofAnAttemptTooOldOrFromTheFutureIsRefused(int seconds, String words) {
    var callback = begun(seconds);

    assertThat(location(browser.get(callback))).isEqualTo("/login/problem");

    var page = browser.get("/login/problem");
    assertThat(page.statusCode()).isEqualTo(400);
    assertThat(page.body()).contains(words).contains("href=\"/oauth/login/bitbucket\"");
    assertThat(APP.sandbox.received(Endpoint.TOKEN)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {-590, 30})
  @Tag("FLOW-16")
  @Tag("OPS-14")
  void ofAnAttemptThatAnotherClockTimedIsGood(int seconds) {
    assertThat(location(browser.get(begun(seconds)))).isEqualTo("/account");
  }

  /** The callback of an attempt that began so many seconds from now. */
  private String begun(int seconds) {
    var callback = APP.agree(browser, "/oauth/login/bitbucket", Person.MARA);
    var then = String.valueOf(Instant.now().plusSeconds(seconds).getEpochSecond());
    browser.cookies.replaceAll(
        (name, value) -> value.replaceFirst("\\.\\d{10}\\.", "." + then + "."));
    return callback;
  }

  @Test
  @Tag("C03")
  @Tag("FLOW-28")
  void mayHaveFurtherParametersAndTokensThatNobodyReads() {
    var callback = APP.agree(browser, "/oauth/login/bitbucket", Person.MARA);

    var answer =
        browser.get(
            callback
                + "&session_state=9f.1&authuser=0&hd=example.test&prompt=consent"
                + "&scope=account+email&access_token=forged&id_token=forged&token_type=bearer");

    assertThat(location(answer)).isEqualTo("/account");
    assertThat(APP.sandbox.received(Endpoint.USER).get(0).headers().get("Authorization"))
        .doesNotContain("forged");
  }

  @Test
  @Tag("C03")
  void mayHaveFurtherParametersBesideAnError() {
    var state = start();

    browser.get("/oauth/callback/bitbucket?session_state=9&error=access_denied&state=" + state);

    assertThat(browser.get("/login/problem").body()).contains("<h1>Sign-in cancelled</h1>");
  }

  @Test
  @Tag("OPS-06")
  void isNotRepeatedInWhatTheFrameworkRefuses() {
    var secret = "canary-4f1d";
    var paths =
        List.of(
            "/oauth/callback/bitbucket/x?code=" + secret,
            "/oauth/callback?code=" + secret,
            "/oauth/callback/bitbucket?code=" + secret + "&x=%zz",
            "/oauth/callback/bitbucket?code=" + secret + "a".repeat(20_000));
    for (var accept : List.of("text/html", "application/json")) {
      for (var path : paths) {
        var answer =
            APP.raw(
                "GET "
                    + path
                    + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept: "
                    + accept
                    + "\r\n\r\n");
        assertThat(answer)
            .as(path.substring(0, 32))
            .containsPattern("^HTTP/1\\.[01] 4")
            .doesNotContain(secret);
      }
      var post = browser.post("/oauth/callback/bitbucket?code=" + secret, "a=b", "Accept", accept);
      assertThat(post.statusCode()).isEqualTo(405);
      assertThat(post.body()).doesNotContain(secret);
    }
    assertThat(log.events())
        .allSatisfy(event -> assertThat(event.toString()).doesNotContain(secret));
  }

  @Test
  @Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
  @Tag("OPS-06")
  void isNotRepeatedInAnAccessLogWhereOneIsKept() {
    try (var app = Running.start(Map.of("micronaut.server.netty.access-logger.enabled", true))) {
      log.forget();

      app.browser().get("/oauth/callback/bitbucket?code=canary-4f1d&state=canary-4f1d");
      app.browser().get("/login");
      while (log.events().size() < 3) {
        Thread.onSpinWait(); // a line is written once its answer has been sent
      }

      assertThat(log.lines())
          .noneMatch(line -> line.contains("canary-4f1d"))
          .anyMatch(line -> line.contains("\"GET /oauth/callback/bitbucket HTTP/1.1\" 303 "))
          .anyMatch(line -> line.contains("\"GET /login HTTP/1.1\" 200 "));
    }
  }

  @Test
  @Tag("OPS-10")
  @Tag("OPS-11")
  @Tag("SESS-18")
  void leavesNothingBehindHoweverMuchOfItComes() {
    APP.signIn(browser, Person.MARA);
    var users = APP.rows("user");
    var sessions = APP.rows("session");
    APP.sandbox.reset();
    log.forget();

    for (var i = 0; i < 300; i++) {
      APP.browser().get("/oauth/login/bitbucket");
      APP.browser().get("/oauth/callback/bitbucket?code=c" + i + "&state=" + "s".repeat(43));
    }

    assertThat(APP.rows("user")).isEqualTo(users);
    assertThat(APP.rows("session")).isEqualTo(sessions);
    assertThat(APP.sandbox.received(Endpoint.TOKEN)).isEmpty();
    assertThat(log.events()).hasSize(300);
    assertThat(log.events())
        .allSatisfy(
            event -> {
              assertThat(event.getLevel()).isEqualTo(Level.INFO);
              assertThat(event.getThrowableProxy()).isNull();
            });
  }

  private String start() {
    return parameter(location(browser.get("/oauth/login/bitbucket")), "state");
  }
}
