package org.sociallogin.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sociallogin.app.Browser.location;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sociallogin.sandbox.Answer;
import org.sociallogin.sandbox.Endpoint;
import org.sociallogin.sandbox.Person;

/** What somebody does with the own account, by its pages and by its JSON. */
class AccountTest {

  private static final String FIREFOX =
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0";
  private static final String SAFARI =
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
          + " Gecko) Version/26.1 Mobile/15E148 Safari/604.1";
  private static final Person TOMAS = Person.ALL.get(1);
  private static final Person INES = Person.ALL.get(2);
  private static final String[] OUR_PAGE = {"Sec-Fetch-Site", "same-origin"};
  private static final Pattern REMOVE =
      Pattern.compile("href=\"(/account/identities/[0-9a-f-]{36}/remove)\"");
  private static final Pattern END =
      Pattern.compile("action=\"(/account/sessions/[0-9a-f-]{36}/end)\"");

  private static final Ticking CLOCK = new Ticking();

  @RegisterExtension
  static final Running APP = Running.start(Map.of("social-login.session.cache", "10s"), CLOCK);

  /** Users of one test are nobody's in the next: each begins with people whom nobody knows. */
  private final Browser browser = APP.browser();

  @BeforeEach
  void nobodyIsRegistered() {
    for (var person : List.of(Person.MARA, TOMAS, INES)) {
      var who = APP.browser();
      APP.signIn(who, person);
      assertThat(who.send("DELETE", "/api/user", "", OUR_PAGE).statusCode()).isEqualTo(204);
    }
  }

  @Test
  @Tag("ACCT-28")
  void showsWaysToSignInAndWhereOneIs() {
    signIn(browser, Person.MARA, FIREFOX);
    signIn(APP.browser(), Person.MARA, SAFARI);

    var page = browser.get("/account");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(words(page.body()))
        .contains(
            "Ways to sign in This is your only way to sign in. Add another before you remove it."
                + " Bitbucket (sandbox) · Mara Lindqvist Added ")
        .contains("Add Bitbucket (sandbox)")
        .containsSubsequence(
            "Where you are signed in",
            "Firefox on Windows",
            "This browser",
            "Safari on iOS",
            "Sign out Safari on iOS, last active ",
            "Sign out everywhere else",
            "Delete account Deletes your account in Social login. Your Bitbucket (sandbox) account"
                + " stays.");
  }

  @Test
  @Tag("ACCT-22")
  @Tag("ACCT-28")
  @Tag("SESS-04")
  void addsAWayToSignInAndEndsTheOtherSessions() {
    APP.signIn(browser, Person.MARA);
    var elsewhere = APP.browser();
    APP.signIn(elsewhere, Person.MARA);
    var before = Map.copyOf(browser.cookies);

    var back = link(browser, TOMAS);

    assertThat(back.statusCode()).isEqualTo(303);
    assertThat(location(back)).isEqualTo("/account");
    assertThat(words(browser.get("/account").body()))
        .contains(
            "Bitbucket (sandbox) is added. You can now sign in with it. Your other browsers were"
                + " signed out. Your account")
        .contains("You can sign in with any of these.")
        .contains("Mara Lindqvist")
        .contains("Tomás Ó Súilleabháin")
        .contains("You are signed in only here.");
    assertThat(words(browser.get("/account").body())).doesNotContain("is added");
    assertThat(elsewhere.get("/api/user").statusCode()).isEqualTo(401);
    var old = APP.browser();
    old.cookies.putAll(before);
    assertThat(old.get("/api/user").statusCode()).isEqualTo(401);
    var tomas = APP.browser();
    APP.signIn(tomas, TOMAS);
    assertThat(userId(tomas)).isEqualTo(userId(browser));
  }

  @Test
  @Tag("ACCT-18")
  @Tag("C40")
  void takesNobodysIdentityAway() {
    var tomas = APP.browser();
    APP.signIn(tomas, TOMAS);
    APP.signIn(browser, Person.MARA);

    var back = link(browser, TOMAS);

    assertThat(location(back)).isEqualTo("/account");
    assertThat(words(browser.get("/account").body()))
        .containsPattern(
            "That Bitbucket \\(sandbox\\) account is in use It already signs in to a different"
                + " Social login account\\. Sign in with it to see that account\\. Reference:"
                + " [A-Z0-9]{4}-[A-Z0-9]{4}")
        .contains("This is your only way to sign in.");
    assertThat(userId(tomas)).isNotEqualTo(userId(browser));
  }

