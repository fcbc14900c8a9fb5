package org.sociallogin.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.sociallogin.app.Chromium.button;
import static org.sociallogin.app.Chromium.link;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Frame;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route.FulfillOptions;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.LoadState;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sociallogin.sandbox.Endpoint;
import org.sociallogin.sandbox.Person;

/** What other sites, and people in a hurry, have a real browser do to us. */
@Tag("once")
@EnabledIf(
    value = "org.sociallogin.app.Chromium#isThere",
    disabledReason = "browser tests skipped: there is no Chromium (apt-get install chromium)")
class HostileBrowserTest {

  private static final String WAY = "Continue with Bitbucket (sandbox)";
  private static final String START = "/oauth/login/bitbucket";

  private static Running app;
  private static Chromium chromium;
  private static OtherSite other;
  private static TestIssuer issuer;

  private BrowserContext context;
  private Page page;

  @BeforeAll
  static void start() {
    issuer = new TestIssuer(0, Map.of("sub", "ada", "name", "Ada Example"));
    app =
        Running.start(
            Map.of(
                "social-login.failed-callbacks", 1_000,
                "micronaut.security.oauth2.clients.acme.client-id", "id1",
                "micronaut.security.oauth2.clients.acme.client-secret", "secret1",
                "micronaut.security.oauth2.clients.acme.openid.issuer", issuer.issuer(),
                "social-login.providers.acme.authorization.response-mode", "form-post"));
    chromium = new Chromium();
    other = new OtherSite();
  }

  @AfterAll
  static void stop() {
    other.close();
    chromium.close();
    app.close();
    issuer.close();
  }

  @BeforeEach
  void open() {
    context = chromium.somebodyWithScripts();
    page = context.newPage();
  }

  @AfterEach
  void close() {
    context.close();
    app.sandbox.reset();
  }

  private static String at(String path) {
    return app.base + path;
  }

  private void signIn() {
    page.navigate(at("/login"));
    link(page, WAY).click();
    button(page, "Allow").click();
    assertThat(page.url()).isEqualTo(at("/account"));
  }

  private boolean isSignedIn() {
    return page.request().get(at("/api/user")).status() == 200;
  }

  private List<String> cookies() {
    return context.cookies(app.base.toString()).stream().map(cookie -> cookie.name).toList();
  }

  @ParameterizedTest
  @Tag("FLOW-38")
  @ValueSource(
      strings = {
        "<a href=\"%s\">go</a><script>document.querySelector('a').click()</script>",
        "<script>location = '%s'</script>",
        "<meta http-equiv=\"refresh\" content=\"0;url=%s\">",
        "<form action=\"%s\"><input name=\"return_to\" value=\"/docs\"></form>"
            + "<script>document.forms[0].submit()</script>",
        "<form action=\"%s\" method=\"post\"><input name=\"return_to\" value=\"/docs\"></form>"
            + "<script>document.forms[0].submit()</script>"
      })
  void whomAnotherSiteSendsChoosesAndIsNotSentOn(String way) {
    var start = at(START + "?return_to=/docs");
    for (var address :
        List.of(other.foreign(way.formatted(start)), other.sibling(way.formatted(start)))) {
      page.navigate(address);
      page.waitForURL(url -> url.startsWith(app.base.toString()));

      assertThat(page.title()).isEqualTo("Sign in – Social login");
      assertThat(page.locator(".notice").innerText())
          .isEqualTo("Another website sent you here. Choose how to sign in.");
      assertThat(cookies()).isEmpty();
    }
    assertThat(app.sandbox.received(Endpoint.AUTHORIZATION)).isEmpty();

    link(page, WAY).click();
    assertThat(page.title()).isEqualTo("Sandbox, not Bitbucket – Social login");
  }

