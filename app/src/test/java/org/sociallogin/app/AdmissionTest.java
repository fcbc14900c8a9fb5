package org.sociallogin.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sociallogin.app.Browser.location;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sociallogin.core.AccountEvent;
import org.sociallogin.core.AccountListener;
import org.sociallogin.core.AccountRepository;
import org.sociallogin.core.Admission;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.LoginFlow;
import org.sociallogin.core.UserId;
import org.sociallogin.sandbox.Person;

/** Who is let in, and who hears of it. */
class AdmissionTest {

  private static final Person TOMAS = Person.ALL.get(1);
  private static final Person INES = Person.ALL.get(2);
  private static final String[] OUR_PAGE = {"Sec-Fetch-Site", "same-origin"};

  @RegisterExtension final Logged log = new Logged();

  @Test
  void registrationIsClosedButForWhoIsKnownOrListed() {
    var database = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    try (var open = Running.start(Map.of("datasources.default.url", database))) {
      assertSignedIn(open.signIn(open.browser(), INES));
    }
    try (var closed =
        Running.start(
            Map.of(
                "datasources.default.url",
                database,
                "social-login.registration",
                "closed",
                "social-login.allow.email-domains",
                "example.com"))) {
      var ines = closed.browser();
      assertThat(ines.get("/login").body()).doesNotContain("First time here?");
      assertSignedIn(closed.signIn(ines, INES));
      ines.post("/account/delete", "", "Sec-Fetch-Site", "same-origin");
      assertThat(ines.get("/login").body())
          .contains("Your account is deleted", "Your account and everything in it are gone.")
          .doesNotContain("Continuing creates");
      assertSignedIn(closed.signIn(closed.browser(), Person.MARA));
      assertThat(refusal(closed, person("noor", Person.ALL)))
          .contains("registration-closed", "403");
    }
  }

  @Test
  @Tag("ACCT-09")
  void whoMayNotRegisterIsNotToldWhoseAddressItIs() {
    var database = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    try (var open = Running.start(Map.of("datasources.default.url", database))) {
      assertSignedIn(open.signIn(open.browser(), Person.MARA));
    }
    try (var closed =
        Running.start(
            Map.of("datasources.default.url", database, "social-login.registration", "closed"))) {
      var taken = refusal(closed, Person.MARA_AGAIN);

      assertThat(taken).startsWith("403 ").contains("/problems/registration-closed");
      assertThat(withoutReference(taken))
          .isEqualTo(withoutReference(refusal(closed, person("noor", Person.ALL))));
    }
  }

  private static String withoutReference(String answer) {
    return answer.replaceAll("[A-Z0-9]{4}-[A-Z0-9]{4}", "");
  }

  @Test
  void onlyPeopleOfTheWorkspacesComeIn() {
    try (var app =
        Running.start(Map.of("social-login.allow.bitbucket-workspaces", "Harbour,elsewhere"))) {
      assertThat(log.lines())
          .contains(
              "social-login.allow.bitbucket-workspaces is set: each person's workspaces are asked"
                  + " for at sign-in, which needs the permission Account: Read (scope account) of"
                  + " the OAuth consumer");
      assertSignedIn(app.signIn(app.browser(), Person.MARA));
      assertThat(refusal(app, TOMAS)).contains("not-allowed", "403");
    }
  }

  @Test
  void onlyPeopleWithAConfirmedAddressComeInWhereThatIsRequired() {
    try (var app = Running.start(Map.of("social-login.require-email", "true"))) {
      assertSignedIn(app.signIn(app.browser(), Person.MARA));
      assertThat(refusal(app, INES)).contains("email-required", "403");
      assertThat(app.rows("user")).isEqualTo(1);
    }
  }

  @Test
  @Tag("ACCT-21")
  void theAddressThatAnAccountNeedsIsNotRemovedWithItsIdentity() {
    try (var app = Running.start(Map.of("social-login.require-email", "true"))) {
      var browser = app.browser();
      app.signIn(browser, Person.MARA);
      assertSignedIn(browser.get(app.agree(browser, "/oauth/link/bitbucket", INES, OUR_PAGE)));
      var ids =
          Pattern.compile("\"id\":\"([^\"]*)\",\"provider\"")
              .matcher(browser.get("/api/user").body())
              .results()
              .map(id -> id.group(1))
              .toList();
      assertThat(ids).hasSize(2);

      assertThat(browser.send("DELETE", "/api/identities/" + ids.get(0), "", OUR_PAGE).body())
          .contains("/problems/last-identity");
      assertSignedIn(app.signIn(app.browser(), INES));
      assertThat(browser.send("DELETE", "/api/identities/" + ids.get(1), "", OUR_PAGE).statusCode())
          .isEqualTo(204);
      assertThat(refusal(app, INES)).contains("email-required", "403");
    }
  }