  @Test
  @Tag("ACCT-10")
  @Tag("C38")
  void anAddressThatAnotherAccountHasIsShownAsThatUntilItIsFree() {
    var mara = APP.browser();
    APP.signIn(mara, Person.MARA);
    APP.signIn(browser, TOMAS);
    var tomas = TOMAS.withEmails(List.of(Person.email("mara@example.com", true, true)));

    assertThat(location(APP.signIn(browser, tomas))).isEqualTo("/account");

    assertThat(words(browser.get("/account").body()))
        .contains("E-mail mara@example.com Another account has this address. Member since");
    assertThat(email(browser)).isEqualTo("{\"address\":\"mara@example.com\",\"verified\":false}");
    assertThat(email(mara)).isEqualTo("{\"address\":\"mara@example.com\",\"verified\":true}");
    mara.send("DELETE", "/api/user", "", OUR_PAGE);
    APP.signIn(browser, tomas);
    assertThat(email(browser)).isEqualTo("{\"address\":\"mara@example.com\",\"verified\":true}");
    assertThat(words(browser.get("/account").body())).contains("Confirmed by Bitbucket (sandbox)");
  }

  /** The account's address, of which its identities say more. */
  private static String email(Browser who) {
    return who.get("/api/user").body().replaceAll(".*?\"email\":(\\{[^}]*}),\"picture.*", "$1");
  }

  @Test
  @Tag("C40")
  void addsNothingThatIsThereAlready() {
    APP.signIn(browser, Person.MARA);
    var elsewhere = APP.browser();
    APP.signIn(elsewhere, Person.MARA);

    assertThat(location(link(browser, Person.MARA))).isEqualTo("/account");

    assertThat(words(browser.get("/account").body()))
        .contains("That Bitbucket (sandbox) account is one of your ways to sign in already.")
        .contains("This is your only way to sign in.");
    assertThat(elsewhere.get("/api/user").statusCode()).isEqualTo(200);
  }

  @Test
  @Tag("ACCT-25")
  void aCallbackUnderWayBringsNoDeletedAccountBack() {
    APP.signIn(browser, Person.MARA);
    var start = browser.get("/oauth/link/bitbucket", OUR_PAGE);
    var callback = path(APP.sandbox.agree(URI.create(location(start)), TOMAS));
    var exchanged = APP.sandbox.received(Endpoint.TOKEN).size();
    APP.sandbox.answer(Endpoint.TOKEN, Answer.truth().after(Duration.ofSeconds(3)));
    var tab = APP.browser();
    tab.cookies.putAll(browser.cookies);

    var underWay = CompletableFuture.supplyAsync(() -> tab.get(callback));
    while (APP.sandbox.received(Endpoint.TOKEN).size() == exchanged && !underWay.isDone()) {
      Thread.onSpinWait();
    }
    assertThat(delete("/api/user").statusCode()).isEqualTo(204);

    assertThat(location(underWay.join())).startsWith("/login");
    assertThat(APP.rows("user")).isZero();
    assertThat(APP.rows("identity")).isZero();
  }

  @Test
  void addsNothingWhenThePersonSaysNo() {
    APP.signIn(browser, Person.MARA);
    var start = browser.get("/oauth/link/bitbucket", OUR_PAGE);

    var back = browser.get(path(APP.sandbox.cancel(URI.create(location(start)))));

    assertThat(location(back)).isEqualTo("/account");
    assertThat(words(browser.get("/account").body())).contains("Sign-in cancelled");
  }

  @Test
  @Tag("ACCT-15")
  void addsAndRemovesOnlyForWhoCameFromAProviderLately() {
    APP.signIn(browser, Person.MARA);
    link(browser, TOMAS);
    CLOCK.pass(Duration.ofMinutes(11));

    var refused = browser.get("/oauth/link/bitbucket", OUR_PAGE);

    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body())
        .contains("Confirm it is you")
        .contains("href=\"/oauth/confirm/bitbucket\"");
    var remove = remove(browser);
    assertThat(browser.get(remove).body())
        .contains(
            "href=\"/oauth/confirm/bitbucket?return_to="
                + remove.replace("/", "%2F")
                + "\" rel=\"nofollow\">Continue with Bitbucket (sandbox) to confirm")
        .doesNotContain("<button class=\"button danger\"");
    assertThat(browser.post(remove, "", OUR_PAGE).statusCode()).isEqualTo(403);
    assertThat(browser.post("/account/delete", "", OUR_PAGE).statusCode()).isEqualTo(403);
    assertThat(browser.send("DELETE", "/api/user", "", OUR_PAGE).body())
        .contains("/problems/reauthentication-required");