  @Test
  @Tag("FLOW-21")
  @Tag("FLOW-38")
  @Tag("ACCT-15")
  @Tag("SESS-13")
  void whatASiblingEmbedsDoesNothing() {
    page.navigate(at(START));
    var callback = app.sandbox.agree(URI.create(page.url()), Person.MARA).toString();
    var started = cookies();
    assertThat(started).hasSize(1);
    var steps =
        List.of(callback, at(START), at("/oauth/link/bitbucket"), at("/oauth/confirm/bitbucket"));
    var body = new StringBuilder();
    var targets = new ArrayList<>(steps);
    targets.addAll(List.of(at("/logout"), at("/account")));
    for (var target : targets) {
      body.append(
          """
          <img src="%1$s"><iframe src="%1$s"></iframe><script src="%1$s"></script>
          <link rel="stylesheet" href="%1$s"><link rel="prefetch" href="%1$s"><object data="%1$s"></object>
          <embed src="%1$s"><video src="%1$s"></video>
          <script>
            fetch("%1$s", {mode: "no-cors", credentials: "include"}).catch(e => e);
            fetch("%1$s", {mode: "no-cors", credentials: "include", method: "POST"}).catch(e => e);
            navigator.sendBeacon("%1$s");
          </script>
          """
              .formatted(target.replace("&", "&amp;")));
    }
    var answers = new ConcurrentHashMap<String, Set<Integer>>();
    var foreign = context.newPage();
    foreign.onResponse(
        answer ->
            answers
                .computeIfAbsent(answer.url(), url -> new ConcurrentSkipListSet<>())
                .add(answer.status()));
    foreign.navigate(other.sibling(body.toString()));
    foreign.waitForLoadState(LoadState.NETWORKIDLE);

    for (var step : List.of(callback, at(START))) {
      assertThat(answers.get(step)).as(step).contains(503).isSubsetOf(503, 403, 405);
    }
    assertThat(cookies()).isEqualTo(started);
    assertThat(app.sandbox.received(Endpoint.TOKEN)).isEmpty();
    page.navigate(callback);
    assertThat(page.url()).isEqualTo(at("/account"));

    answers.clear();
    foreign.reload();
    foreign.waitForLoadState(LoadState.NETWORKIDLE);
    for (var step : steps) {
      assertThat(answers.get(step)).as(step).contains(503).isSubsetOf(503, 403, 405);
    }
    assertThat(answers.get(at("/logout"))).isSubsetOf(200, 403);
    assertThat(app.sandbox.received(Endpoint.AUTHORIZATION)).hasSize(1);
    assertThat(isSignedIn()).isTrue();
  }

  /** Not prerendered: who drives Chromium by its tools has it prerender nothing. */
  @Test
  @Tag("FLOW-21")
  void whatTheBrowserLoadsAheadDoesNothing() {
    page.navigate(at(START));
    var callback = app.sandbox.agree(URI.create(page.url()), Person.MARA).toString();
    var started = cookies();
    var ahead = new CopyOnWriteArrayList<String>();
    var host = context.newPage();
    var preloads = context.newCDPSession(host);
    preloads.on(
        "Preload.prefetchStatusUpdated",
        event -> ahead.add(event.get("prefetchStatus").getAsString()));
    preloads.send("Preload.enable");
    host.route(
        at("/docs"),
        route ->
            route.fulfill(
                new FulfillOptions()
                    .setContentType("text/html")
                    .setBody(
                        """
                        <!doctype html><title>Host</title><script type="speculationrules">
                        {"prefetch":[{"urls":["%s","%s"],"eagerness":"immediate"}]}
                        </script>
                        """
                            .formatted(callback, at(START)))));

    host.navigate(at("/docs"));
    host.waitForCondition(() -> Collections.frequency(ahead, "PrefetchFailedNon2XX") == 2);

    assertThat(cookies()).isEqualTo(started);
    assertThat(app.sandbox.received(Endpoint.TOKEN)).isEmpty();
    page.navigate(callback);
    assertThat(page.url()).isEqualTo(at("/account"));
  }

  @Test
  @Tag("FLOW-27")
  void anAnswerThatAnotherSitePostsSignsIn() {
    page.navigate(at("/login"));
    link(page, "Continue with acme").click();
    page.waitForURL(at("/account"));

    assertThat(page.locator("dl").innerText()).contains("Ada Example");
  }