  @Test
  void aTeamDecidesInItsOwnWordsAndHearsWhatHappens() {
    var events = new CopyOnWriteArrayList<String>();
    Admission noTomas =
        (profile, user) -> {
          if ("tomas_example".equals(profile.preferredUsername())) {
            throw LoginException.notAllowed("Ask <b>Bo</b> for an invitation.");
          }
        };
    AccountListener deaf =
        event -> {
          throw new IllegalStateException("not now");
        };
    AccountListener listener = event -> events.add(words(event));
    try (var app = Running.start(Map.of(), noTomas, deaf, listener)) {
      var tomas = app.browser();
      var problem = location(app.signIn(tomas, TOMAS));
      assertThat(tomas.get(problem).body())
          .contains("Ask &lt;b&gt;Bo&lt;/b&gt; for an invitation.");
      assertSignedIn(app.signIn(app.browser(), Person.MARA));
      assertSignedIn(app.signIn(app.browser(), Person.MARA));

      assertThat(events).containsExactly("REFUSED NOT_ALLOWED", "REGISTERED", "SIGNED_IN");
    }
  }

  @Test
  void theTeamsWordsAreReadWhereALinkOrAConfirmationBegan() {
    Admission notTwice =
        (profile, user) -> {
          if (user != null) {
            throw LoginException.notAllowed("Ask <b>Bo</b> first.");
          }
        };
    try (var app = Running.start(Map.of(), notTwice)) {
      var browser = app.browser();
      app.signIn(browser, Person.MARA);
      for (var start : List.of("/oauth/link/bitbucket", "/oauth/confirm/bitbucket")) {
        browser.get(app.agree(browser, start, Person.MARA, OUR_PAGE));

        assertThat(browser.get("/account").body()).contains("<p>Ask &lt;b&gt;Bo&lt;/b&gt; first.");
      }
      assertThat(browser.get("/account").body()).doesNotContain("first.");
    }
  }

  @Test
  @Tag("ACCT-26")
  @Tag("SESS-10")
  void whoIsDisabledIsSignedOutAtOnceAndComesInNoMore() {
    try (var app = Running.start(Map.of("social-login.session.cache", "1h"))) {
      var browser = app.browser();
      app.signIn(browser, Person.MARA);
      var user = browser.get("/api/user").body().substring(7, 43);
      var bo = app.browser();
      app.signIn(bo, TOMAS);
      assertThat(bo.get("/api/user").statusCode()).isEqualTo(200);
      log.forget();

      var accounts = app.server.getApplicationContext().getBean(AccountRepository.class);
      assertThat(accounts.disable(new UserId(UUID.fromString(user)))).isTrue();

      assertThat(browser.get("/api/user").statusCode()).isEqualTo(401);
      assertThat(refusal(app, Person.MARA)).startsWith("403 ").contains("/problems/not-allowed");
      assertThat(bo.get("/api/user").statusCode()).isEqualTo(200);
      assertThat(audited())
          .containsExactly(
              "disabled user=" + user + " provider=- reason=-",
              "session-ended user=" + user + " provider=- reason=-",
              "refused user=" + user + " provider=bitbucket reason=not-allowed");
    }
  }

  private List<String> audited() {
    return log.events().stream()
        .filter(event -> event.getLoggerName().equals("org.sociallogin.audit"))
        .map(ILoggingEvent::getFormattedMessage)
        .map(line -> line.replaceFirst(" reference=\\S+ client=\\S+$", ""))
        .toList();
  }

  @Test
  @Tag("OPS-11")
  void everythingThatHappensToAnAccountIsOneLineOfTheAuditLog() {
    try (var app = Running.start()) {
      var browser = app.browser();
      app.signIn(browser, Person.MARA);
      var user = browser.get("/api/user").body().substring(7, 43);
      var start = browser.get("/oauth/link/bitbucket", OUR_PAGE);
      var callback = app.sandbox.agree(URI.create(location(start)), TOMAS);
      browser.get(callback.getRawPath() + '?' + callback.getRawQuery());
      var added = browser.get("/api/user").body().replaceAll(".*\\{\"id\":\"([^\"]*).*", "$1");
      browser.send("DELETE", "/api/identities/" + added, "", OUR_PAGE);
      app.signIn(app.browser(), Person.MARA);
      browser.send("DELETE", "/api/sessions", "", OUR_PAGE);
      app.signIn(app.browser(), Person.MARA_AGAIN);
      browser.send("DELETE", "/api/user", "", OUR_PAGE);

      assertThat(audited())
          .containsExactly(
              "registered user=" + user + " provider=bitbucket reason=-",
              "linked user=" + user + " provider=bitbucket reason=-",
              "unlinked user=" + user + " provider=bitbucket reason=-",
              "signed-in user=" + user + " provider=bitbucket reason=-",
              "session-ended user=" + user + " provider=- reason=-",
              "refused user=- provider=bitbucket reason=email-taken",
              "deleted user=" + user + " provider=- reason=-");
    }
  }

