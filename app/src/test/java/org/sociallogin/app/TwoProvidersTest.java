package org.sociallogin.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sociallogin.app.Browser.location;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sociallogin.sandbox.Consumer;
import org.sociallogin.sandbox.Endpoint;
import org.sociallogin.sandbox.Person;
import org.sociallogin.sandbox.Sandbox;

/** One person with an account at two providers, whose address is the same at both. */
class TwoProvidersTest {

  private static final String CLIENT = "micronaut.security.oauth2.clients.acme.";
  private static final String ACME = "social-login.providers.acme.";
  private static final String[] OUR_PAGE = {"Sec-Fetch-Site", "same-origin"};
  private static final Pattern REMOVE =
      Pattern.compile("href=\"(/account/identities/[0-9a-f-]{36}/remove)\"");

  private final Sandbox acme = Sandbox.start(URI.create("http://localhost"));
  private final Map<String, Object> withoutAcme =
      Map.of("datasources.default.url", "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");

  @AfterEach
  void close() {
    acme.close();
  }

  private Running withAcme() {
    var properties = new HashMap<>(withoutAcme);
    properties.put(CLIENT + "client-id", "id1");
    properties.put(CLIENT + "client-secret", "secret1");
    properties.put(CLIENT + "authorization.url", acme.authorizationUrl().toString());
    properties.put(CLIENT + "token.url", acme.url(Endpoint.TOKEN).toString());
    properties.put(CLIENT + "scopes", "account,email");
    properties.put(ACME + "kind", "oauth2");
    properties.put(ACME + "display-name", "Acme");
    properties.put(ACME + "user-info.url", acme.url(Endpoint.USER).toString());
    properties.put(ACME + "mapping.subject", "/uuid");
    properties.put(ACME + "emails.url", acme.url(Endpoint.EMAILS).toString());
    properties.put(ACME + "emails.items", "/values");
    properties.put(ACME + "emails.primary", "/is_primary");
    properties.put(ACME + "emails.verified", "/is_confirmed");
    var running = Running.start(properties);
    acme.register(
        new Consumer("id1", "secret1", "Notes", running.base, List.of("account", "email"), false));
    return running;
  }

  private HttpResponse<String> throughAcme(Browser browser, String start) {
    var callback = acme.agree(URI.create(location(browser.get(start, OUR_PAGE))), Person.MARA);
    return browser.get(callback.getRawPath() + '?' + callback.getRawQuery());
  }

  @Test
  @Tag("ACCT-05")
  @Tag("ACCT-09")
  void whoseAddressIsTakenSignsInWithTheFirstAndAddsTheOther() {
    try (var app = withAcme()) {
      var before = app.browser();
      app.signIn(before, Person.MARA);
      var account = before.get("/api/user").body();
      var browser = app.browser();

      var refused = throughAcme(browser, "/oauth/login/acme");
      assertThat(location(refused)).isEqualTo("/login/problem");
      var page = browser.get("/login/problem");
      assertThat(page.statusCode()).isEqualTo(409);
      assertThat(words(page).replaceAll("[A-Z0-9]{4}-[A-Z0-9]{4}", "…"))
          .isEqualTo(
              " You already have an account The address mara@example.com signs in with Bitbucket"
                  + " (sandbox). Sign in that way; then add Acme on your account page. Continue with"
                  + " Bitbucket (sandbox) Back to Social login Reference: … If you ask for help,"
                  + " give this reference. ");
      assertThat(page.body()).contains("href=\"/oauth/login/bitbucket\"");
      assertThat(browser.cookies).doesNotContainKey("social-login");
      assertThat(before.get("/account").statusCode()).isEqualTo(200);
      assertThat(before.get("/api/user").body()).isEqualTo(account);
      assertThat(app.rows("identity")).isEqualTo(1);
      assertThat(app.rows("session")).isEqualTo(1);
      assertThat(location(app.signIn(browser, Person.MARA))).isEqualTo("/account");
      assertThat(browser.get("/account").body()).contains("href=\"/oauth/link/acme\"");
      assertThat(location(throughAcme(browser, "/oauth/link/acme"))).isEqualTo("/account");
      assertThat(words(browser.get("/account")))
          .contains("Acme is added. You can now sign in with it. Your other browsers")
          .contains("You can sign in with any of these.");

      var afterwards = app.browser();
      assertThat(location(throughAcme(afterwards, "/oauth/login/acme"))).isEqualTo("/account");
      assertThat(userId(afterwards)).isEqualTo(userId(browser));
      assertThat(app.rows("user")).isEqualTo(1);
    }
  }