  @Test
  @Tag("SESS-13")
  @Tag("WEB-05")
  void noOtherSiteSignsAnybodyOutOrChangesAnAccount() {
    signIn();
    for (var target : List.of("/logout", "/account/delete", "/account/sessions/end-others")) {
      var form =
          "<form method=\"post\" action=\"%s\"></form><script>document.forms[0].submit()</script>"
              .formatted(at(target));
      for (var address : List.of(other.foreign(form), other.sibling(form))) {
        page.navigate(address);
        page.waitForURL(at(target));

        assertThat(page.title()).isEqualTo("Nothing was changed – Social login");
        assertThat(isSignedIn()).isTrue();
      }
    }
  }

  @Test
  @Tag("SESS-05")
  @Tag("SESS-13")
  void aLinkOfAnotherSiteFindsWhoIsSignedInAndOnlyAsks() {
    signIn();

    page.navigate(other.foreign("<a href=\"" + at("/account") + "\">go</a>"));
    link(page, "go").click();
    assertThat(page.title()).isEqualTo("Your account – Social login");

    page.navigate(other.foreign("<a href=\"" + at("/logout") + "\">go</a>"));
    link(page, "go").click();
    assertThat(page.title()).isEqualTo("Sign out of Social login? – Social login");
    assertThat(isSignedIn()).isTrue();
  }

  @ParameterizedTest
  @Tag("ACCT-15")
  @ValueSource(strings = {"/oauth/link/bitbucket", "/oauth/confirm/bitbucket"})
  void noOtherSitesLinkAddsOrConfirmsAnything(String path) {
    signIn();
    app.sandbox.agreedBefore(Person.MARA_AGAIN);
    var way = "<a href=\"" + at(path) + "\">go</a>";
    for (var address : List.of(other.foreign(way), other.sibling(way))) {
      page.navigate(address);
      link(page, "go").click();

      assertThat(page.title()).isEqualTo("Nothing was changed – Social login");
    }
  }

  @Test
  @Tag("WEB-08")
  void noOtherPageFramesOurs() {
    signIn();
    for (var path : List.of("/login", "/account", "/logout", "/account/delete", "/login/problem")) {
      page.navigate(other.sibling("<iframe src=\"" + at(path) + "\"></iframe>"));
      page.waitForLoadState(LoadState.NETWORKIDLE);

      assertThat(page.frames())
          .extracting(Frame::url)
          .last()
          .isEqualTo("chrome-error://chromewebdata/");
    }
  }

  @Test
  @Tag("WEB-08")
  void noOtherPageHoldsOursByTheWindowThatItOpened() {
    page.navigate(
        other.foreign(
            "<script>function go() { w = open('"
                + at("/login")
                + "') }</script><button onclick=\"go()\">go"));
    var opened = context.waitForPage(() -> button(page, "go").click());
    opened.waitForURL(at("/login"));

    assertThat(opened.evaluate("window.opener === null")).isEqualTo(true);
    assertThat(page.evaluate("w.closed")).isEqualTo(true);
  }

  @Test
  @Tag("FLOW-18")
  void tabsFinishInAnyOrderEachWhereItWasGoing() {
    var tabs =
        IntStream.range(0, 4)
            .mapToObj(
                i -> {
                  var tab = context.newPage();
                  tab.navigate(at(START + "?return_to=/docs/" + i));
                  return tab;
                })
            .toList();
    for (var i : new int[] {2, 0, 3, 1}) {
      button(tabs.get(i), "Allow").click();

      assertThat(tabs.get(i).url()).isEqualTo(at("/docs/" + i));
      assertThat(isSignedIn()).isTrue();
    }
  }