  @Test
  @Tag("OPS-09")
  @Tag("OPS-11")
  void everyLineSaysWhereItCameFromAndHasTheReferenceOfItsAnswer() {
    try (var app = Running.start(Map.of("social-login.trusted-proxies", "127.0.0.0/8, ::1"))) {
      var from = new String[] {"Accept", "application/json", "X-Forwarded-For", "::1, 192.0.2.7"};
      var mara = app.browser();
      mara.get(app.agree(mara, "/oauth/login/bitbucket", Person.MARA), from);
      var again = app.browser();
      var refusal = again.get(app.agree(again, "/oauth/login/bitbucket", Person.MARA_AGAIN), from);

      var lines = log.lines().stream().filter(line -> line.contains("reference=")).toList();
      assertThat(lines)
          .extracting(line -> line.replaceFirst(" .*", ""))
          .containsExactly("registered", "refused", "email-taken");
      assertThat(lines).allMatch(line -> line.contains(" client=192.0.2.7"));
      var references = lines.stream().map(Logged::reference).toList();
      assertThat(references.get(0)).matches("\\S{4}-\\S{4}").isNotEqualTo(references.get(1));
      assertThat(references.get(1)).isEqualTo(references.get(2));
      assertThat(refusal.body()).contains("\"reference\":\"" + references.get(2) + '"');
    }
  }

  @Test
  @Tag("ACCT-03")
  void aProviderThatLeadsElsewhereStopsTheStartUntilThatIsMeant() {
    var database = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    var elsewhere =
        Map.<String, Object>of(
            "datasources.default.url",
            database,
            "micronaut.security.oauth2.clients.bitbucket.authorization.url",
            "https://elsewhere.example/authorize");
    try (var app = Running.start(Map.of("datasources.default.url", database))) {
      assertSignedIn(app.signIn(app.browser(), Person.MARA));
    }
    try (var sameAgain =
        Running.start(
            Map.of(
                "datasources.default.url",
                database,
                "micronaut.security.oauth2.clients.bitbucket.client-id",
                "another"))) {
      assertThat(sameAgain.browser().get("/login").statusCode()).isEqualTo(200);
    }

    assertThatThrownBy(() -> Running.start(elsewhere))
        .rootCause()
        .hasMessageContaining(
            "set social-login.providers.bitbucket.accept-new-subjects-from to elsewhere.example");

    var accepted = new HashMap<>(elsewhere);
    accepted.put("social-login.providers.bitbucket.accept-new-subjects-from", "elsewhere.example");
    try (var app = Running.start(accepted)) {
      assertThat(app.browser().get("/login").statusCode()).isEqualTo(200);
    }
  }

  @Test
  @Tag("ACCT-03")
  void anotherClientOfPairwiseSubjectsStopsTheStartUntilThatIsMeant() {
    var properties = new HashMap<String, Object>();
    properties.put(
        "datasources.default.url", "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    properties.put("social-login.providers.bitbucket.subject-type", "pairwise");
    String authority;
    try (var app = Running.start(properties)) {
      assertSignedIn(app.signIn(app.browser(), INES));
      authority =
          app.server
              .getApplicationContext()
              .getBean(LoginFlow.class)
              .providers()
              .get(0)
              .authority();
    }
    properties.put("micronaut.security.oauth2.clients.bitbucket.client-id", "old-key-of-18-char");
    properties.put(
        "micronaut.security.oauth2.clients.bitbucket.client-secret",
        "old-secret-of-32-characters-0000");
    var named = authority.replaceFirst("#.*", "#old-key-of-18-char");

    assertThatThrownBy(() -> Running.start(properties))
        .rootCause()
        .hasMessageContaining(
            "set social-login.providers.bitbucket.accept-new-subjects-from to " + named);

    properties.put("social-login.providers.bitbucket.accept-new-subjects-from", named);
    try (var app = Running.start(properties)) {
      assertSignedIn(app.signIn(app.browser(), INES));
      assertThat(app.rows("user")).as("whoever has that subject now is somebody else").isEqualTo(2);
    }
  }

  private static String words(AccountEvent event) {
    return event.reason() == null ? event.kind().name() : event.kind() + " " + event.reason();
  }

  private static Person person(String username, List<Person> people) {
    return people.stream()
        .filter(person -> username.equals(person.user().get("nickname")))
        .findFirst()
        .orElseThrow();
  }

  private static void assertSignedIn(HttpResponse<String> callback) {
    assertThat(location(callback)).isEqualTo("/account");
  }

  /** The code and the status of the problem that somebody meets who wants to come in. */
  private static String refusal(Running app, Person person) {
    var browser = app.browser();
    var start = app.agree(browser, "/oauth/login/bitbucket", person);
    var answer = browser.get(start, "Accept", "application/json");
    return answer.statusCode() + " " + answer.body();
  }
}