  @Test
  @Tag("ACCT-09")
  @Tag("C49")
  void whoseAccountHasNoWayInThatWorksIsNotSentRoundInACircle() {
    try (var app = withAcme()) {
      assertThat(location(throughAcme(app.browser(), "/oauth/login/acme"))).isEqualTo("/account");
    }
    try (var app = Running.start(withoutAcme)) {
      var browser = app.browser();

      app.signIn(browser, Person.MARA);

      assertThat(words(browser.get("/login/problem")))
          .contains(
              "You already have an account The address mara@example.com has an account, and no way"
                  + " to sign in to it works any more. The people who run Social login have to fix"
                  + " this. Tell them the reference below. Back to sign-in");
      // As the configuration tells them.
      assertThat(
              app.update(
                  "delete from social_login_verified_email where address = 'mara@example.com'"))
          .isEqualTo(1);
      assertThat(location(app.signIn(browser, Person.MARA))).isEqualTo("/account");
      assertThat(browser.get("/api/user").body())
          .contains("\"email\":{\"address\":\"mara@example.com\",\"verified\":true},\"picture\"");
      assertThat(app.rows("user")).isEqualTo(2);
    }
  }

  @Test
  @Tag("ACCT-21")
  @Tag("C49")
  void aProviderThatIsTakenOutStaysListedAndTheLastWayThatWorksStays() {
    var browser = new HashMap<String, String>();
    try (var app = withAcme()) {
      var mara = app.browser();
      app.signIn(mara, Person.MARA);
      throughAcme(mara, "/oauth/link/acme");
      assertThat(words(mara.get("/account")))
          .contains("Acme is added. You can now sign in with it. Your account");
      browser.putAll(mara.cookies);
    }
    try (var app = Running.start(withoutAcme)) {
      var mara = app.browser();
      mara.cookies.putAll(browser);
      var page = mara.get("/account");

      assertThat(words(page))
          .contains("This is your only way to sign in. Add another before you remove it.")
          .contains("acme · No name shared You can no longer sign in with this one. Remove acme");
      var offered = REMOVE.matcher(page.body()).results().map(found -> found.group(1)).toList();
      assertThat(offered).hasSize(1);
      var bitbucket =
          mara.get("/api/user")
              .body()
              .replaceAll(".*\\{\"id\":\"([^\"]*)\",\"provider\":\"bitbucket\".*", "$1");
      assertThat(mara.post("/account/identities/" + bitbucket + "/remove", "", OUR_PAGE).body())
          .contains("Keep one way to sign in");
      assertThat(mara.get("/oauth/login/acme").statusCode()).isEqualTo(404);
      assertThat(mara.get("/api/providers").body()).doesNotContain("acme");

      assertThat(location(mara.post(offered.get(0), "", OUR_PAGE))).isEqualTo("/account");

      assertThat(words(mara.get("/account"))).contains("acme is removed.");
      assertThat(location(app.signIn(app.browser(), Person.MARA))).isEqualTo("/account");
    }
  }

  private static String userId(Browser who) {
    return who.get("/api/user").body().substring(7, 43);
  }

  /** What a page says, without its markup. */
  private static String words(HttpResponse<String> page) {
    return AccountTest.words(page.body());
  }
}
