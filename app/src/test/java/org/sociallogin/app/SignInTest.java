package org.sociallogin.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.sociallogin.app.Browser.location;
import static org.sociallogin.app.Browser.parameter;

import java.net.URI;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sociallogin.core.Digest;
import org.sociallogin.sandbox.Endpoint;
import org.sociallogin.sandbox.Person;

/** A sign-in from the click to the account, over real HTTP. */
class SignInTest {

  @RegisterExtension static final Running APP = Running.start();

  private final Browser browser = APP.browser();

  @Test
  void theRootLeadsOnWhateverIsAskedFor() {
    var ada = APP.browser();
    APP.signIn(ada, Person.MARA);
    for (var accept : List.of("text/html", "application/json", "*/*", "image/png")) {
      assertThat(location(APP.browser().get("/", "Accept", accept))).isEqualTo("/login");
      assertThat(location(ada.get("/", "Accept", accept))).isEqualTo("/account");
    }
  }

  @Test
  @Tag("FLOW-04")
  @Tag("FLOW-22")
  @Tag("HTTP-09")
  @Tag("HTTP-10")
  void speaksTheWholeProtocol() {
    var start = browser.get("/oauth/login/bitbucket?return_to=/docs%3Fa%3Db");

    assertThat(start.statusCode()).isEqualTo(303);
    var state = parameter(location(start), "state");
    var challenge = parameter(location(start), "code_challenge");
    var callback = encode(APP.base + "/oauth/callback/bitbucket");
    assertThat(location(start))
        .isEqualTo(
            APP.sandbox.authorizationUrl()
                + "?response_type=code&client_id=sandbox-key-of-32-characters-001&redirect_uri="
                + callback
                + "&scope=account+email&state="
                + state
                + "&code_challenge="
                + challenge
                + "&code_challenge_method=S256");

    var back = APP.sandbox.agree(URI.create(location(start)), Person.MARA).toString();
    var code = parameter(back, "code");
    var answer = browser.get(back.substring(APP.base.toString().length()));

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(location(answer)).isEqualTo("/docs?a=b");
    var token = APP.sandbox.received(Endpoint.TOKEN).get(0);
    var verifier = parameter("?" + token.body(), "code_verifier");
    assertThat(Digest.of(verifier).value()).isEqualTo(challenge);
    assertThat(token.method() + ' ' + token.target()).isEqualTo("POST /site/oauth2/access_token");
    assertThat(token.body())
        .isEqualTo(
            "grant_type=authorization_code&code="
                + code
                + "&redirect_uri="
                + callback
                + "&code_verifier="
                + verifier);
    assertThat(token.headers())
        .containsEntry("Content-type", "application/x-www-form-urlencoded")
        .containsEntry("Accept", "application/json")
        .containsEntry("Accept-encoding", "identity")
        .containsEntry(
            "Authorization",
            "Basic "
                + Base64.getEncoder()
                    .encodeToString(
                        (APP.sandbox.clientId() + ':' + APP.sandbox.clientSecret())
                            .getBytes(UTF_8)))
        .doesNotContainKey("Cookie");
    for (var endpoint : new Endpoint[] {Endpoint.USER, Endpoint.EMAILS}) {
      var call = APP.sandbox.received(endpoint).get(0);
      assertThat(call.target()).doesNotContain("?");
      assertThat(call.headers().get("Authorization")).matches("Bearer [\\w=-]{20,}");
    }
  }

  @Test
  void registersAtTheFirstSignInAndKnowsThePersonAtTheNext() {
    APP.signIn(browser, Person.MARA);
    var first = parameterOfUser(browser);
    var other = APP.browser();

    APP.signIn(other, Person.MARA);

    assertThat(parameterOfUser(other)).isEqualTo(first);
  }

  private static String parameterOfUser(Browser browser) {
    var user = browser.get("/api/user");
    assertThat(user.statusCode()).isEqualTo(200);
    return user.body().substring(0, user.body().indexOf(','));
  }

