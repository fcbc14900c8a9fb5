package org.sociallogin.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sociallogin.app.Browser.location;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sociallogin.sandbox.Answer;
import org.sociallogin.sandbox.Consumer;
import org.sociallogin.sandbox.Endpoint;
import org.sociallogin.sandbox.Person;
import org.sociallogin.sandbox.Quirk;

/** What Bitbucket does of its own, known and guessed, and what people and operators read then. */
class BitbucketTest {

  private static final String CLIENT = "micronaut.security.oauth2.clients.bitbucket.";

  @RegisterExtension
  static final Running APP = Running.start(Map.of("social-login.failed-callbacks", 1_000_000));

  private final Browser browser = APP.browser();

  @RegisterExtension final Logged log = new Logged();

  @Test
  void sendsWhoAgreedBeforeStraightBack() {
    APP.sandbox.agreedBefore(Person.MARA);
    var request = URI.create(location(browser.get("/oauth/login/bitbucket?return_to=/docs")));

    var callback = atBitbucket(APP, request);

    assertThat(location(browser.get(callback))).isEqualTo("/docs");
  }

  @ParameterizedTest
  @CsvSource({"CANCELS_WITH_DESCRIPTION, access-denied", "CANCELS_WITHOUT_STATE, attempt-missing"})
  @Tag("C06")
  @Tag("FLOW-11")
  void cancelsInMoreThanOneWay(Quirk quirk, String problem) {
    APP.sandbox.behave(quirk);
    var request = URI.create(location(browser.get("/oauth/login/bitbucket")));

    assertThat(problem(browser, path(APP.sandbox.cancel(request)))).isEqualTo(problem);

    assertThat(browser.get("/login/problem").body())
        .contains("href=\"/oauth/login/bitbucket\"")
        .doesNotContain("The person did not agree.");
  }

  @Test
  @Tag("FLOW-12")
  void refusesAScopeThatTheConsumerDoesNotHave() {
    try (var app = Running.start(Map.of(CLIENT + "scopes", List.of("account", "repository")))) {
      var visitor = app.browser();
      var request = URI.create(location(visitor.get("/oauth/login/bitbucket")));

      assertThat(problem(visitor, atBitbucket(app, request))).isEqualTo("provider-refused");

      assertThat(log.lines()).anyMatch(line -> line.contains("\"invalid_scope\""));
    }
  }

  @ParameterizedTest
  @CsvSource({", response-invalid", "CALLS_BAD_CODES_INVALID_REQUEST, provider-refused"})
  void takesACodeNoMoreThatThePersonWithdrew(@Nullable Quirk quirk, String problem) {
    if (quirk != null) {
      APP.sandbox.behave(quirk);
    }
    var callback = APP.agree(browser, "/oauth/login/bitbucket", Person.MARA);
    APP.sandbox.revoke(Person.MARA);

    assertThat(problem(browser, callback)).isEqualTo(problem);
  }

  @Test
  void namesAWrongSecretInItsOwnWords() {
    try (var app = Running.start(Map.of(CLIENT + "client-secret", "not-this-one"))) {
      var visitor = app.browser();
      var callback = app.agree(visitor, "/oauth/login/bitbucket", Person.MARA);

      assertThat(problem(visitor, callback)).isEqualTo("provider-refused");

      assertThat(log.lines())
          .anyMatch(line -> line.contains("unauthorized_client: Invalid OAuth client credentials"))
          .noneMatch(line -> line.contains("not-this-one"));
    }
  }

  @Test
  @Tag("C29")
  void keepsAddressesFromAConsumerThatMayNotSeeThem() {
    try (var app = Running.start(Map.of(CLIENT + "scopes", List.of("account")))) {
      var consumer = app.sandbox.clientId();
      app.sandbox.register(
          new Consumer(
              consumer,
              app.sandbox.clientSecret(),
              "Social login",
              URI.create(app.base + "/oauth/callback/bitbucket"),
              List.of("account"),
              true));
      var visitor = app.browser();

      assertThat(location(app.signIn(visitor, Person.MARA))).isEqualTo("/account");

      assertThat(visitor.get("/api/user").body()).contains("\"email\":null");
      assertThat(log.lines())
          .anyMatch(line -> line.contains("may lack the permission Account: Email (scope email)"));
    }
  }

  @Test
  @Tag("HTTP-08")
  void listsAddressesElsewhereWhichNobodyAsksFor() throws IOException {
    try (var elsewhere = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      for (var next :
          List.of(
              "http://127.0.0.1:" + elsewhere.getLocalPort() + "/2.0/user/emails",
              APP.sandbox.url(Endpoint.EMAILS).toString())) {
        APP.sandbox.reset();
        APP.sandbox.answer(
            Endpoint.EMAILS,
            Answer.json(
                "{\"values\":[{\"email\":\"far@example.com\",\"is_primary\":false,"
                    + "\"is_confirmed\":true}],\"next\":\""
                    + next
                    + "\"}"));

        assertThat(location(APP.signIn(browser, Person.MARA.with("uuid", "{far}"))))
            .isEqualTo("/account");

        assertThat(browser.get("/api/user").body()).contains("\"email\":null");
        assertThat(APP.sandbox.received(Endpoint.EMAILS)).hasSize(1);
      }
      elsewhere.setSoTimeout(1);
      Assertions.assertThatThrownBy(elsewhere::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  /** Where the browser comes back to that asks Bitbucket's own page, which asks nobody. */
  private static String atBitbucket(Running app, URI request) {
    var answer = new Browser(app.sandbox.origin()).get(request.toString());
    assertThat(answer.statusCode()).isEqualTo(302);
    return path(URI.create(location(answer)));
  }

  private static String path(URI callback) {
    return callback.getRawPath() + '?' + callback.getRawQuery();
  }

  /** What the sign-in came to: the same for the person and in the log. */
  private String problem(Browser browser, String callback) {
    log.forget();
    assertThat(location(browser.get(callback))).isEqualTo("/login/problem");
    assertThat(log.lines()).hasSize(1);
    var line = log.lines().get(0);
    assertThat(browser.get("/login/problem").body()).contains(Logged.reference(line));
    return line.substring(0, line.indexOf(' '));
  }
}