  @Test
  @Tag("FLOW-14")
  @Tag("FLOW-20")
  @Tag("C01")
  void theAnswerAgainOrTheConsentAgainIsNoDeadEnd() {
    var callbacks = new CopyOnWriteArrayList<String>();
    page.onRequest(
        request -> {
          if (request.url().startsWith(at("/oauth/callback/"))) {
            callbacks.add(request.url());
          }
        });
    signIn();
    page.navigate(callbacks.get(0));
    assertThat(page.url()).isEqualTo(at("/account"));

    page.goBack();
    page.goBack();
    assertThat(page.title()).isEqualTo("Sandbox, not Bitbucket – Social login");
    button(page, "Allow").click();
    assertThat(page.url()).isEqualTo(at("/account"));

    button(page, "Sign out").click();
    page.navigate(callbacks.get(0));
    assertThat(page.url()).isEqualTo(at("/login/problem"));
    assertThat(page.title()).isEqualTo("Start signing in again – Social login");
    page.reload();
    link(page, "Start again").or(link(page, WAY)).click();
    button(page, "Allow").click();
    assertThat(page.url()).isEqualTo(at("/account"));
  }

  @Test
  @Tag("FLOW-02")
  @Tag("C14")
  void whoFinishesInAnotherBrowserStartsAgainThere() {
    page.navigate(at(START));
    var callback = app.sandbox.agree(URI.create(page.url()), Person.MARA).toString();
    try (var another = chromium.somebody()) {
      var elsewhere = another.newPage();
      elsewhere.navigate(callback);

      assertThat(elsewhere.title()).isEqualTo("Start signing in again – Social login");
      assertThat(app.sandbox.received(Endpoint.TOKEN)).isEmpty();
      link(elsewhere, "Start again").click();
      button(elsewhere, "Allow").click();
      assertThat(elsewhere.url()).isEqualTo(at("/account"));
    }
    page.navigate(callback);
    assertThat(page.url()).isEqualTo(at("/account"));
  }

  @Test
  @Tag("C14")
  void whoseBrowserKeepsNoCookiesIsToldSo(@TempDir Path profile) throws Exception {
    try (var without = chromium.somebodyWithoutCookies(profile)) {
      var stubborn = without.newPage();
      stubborn.navigate(at("/login"));
      link(stubborn, WAY).click();
      button(stubborn, "Allow").click();

      assertThat(without.cookies()).isEmpty();
      assertThat(stubborn.url()).isEqualTo(at("/login/problem"));
      assertThat(stubborn.title()).isEqualTo("Start signing in again – Social login");
      assertThat(stubborn.locator("main").innerText()).contains("allow cookies for localhost");
    }
  }

  @Test
  @Tag("WEB-01")
  @Tag("C09")
  @Tag("C12")
  void noTargetLeavesOurOrigin() {
    app.sandbox.agreedBefore(Person.MARA);
    var asked = new TreeSet<String>();
    context.onRequest(request -> asked.add(origin(request)));
    var softly = new SoftAssertions();
    for (var target : ReturnToTest.HOSTILE) {
      var query = "?return_to=" + URLEncoder.encode(target, UTF_8);
      page.navigate(at(START + query));
      softly.assertThat(page.url()).as("sign-in for " + target).isEqualTo(at("/account"));
      page.navigate(at("/login" + query));
      softly.assertThat(page.url()).as("signed in, for " + target).isEqualTo(at("/account"));
    }
    softly.assertAll();
    assertThat(asked)
        .containsExactlyInAnyOrder(app.base.toString(), app.sandbox.origin().toString());
  }

  @Test
  @Tag("WEB-01")
  @Tag("C10")
  @Tag("C11")
  void goodTargetsAreReached() {
    app.sandbox.agreedBefore(Person.MARA);
    var reached = new ArrayList<String>();
    for (var target :
        List.of(
            "/a?b=c#d",
            "/a?next=https://x.example/",
            "/caf%C3%A9",
            "/a//b",
            "/;@evil.example",
            "/zavr\u0161i",
            "/\u012f/evil",
            "/\u015cevil",
            "/a\u010a\u010dX:y",
            "/app#/workloads?ns=a")) {
      page.navigate(at(START + "?return_to=" + URLEncoder.encode(target, UTF_8)));
      reached.add(page.url());
    }

    assertThat(reached)
        .containsExactly(
            at("/a?b=c#d"),
            at("/a?next=https://x.example/"),
            at("/caf%C3%A9"),
            at("/a//b"),
            at("/;@evil.example"),
            at("/zavr%C5%A1i"),
            at("/%C4%AF/evil"),
            at("/%C5%9Cevil"),
            at("/a%C4%8A%C4%8DX:y"),
            at("/app#/workloads?ns=a"));
  }