  @Test
  @Tag("C26")
  @Tag("WEB-17")
  void tellsWhoIsSignedInInJson() {
    APP.signIn(browser, Person.MARA);

    var user = browser.get("/api/user");

    assertThat(user.headers().firstValue("Content-Type"))
        .contains("application/json;charset=utf-8");
    assertThat(user.body().replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "then"))
        .matches(
            "\\{\"id\":\"[0-9a-f-]{36}\",\"name\":\"Mara Lindqvist\",\"email\":\\{\"address\":"
                + "\"mara@example.com\",\"verified\":true},\"picture\":"
                + "\"https://avatar.example.com/1/128\",\"identities\":\\[\\{\"id\":\"[0-9a-f-]{36}\","
                + "\"provider\":\"bitbucket\",\"subject\":"
                + "\"\\{00000000-0000-4000-8000-000000000001}\",\"name\":\"Mara Lindqvist\","
                + "\"preferredUsername\":\"mara_example\",\"email\":\\{\"address\":"
                + "\"mara@example.com\",\"verified\":true},\"picture\":"
                + "\"https://avatar.example.com/1/128\",\"profile\":\"https://bitbucket.org/"
                + "%7B00000000-0000-4000-8000-000000000001%7D/\",\"linkedAt\":\"then\","
                + "\"lastLoginAt\":\"then\"}]}");
  }

  @Test
  void listsTheProviders() {
    assertThat(browser.get("/api/providers").body())
        .isEqualTo(
            "[{\"id\":\"bitbucket\",\"name\":\"Bitbucket (sandbox)\","
                + "\"login\":\"/oauth/login/bitbucket\"}]");
  }

  @Test
  @Tag("C32")
  @Tag("WEB-04")
  void showsMarkupInANameAsText() {
    APP.signIn(browser, Person.ALL.get(5));

    assertThat(browser.get("/account").body())
        .contains("<bdi>&lt;b&gt;Bobby&lt;/b&gt; &amp; \"O'Neil\"</bdi>");
    assertThat(browser.get("/api/user").body()).contains("\"<b>Bobby</b> & \\\"O'Neil\\\"\"");
  }

  @Test
  void findsThePrimaryAddressOnTheSecondPage() {
    APP.signIn(browser, Person.ALL.get(1));

    assertThat(browser.get("/api/user").body())
        .contains("\"email\":{\"address\":\"tomas@example.org\",\"verified\":true}");
  }

  @Test
  void signsInWhoSharesNoAddress() {
    APP.signIn(browser, Person.ALL.get(2));

    assertThat(browser.get("/api/user").body()).contains("\"email\":null");
    assertThat(browser.get("/account").body())
        .contains("Bitbucket (sandbox) shared no e-mail address.");
  }

  @Test
  void keepsAnUnconfirmedAddressAsUnconfirmed() {
    APP.signIn(browser, Person.ALL.get(3));

    assertThat(browser.get("/api/user").body())
        .contains("\"email\":{\"address\":\"noor@example.org\",\"verified\":false}");
    assertThat(browser.get("/account").body()).contains("Not confirmed");
  }

  @Test
  @Tag("ACCT-05")
  @Tag("ACCT-09")
  void tellsTheHolderOfATakenAddressHowToSignIn() {
    APP.signIn(browser, Person.MARA);
    var other = APP.browser();

    var answer = APP.signIn(other, Person.MARA_AGAIN);

    assertThat(location(answer)).isEqualTo("/login/problem");
    var page = other.get("/login/problem");
    assertThat(page.statusCode()).isEqualTo(409);
    assertThat(page.body())
        .contains(
            "The address <bdi dir=\"ltr\">mara@example.com</bdi> signs in with another Bitbucket (sandbox)"
                + " account. To use that one, sign out at Bitbucket (sandbox) first; then add this"
                + " one on your account page.");
    assertThat(other.get("/api/user").statusCode()).isEqualTo(401);
  }

  @Test
  @Tag("WEB-05")
  @Tag("C15")
  void anotherSiteCannotSignAnybodyOut() {
    APP.signIn(browser, Person.MARA);

    for (var site : new String[] {"cross-site", "same-site", "none"}) {
      var answer = browser.post("/logout", "", "Sec-Fetch-Site", site, "Origin", "null");
      assertThat(answer.statusCode()).as(site).isEqualTo(403);
      assertThat(answer.body()).contains("Nothing was changed");
    }
    for (var origin : new String[] {"null", "http://localhost", APP.base + ".evil"}) {
      assertThat(browser.post("/logout", "", "Origin", origin).statusCode())
          .as(origin)
          .isEqualTo(403);
    }
    assertThat(browser.post("/logout", "").statusCode()).isEqualTo(403);
    assertThat(browser.get("/api/user").statusCode()).isEqualTo(200);
    assertThat(
            browser
                .post("/logout", "", "Sec-Fetch-Site", "same-origin", "Origin", "null")
                .statusCode())
        .isEqualTo(303);
  }

  @Test
  @Tag("FLOW-02")
  @Tag("FLOW-11")
  @Tag("C14")
  void anAnswerCountsOnlyInTheBrowserThatAsked() {
    var callback = APP.agree(browser, "/oauth/login/bitbucket", Person.MARA);
    var other = APP.browser();

    var answer = other.get(callback);

    assertThat(location(answer)).isEqualTo("/login/problem");
    var page = other.get("/login/problem");
    assertThat(page.statusCode()).isEqualTo(400);
    assertThat(page.body())
        .contains("<h1>Start signing in again</h1>")
        .contains("This browser no longer knows the sign-in you began.")
        .contains("href=\"/oauth/login/bitbucket\"");
    assertThat(APP.sandbox.received(Endpoint.TOKEN)).isEmpty();
  }

  @Test
  @Tag("C06")
  void cancellingLeadsBackToEveryWayToSignIn() {
    var start = browser.get("/oauth/login/bitbucket");
    var state = parameter(location(start), "state");

    browser.get("/oauth/callback/bitbucket?error=access_denied&state=" + state);
    var page = browser.get("/login/problem");

    assertThat(page.statusCode()).isEqualTo(403);
    assertThat(page.body())
        .contains("<h1>Sign-in cancelled</h1>")
        .contains(
            "You did not give Social login access at Bitbucket (sandbox). Nothing was changed.")
        .contains("Continue with Bitbucket (sandbox)");
    assertThat(browser.cookies).containsOnlyKeys("social-login-problem");
  }

  @Test
  @Tag("C06")
  void tellsAProblemInJsonToWhoAsksForIt() {
    var start = browser.get("/oauth/login/bitbucket");
    var state = parameter(location(start), "state");

    var answer =
        browser.get(
            "/oauth/callback/bitbucket?error=access_denied&state=" + state,
            "Accept",
            "application/json");

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.headers().firstValue("Content-Type"))
        .contains("application/problem+json;charset=utf-8");
    assertThat(answer.body().replaceAll("[2-9A-Z]{4}-[2-9A-Z]{4}", "ref"))
        .isEqualTo(
            "{\"type\":\""
                + APP.base
                + "/problems/access-denied\",\"title\":\"Sign-in cancelled\",\"status\":403,"
                + "\"detail\":\"You did not give Social login access at Bitbucket (sandbox). Nothing"
                + " was changed. Choose how to go on.\",\"reference\":\"ref\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/account", "/docs/anything"})
  void aClosedPageLeadsToTheSignInPage(String path) {
    var answer = browser.get(path, "Accept", "text/html");

    if (path.equals("/account")) {
      assertThat(answer.statusCode()).isEqualTo(303);
      assertThat(location(answer)).isEqualTo("/login");
    } else {
      assertThat(answer.statusCode()).isEqualTo(404);
    }
  }

  @Test
  @Tag("SESS-17")
  @Tag("LIB-09")
  void nothingElseSignsAnybodyIn() {
    APP.signIn(browser, Person.MARA);
    var session = browser.cookies.get("social-login");
    var stranger = APP.browser();
    var claims = "eyJzdWIiOiJtYXJhIiwiZXhwIjo5OTk5OTk5OTk5fQ";
    for (var authorization :
        List.of(
            "Bearer " + session,
            "Bearer eyJhbGciOiJub25lIn0." + claims + '.',
            "Bearer eyJhbGciOiJIUzI1NiJ9." + claims + ".c2lnbmF0dXJl",
            "Basic YTpi")) {
      assertThat(stranger.get("/api/user", "Authorization", authorization).statusCode())
          .as(authorization)
          .isEqualTo(401);
    }
    assertThat(stranger.get("/api/user?access_token=" + session).statusCode()).isEqualTo(401);
    assertThat(stranger.post("/login", "username=a&password=b").statusCode()).isEqualTo(405);
    var json = stranger.post("/login", "{}", "Content-Type", "application/json");
    assertThat(json.statusCode()).isEqualTo(405);
    assertThat(stranger.cookies).isEmpty();
    for (var path :
        new String[] {
          "/token_info",
          "/keys",
          "/.well-known/oauth-protected-resource",
          "/oauth/logout",
          "/oauth/access_token"
        }) {
      assertThat(browser.get(path).statusCode()).as(path).isEqualTo(404);
    }
  }

  private static String encode(String value) {
    return URLEncoder.encode(value, UTF_8);
  }
}
