package org.sociallogin.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.sociallogin.app.Browser.location;

import java.net.URI;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sociallogin.sandbox.Person;

/** Where a sign-in leads, whatever was asked for and by whatever way it came. */
@Tag("WEB-01")
class ReturnToTest {

  /** What some check somewhere has taken for a path of its own origin, and ways into the flow. */
  static final String[] HOSTILE = {
    "https://evil.example",
    "HTTPS://evil.example",
    "//evil.example",
    "///evil.example",
    "////evil.example/..",
    "/\\evil.example",
    "\\/evil.example",
    "\\\\evil.example",
    "/%5Cevil.example",
    "/a/../\\evil.example",
    "/a/../%5cevil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r/evil.example",
    "/\u000b/evil.example",
    "/%0b/evil.example",
    "/%09/evil.example",
    "/%0a/evil.example",
    "/%0d/evil.example",
    "/\t\\evil.example",
    "/\t\t/evil.example",
    "/\0/evil.example",
    "/%00/evil.example",
    "/%01/evil.example",
    "/\u0001/evil.example",
    " //evil.example",
    "/ /evil.example",
    "/\u00a0/evil.example",
    "/.//evil.example",
    "/a/..//evil.example",
    "/./\\evil.example",
    "/..//evil.example",
    "/%2e//evil.example",
    "http:evil.example",
    "https:/evil.example",
    "http:\\\\evil.example",
    "javascript:alert(1)",
    "JaVa\nscript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "@evil.example",
    ".evil.example",
    ":80@evil.example",
    "https://app.example@evil.example",
    "https://app.example.evil.example",
    "https://evilapp.example",
    "%2f%2fevil.example",
    "/%2fevil.example",
    "/%2f%2fevil.example",
    "/%252f%252fevil.example",
    "//evil\u3002example",
    "//evil\uff0eexample",
    "//evil\uff61example",
    "\uff0f\uff0fevil.example",
    "//evil.example\uff03@app.example",
    "/a%0d%0aSet-Cookie:x=1",
    "/a\r\nSet-Cookie: x=1",
    "//[::1]/",
    "//2130706433/",
    "/" + "a".repeat(1_000),
    "/" + "a".repeat(10_000),
    "/login",
    "/login?return_to=%2Fdocs",
    "/login/problem",
    "/%6Cogin",
    "/a/../login",
    "/login;x=y",
    "/logout",
    "/oauth/login/x",
    "/oauth/callback/x?code=y&state=z",
  };

  @RegisterExtension
  static final Running APP = Running.start(Map.of("social-login.failed-callbacks", 1_000_000));

  @Test
  @Tag("C09")
  @Tag("C12")
  void noHostileTargetIsTakenFromTheQuery() {
    var softly = new SoftAssertions();
    for (var target : HOSTILE) {
      var browser = APP.browser();
      var start = browser.get("/oauth/login/bitbucket?return_to=" + encoded(target));
      softly.assertThat(end(browser, location(start))).as(target).isEqualTo("/account");
    }
    softly.assertAll();
  }

  @Test
  void noHostileTargetIsTakenFromAForm() {
    var softly = new SoftAssertions();
    for (var target : HOSTILE) {
      var browser = APP.browser();
      var start =
          browser.post(
              "/oauth/login/bitbucket",
              "return_to=" + encoded(target),
              "Sec-Fetch-Site",
              "same-origin");
      softly.assertThat(end(browser, location(start))).as(target).isEqualTo("/account");
    }
    softly.assertAll();
  }

  @Test
  void noHostileTargetIsTakenFromTheSignInPage() {
    var softly = new SoftAssertions();
    for (var target : HOSTILE) {
      var page = APP.browser().get("/login?return_to=" + encoded(target)).body();
      softly.assertThat(page).as(target).contains("href=\"/oauth/login/bitbucket\"");
    }
    softly.assertAll();
  }