  @ParameterizedTest
  @Tag("WEB-04")
  @Tag("ACCT-13")
  @ValueSource(
      strings = {
        "<b>Bobby</b> & \"O'Neil\"",
        "\"><img src=x onerror=alert(1)><script>alert(1)</script>",
        "\u0639\u0645\u0631 \u0627\u0644\u0641\u0627\u0631\u0633\u064a",
        "Zo\u00eb \ud83d\udc69\u200d\ud83d\udc67",
        "LangLangLangLangLangLangLangLangLangLangLangLangLangLangLangLang"
      })
  void aNameIsWordsAndStaysInItsPlace(String name) {
    var alarms = new CopyOnWriteArrayList<String>();
    page.onDialog(
        dialog -> {
          alarms.add(dialog.message());
          dialog.dismiss();
        });
    app.sandbox.agreedBefore(Person.MARA.with("display_name", name));
    page.setViewportSize(320, 640);
    page.navigate(at(START));

    var shown = page.locator("dl bdi").first();
    assertThat(page.url()).isEqualTo(at("/account"));
    assertThat(shown.innerText()).isEqualTo(name);
    assertThat(shown.evaluate("e => getComputedStyle(e).unicodeBidi")).isEqualTo("isolate");
    assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(320);
    assertThat(alarms).isEmpty();
  }

  @Test
  @Tag("SESS-08")
  void tooManyCookiesAreExplainedAndDoNotLockOut() {
    for (var kilobytes : new int[] {12, 16}) {
      context.clearCookies();
      context.addCookies(
          IntStream.range(0, kilobytes / 2)
              .mapToObj(
                  i -> new Cookie("x" + i, "x".repeat(2_030)).setDomain("localhost").setPath("/"))
              .toList());
      page.navigate(at("/login"));

      assertThat(page.title())
          .isEqualTo(
              kilobytes == 12
                  ? "Sign in – Social login"
                  : "That was too much to read – Social login");
    }
    assertThat(page.locator("main").innerText()).contains("delete the cookies for localhost");
  }

  @Test
  @Tag("FLOW-25")
  void noOtherSiteLearnsAnAddressOfOurs() {
    page.navigate(at("/oauth/callback/bitbucket?code=secret&state=s"));
    assertThat(page.url()).isEqualTo(at("/login/problem"));
    other.referrers.clear();
    page.evaluate("address => { location = address }", other.foreign(""));
    page.waitForURL(other.foreign(""));

    assertThat(other.referrers)
        .isNotEmpty()
        .noneMatch(referrer -> referrer.contains(app.base.toString()));
  }

  @Test
  @Tag("WEB-06")
  @Tag("C15")
  void signsOutBehindAProxyThatHidesWherePeopleComeFrom() {
    signIn();
    page.route(
        at("/account"),
        route -> {
          var answer = route.fetch();
          var headers = new HashMap<>(answer.headers());
          headers.put("referrer-policy", "no-referrer");
          route.fulfill(new FulfillOptions().setResponse(answer).setHeaders(headers));
        });
    page.navigate(at("/account"));
    var posted = page.waitForRequest(at("/logout"), () -> button(page, "Sign out").click());

    assertThat(posted.headers()).containsEntry("origin", "null");
    assertThat(page.title()).isEqualTo("You are signed out – Social login");
  }

  private static String origin(Request request) {
    var url = URI.create(request.url());
    return url.getScheme() + "://" + url.getAuthority();
  }
}