    var start = browser.get("/oauth/confirm/bitbucket?return_to=" + remove, OUR_PAGE);
    var back = browser.get(path(APP.sandbox.agree(URI.create(location(start)), TOMAS)));

    assertThat(location(back)).isEqualTo(remove);
    assertThat(words(browser.get(remove).body())).contains("Confirmed. Go on. Remove Bitbucket");
    assertThat(browser.post(remove, "", OUR_PAGE).statusCode()).isEqualTo(303);
  }

  @Test
  @Tag("ACCT-19")
  @Tag("ACCT-20")
  void confirmsNobodyWithAnIdentityOfSomebodyElse() {
    APP.signIn(browser, Person.MARA);
    CLOCK.pass(Duration.ofMinutes(11));
    var start = browser.get("/oauth/confirm/bitbucket?return_to=/account/delete", OUR_PAGE);

    var back = browser.get(path(APP.sandbox.agree(URI.create(location(start)), TOMAS)));

    assertThat(location(back)).isEqualTo("/account/delete");
    assertThat(words(browser.get("/account/delete").body()))
        .contains("Confirm it is you For this step sign in once more, with one of your ways");
    assertThat(browser.post("/account/delete", "", OUR_PAGE).statusCode()).isEqualTo(403);
  }

  @Test
  @Tag("ACCT-21")
  @Tag("ACCT-22")
  @Tag("C41")
  void removesAWayToSignInAndItsSessionsButNeverTheLast() {
    APP.signIn(browser, Person.MARA);
    link(browser, TOMAS);
    var tomas = APP.browser();
    APP.signIn(tomas, TOMAS);
    var ways =
        REMOVE.matcher(browser.get("/account").body()).results().map(m -> m.group(1)).toList();
    assertThat(ways).hasSize(2);

    assertThat(words(browser.get(ways.get(1)).body()))
        .contains(
            "Remove Bitbucket (sandbox)? You will no longer sign in with Tomás Ó Súilleabháin at"
                + " Bitbucket (sandbox). Your account stays. Remove Bitbucket (sandbox) Keep it");
    var removed = browser.post(ways.get(1), "", OUR_PAGE);

    assertThat(location(removed)).isEqualTo("/account");
    assertThat(words(browser.get("/account").body()))
        .contains("That Bitbucket (sandbox) account is removed. Another one stays.")
        .doesNotContain("Tomás");
    assertThat(tomas.get("/api/user").statusCode()).isEqualTo(401);
    assertThat(browser.post(ways.get(1), "", OUR_PAGE).statusCode()).isEqualTo(404);
    var last = browser.post(ways.get(0), "", OUR_PAGE);
    assertThat(last.statusCode()).isEqualTo(409);
    assertThat(words(last.body()))
        .contains("Keep one way to sign in This is your only way to sign in. Add another first.");
  }

  @Test
  @Tag("SESS-10")
  @Tag("SESS-12")
  void endsOneSessionAndAllOthers() {
    APP.signIn(browser, Person.MARA);
    var second = APP.browser();
    APP.signIn(second, Person.MARA);
    var end = END.matcher(browser.get("/account").body());
    assertThat(end.find()).isTrue();

    assertThat(location(browser.post(end.group(1), "", OUR_PAGE))).isEqualTo("/account");

    assertThat(words(browser.get("/account").body()))
        .contains("Signed out. The other browser notices within 10 seconds.")
        .contains("You are signed in only here.");
    assertThat(second.get("/api/user").statusCode()).isEqualTo(401);
    assertThat(browser.post(end.group(1), "", OUR_PAGE).statusCode()).isEqualTo(404);
    var third = APP.browser();
    APP.signIn(third, Person.MARA);
    browser.post("/account/sessions/end-others", "", OUR_PAGE);
    assertThat(words(browser.get("/account").body())).contains("Signed out everywhere else.");
    assertThat(third.get("/api/user").statusCode()).isEqualTo(401);
    assertThat(browser.get("/api/user").statusCode()).isEqualTo(200);
  }

  @Test
  @Tag("ACCT-25")
  @Tag("C44")
  void deletesTheAccountOnlyWhenAsked() {
    APP.signIn(browser, Person.MARA);
    var other = APP.browser();
    APP.signIn(other, Person.MARA);
    var before = userId(browser);

    assertThat(words(browser.get("/account/delete").body()))
        .contains(
            "Delete your account? This deletes your profile, your ways to sign in and all"
                + " sessions, now. It cannot be undone. Your account at Bitbucket (sandbox) stays."
                + " Delete my account Keep my account");
    var deleted = browser.post("/account/delete", "", OUR_PAGE);

    assertThat(location(deleted)).isEqualTo("/login");
    assertThat(words(browser.get("/login").body()))
        .contains(
            "Your account is deleted Your account and everything in it are gone. Continuing"
                + " creates a new one.");
    assertThat(other.get("/api/user").statusCode()).isEqualTo(401);
    APP.signIn(browser, Person.MARA);
    assertThat(userId(browser)).isNotEqualTo(before);
  }

  @Test
  void aSecondClickTakesNothingFromTheFirst() {
    APP.signIn(browser, Person.MARA);
    link(browser, TOMAS);
    var remove = remove(browser);

    clickTwice(remove);
    assertThat(location(browser.get("/login"))).isEqualTo("/account");
    assertThat(words(browser.get("/account").body()))
        .contains("That Bitbucket (sandbox) account is removed.");

    clickTwice("/account/delete");
    assertThat(words(browser.get("/login").body())).contains("Your account is deleted");
  }

  /** Both requests leave before the first answer is there. */
  private void clickTwice(String path) {
    var before = "social-login=" + browser.cookies.get("social-login");
    assertThat(browser.post(path, "", OUR_PAGE).statusCode()).isEqualTo(303);
    var second =
        browser.post(path, "", OUR_PAGE[0], OUR_PAGE[1], "Cookie", before, "Accept", "text/html");
    assertThat(location(second)).isEqualTo("/login");
  }

  @Test
  void whoWasSignedOutElsewhereIsToldSoAfterAButton() {
    APP.signIn(browser, Person.MARA);
    var other = APP.browser();
    APP.signIn(other, Person.MARA);
    other.post("/account/sessions/end-others", "", OUR_PAGE);

    assertThat(location(browser.post("/account/delete", "", OUR_PAGE))).isEqualTo("/login");

    assertThat(words(browser.get("/login").body()))
        .contains("Sign in again You were signed out, here or from another browser.");
  }

  @Test
  void doesTheSameForPrograms() {
    signIn(browser, Person.MARA, FIREFOX);
    signIn(APP.browser(), Person.MARA, SAFARI);

    var sessions = browser.get("/api/sessions").body();

    assertThat(sessions.replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "then"))
        .matches(
            "\\[\\{\"id\":\"[0-9a-f-]{36}\",\"current\":false,\"createdAt\":\"then\",\"lastSeenAt\":"
                + "\"then\",\"expiresAt\":\"then\",\"userAgent\":\""
                + Pattern.quote(SAFARI)
                + "\"},\\{\"id\":\"[0-9a-f-]{36}\",\"current\":true,\"createdAt\":\"then\","
                + "\"lastSeenAt\":\"then\",\"expiresAt\":\"then\",\"userAgent\":\""
                + Pattern.quote(FIREFOX)
                + "\"}]");
    var id = sessions.substring(8, 44);
    assertThat(delete("/api/sessions/" + id).statusCode()).isEqualTo(204);
    assertThat(delete("/api/sessions/" + id).body()).contains("/problems/not-found");
    assertThat(delete("/api/sessions").statusCode()).isEqualTo(204);
    var identity =
        browser
            .get("/api/user")
            .body()
            .replaceAll(".*\"identities\":\\[\\{\"id\":\"([^\"]*).*", "$1");
    assertThat(delete("/api/identities/" + identity).body())
        .contains("/problems/last-identity")
        .contains("\"status\":409");
    assertThat(delete("/api/user").statusCode()).isEqualTo(204);
    assertThat(browser.get("/api/user").statusCode()).isEqualTo(401);
  }

  @Test
  @Tag("ACCT-15")
  void linksOnlyFromAPageOfOurs() {
    APP.signIn(browser, Person.MARA);

    for (var site : List.of("cross-site", "same-site", "none")) {
      assertThat(browser.get("/oauth/link/bitbucket", "Sec-Fetch-Site", site).statusCode())
          .isEqualTo(403);
      assertThat(browser.get("/oauth/confirm/bitbucket", "Sec-Fetch-Site", site).statusCode())
          .isEqualTo(403);
    }
    assertThat(browser.get("/oauth/link/bitbucket").statusCode()).isEqualTo(403);
    assertThat(location(APP.browser().get("/oauth/link/bitbucket", OUR_PAGE))).isEqualTo("/login");
  }

  @Test
  @Tag("ACCT-16")
  void linksToTheAccountThatBeganItAndToNoOther() {
    APP.signIn(browser, Person.MARA);
    var start = browser.get("/oauth/link/bitbucket", OUR_PAGE);
    var callback = path(APP.sandbox.agree(URI.create(location(start)), TOMAS));
    browser.post("/logout", "", OUR_PAGE);
    APP.signIn(browser, INES);
    var ines = userId(browser);
    var exchanged = APP.sandbox.received(Endpoint.TOKEN).size();

    browser.get(callback);

    assertThat(userId(browser)).isEqualTo(ines);
    assertThat(words(browser.get("/account").body())).doesNotContain("Tomás");
    assertThat(APP.sandbox.received(Endpoint.TOKEN)).hasSize(exchanged);
  }

  @Test
  @Tag("ACCT-27")
  @Tag("SESS-12")
  void changesNothingOfSomebodyElse() {
    APP.signIn(browser, Person.MARA);
    var tomas = APP.browser();
    APP.signIn(tomas, TOMAS);
    var session = tomas.get("/api/sessions").body().substring(8, 44);
    var identity =
        tomas
            .get("/api/user")
            .body()
            .replaceAll(".*\"identities\":\\[\\{\"id\":\"([^\"]*).*", "$1");

    for (var id : List.of(session, identity, UUID.randomUUID().toString(), "x", "%2e%2e")) {
      assertThat(delete("/api/sessions/" + id).statusCode()).isEqualTo(404);
      assertThat(delete("/api/identities/" + id).statusCode()).isEqualTo(404);
      assertThat(browser.get("/account/identities/" + id + "/remove").statusCode()).isEqualTo(404);
      assertThat(notFound("/account/identities/" + id + "/remove"))
          .isEqualTo(notFound("/account/identities/" + UUID.randomUUID() + "/remove"));
      assertThat(notFound("/account/sessions/" + id + "/end"))
          .isEqualTo(notFound("/account/sessions/" + UUID.randomUUID() + "/end"));
    }
    var body = "{\"id\":\"x\",\"identities\":[{\"provider\":\"bitbucket\",\"subject\":\"x\"}]}";
    var before = browser.get("/api/user").body();
    for (var method : List.of("PATCH", "PUT", "POST")) {
      var answer =
          browser.send(
              method,
              "/api/user",
              body,
              "Sec-Fetch-Site",
              "same-origin",
              "Content-Type",
              "application/json");
      assertThat(answer.statusCode()).isEqualTo(405);
    }
    assertThat(browser.get("/api/user").body()).isEqualTo(before);
    assertThat(tomas.get("/account").statusCode()).isEqualTo(200);
    assertThat(tomas.get("/api/user").body()).contains(identity);
  }

  /** The page that answers to a button which is not theirs. */
  private String notFound(String path) {
    var answer = browser.post(path, "", OUR_PAGE);
    assertThat(answer.statusCode()).isEqualTo(404);
    return answer.body().replaceAll("[A-Z0-9]{4}-[A-Z0-9]{4}", "");
  }

  @Test
  void tellsWhatWentWrongWhereItBegan() {
    APP.signIn(browser, Person.MARA);
    APP.sandbox.answer(Endpoint.TOKEN, Answer.of(500, "text/html", "<h1>Oops</h1>"));

    var back = link(browser, TOMAS);

    assertThat(location(back)).isEqualTo("/account");
    assertThat(words(browser.get("/account").body()))
        .contains("Bitbucket (sandbox) is not answering This is not your fault.");
  }

  private HttpResponse<String> link(Browser who, Person person) {
    var start = who.get("/oauth/link/bitbucket", OUR_PAGE);
    return who.get(path(APP.sandbox.agree(URI.create(location(start)), person)));
  }

  private HttpResponse<String> delete(String path) {
    return browser.send("DELETE", path, "", OUR_PAGE);
  }

  private static void signIn(Browser who, Person person, String userAgent) {
    who.get(APP.agree(who, "/oauth/login/bitbucket", person), "User-Agent", userAgent);
  }

  private static String remove(Browser who) {
    var found = REMOVE.matcher(who.get("/account").body());
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  private static String userId(Browser who) {
    return who.get("/api/user").body().substring(7, 43);
  }

  private static String path(URI callback) {
    return callback.getRawPath() + '?' + callback.getRawQuery();
  }

  /** What a page says, without its markup. */
  static String words(String html) {
    return html.substring(html.indexOf("<main"))
        .replaceAll("<[^>]*>", " ")
        .replaceAll("\\s+", " ")
        .replaceAll(" ([.,?])", "$1");
  }
}