  @Test
  void noHostileTargetIsTakenFromAnAttemptThatWasEdited() {
    assertThat(endOfAnAttemptEditedTo("/other")).isEqualTo("/other");

    var softly = new SoftAssertions();
    for (var target : HOSTILE) {
      softly
          .assertThat(endOfAnAttemptEditedTo(target))
          .as(target)
          .isIn("/account", "/login/problem");
    }
    softly.assertAll();
  }

  private static String endOfAnAttemptEditedTo(String target) {
    var browser = APP.browser();
    var start = browser.get("/oauth/login/bitbucket?return_to=/docs");
    browser.cookies.replaceAll(
        (name, value) -> value.substring(0, value.lastIndexOf('.') + 1) + base64(target));
    return end(browser, location(start));
  }

  @Test
  @Tag("C05")
  void severalTargetsAreAsGoodAsNone() {
    for (var several :
        new String[] {
          "/a&return_to=//evil.example", "//evil.example&return_to=/a", "/a&return_to=/a"
        }) {
      var byQuery = APP.browser();
      var query = byQuery.get("/oauth/login/bitbucket?return_to=" + several);
      assertThat(end(byQuery, location(query))).as(several).isEqualTo("/account");

      var byForm = APP.browser();
      var form =
          byForm.post(
              "/oauth/login/bitbucket", "return_to=" + several, "Sec-Fetch-Site", "same-origin");
      assertThat(end(byForm, location(form))).as(several).isEqualTo("/account");
    }
    var byBoth = APP.browser();
    var both =
        byBoth.post(
            "/oauth/login/bitbucket?return_to=/a", "return_to=/b", "Sec-Fetch-Site", "same-origin");
    assertThat(end(byBoth, location(both))).isEqualTo("/account");
  }

  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/a?b=c#d, /a?b=c#d",
    "/a?next=https://x.example/, /a?next=https://x.example/",
    "/caf%C3%A9, /caf%C3%A9",
    "/a//b, /a//b",
    "/;@evil.example, /;@evil.example",
    "/loginx, /loginx",
    "/završi, /zavr%C5%A1i",
    "/\u012f/evil, /%C4%AF/evil",
    "/\u015cevil, /%C5%9Cevil",
    "/a\u010a\u010dX:y, /a%C4%8A%C4%8DX:y"
  })
  @Tag("C10")
  @Tag("C11")
  void aGoodTargetIsKeptByEveryWay(String target, String kept) {
    var byQuery = APP.browser();
    var query = byQuery.get("/oauth/login/bitbucket?return_to=" + encoded(target));
    assertThat(end(byQuery, location(query))).isEqualTo(kept);

    var byForm = APP.browser();
    var form =
        byForm.post(
            "/oauth/login/bitbucket",
            "return_to=" + encoded(target),
            "Sec-Fetch-Site",
            "same-origin");
    assertThat(end(byForm, location(form))).isEqualTo(kept);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/;@evil.example", "/docs;v=1", "/docs?a=1;b=2"})
  @Tag("C10")
  void aSemicolonEndsNoTarget(String target) {
    var browser = APP.browser();

    var start = browser.get("/oauth/login/bitbucket?return_to=" + target);

    assertThat(end(browser, location(start))).isEqualTo(target);
  }

  @Test
  void whoIsSignedInGoesOnFromTheSignInPageByTheSameRule() {
    var browser = APP.browser();
    APP.signIn(browser, Person.MARA);

    for (var target : HOSTILE) {
      var answer = browser.get("/login?return_to=" + encoded(target));
      assertThat(location(answer)).as(target).isEqualTo("/account");
    }
    assertThat(location(browser.get("/login?return_to=/docs"))).isEqualTo("/docs");
  }

  /** Where the browser is sent in the end that was sent to the provider. */
  private static String end(Browser browser, String authorizationRequest) {
    var callback = APP.sandbox.agree(URI.create(authorizationRequest), Person.MARA);
    return location(browser.get(callback.getRawPath() + '?' + callback.getRawQuery()));
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, UTF_8);
  }

  private static String base64(String value) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(value.getBytes(UTF_8));
  }
}
