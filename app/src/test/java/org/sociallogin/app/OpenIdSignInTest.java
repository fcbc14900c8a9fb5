package org.sociallogin.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.sociallogin.app.Browser.location;
import static org.sociallogin.app.Browser.parameter;

import java.net.URLEncoder;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sociallogin.sandbox.Endpoint;
import org.sociallogin.sandbox.Person;

/** People who come from an issuer that the application knows by three lines of configuration. */
class OpenIdSignInTest {

  private static final String CLIENT = "micronaut.security.oauth2.clients.acme.";
  private static final Map<String, Object> ADA =
      Map.of(
          "sub", "ada|1",
          "name", "Ada Example",
          "email", "ada@example.com",
          "email_verified", true);

  private static Map<String, Object> configuration(String issuer) {
    return Map.of(
        CLIENT + "client-id", "id1",
        CLIENT + "client-secret", "secret1",
        CLIENT + "openid.issuer", issuer);
  }

  private static String callback(TestIssuer issuer, Browser browser) {
    var request = location(browser.get("/oauth/login/acme"));
    assertThat(request).startsWith(issuer.issuer() + "/authorize?response_type=code");
    return "/oauth/callback/acme?" + issuer.agree(request);
  }

  @Test
  void signInByConfigurationAlone() {
    try (var issuer = new TestIssuer(0, ADA);
        var app = Running.start(configuration(issuer.issuer()))) {
      var browser = app.browser();

      assertThat(location(browser.get(callback(issuer, browser)))).isEqualTo("/account");

      assertThat(browser.get("/api/user").body())
          .contains("\"name\":\"Ada Example\"")
          .contains("\"email\":{\"address\":\"ada@example.com\",\"verified\":true}")
          .contains("\"provider\":\"acme\",\"subject\":\"ada|1\"");
    }
  }

  @Test
  @Tag("C53")
  void areOneProviderHoweverItsNameIsWrittenWhereItIsConfigured() {
    try (var issuer = new TestIssuer(0, ADA)) {
      var capitals = new HashMap<String, Object>();
      configuration(issuer.issuer())
          .forEach((key, value) -> capitals.put(key.replace("acme", "ACME"), value));
      try (var app = Running.start(capitals)) {
        var browser = app.browser();
        var callback = callback(issuer, browser);

        assertThat(app.browser().get("/api/providers").body()).contains("\"/oauth/login/acme\"");
        assertThat(app.browser().get("/oauth/login/ACME").statusCode()).isEqualTo(404);
        assertThat(location(browser.get(callback))).isEqualTo("/account");
        assertThat(browser.get("/api/user").body()).contains("\"provider\":\"acme\"");
      }
    }
  }

  @Test
  void standInTheConfiguredOrder() {
    var all = new HashMap<>(configuration("https://acme.example.test"));
    all.put("social-login.providers.acme.display-name", "Acme");
    all.put("social-login.providers.acme.order", "1");
    all.put("social-login.providers.bitbucket.order", "2");
    try (var app = Running.start(all)) {
      assertThat(app.browser().get("/api/providers").body())
          .isEqualTo(
              "[{\"id\":\"acme\",\"name\":\"Acme\",\"login\":\"/oauth/login/acme\"},"
                  + "{\"id\":\"bitbucket\",\"name\":\"Bitbucket (sandbox)\","
                  + "\"login\":\"/oauth/login/bitbucket\"}]");
    }
  }

  @Test
  @Tag("FLOW-36")
  void needNoIssuerAtTheStartAndOneThatIsDownHurtsOnlyItself() {
    var port = Running.freePort();
    try (var app = Running.start(configuration(TestIssuer.at(port)))) {
      var unlucky = app.browser().get("/oauth/login/acme", "Accept", "application/json");
      assertThat(unlucky.statusCode()).isEqualTo(503);
      assertThat(unlucky.body()).contains("provider-unavailable");
      assertThat(location(app.signIn(app.browser(), Person.MARA))).isEqualTo("/account");
    }
  }

  @Test
  @Tag("ACCT-20")
  void aSignInFromBeforeTheQuestionConfirmsNobody() {
    var person = new HashMap<>(ADA);
    person.put("auth_time", Instant.now().minusSeconds(3_600).getEpochSecond());
    try (var issuer = new TestIssuer(0, person);
        var app = Running.start(configuration(issuer.issuer()))) {
      var browser = app.browser();
      browser.get(callback(issuer, browser));
      var request =
          location(
              browser.get(
                  "/oauth/confirm/acme?return_to=/account/delete",
                  "Sec-Fetch-Site",
                  "same-origin"));
      assertThat(parameter(request, "max_age")).isEqualTo("0");

      var answer =
          browser.get(
              "/oauth/callback/acme?" + issuer.agree(request), "Accept", "application/json");

      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body()).contains("reauthentication-required");
      assertThat(browser.get("/api/user").statusCode()).isEqualTo(200);
    }
  }

  @Test
  @Tag("FLOW-06")
  @Tag("FLOW-33")
  void aTokenOfAnotherAttemptSignsNobodyIn() {
    try (var issuer = new TestIssuer(0, ADA);
        var app = Running.start(configuration(issuer.issuer()))) {
      var browser = app.browser();
      var other = app.browser();
      var stolen = callback(issuer, other).replaceFirst("&state=[^&]+", "");
      var state = callback(issuer, browser).replaceFirst(".*(&state=[^&]+).*", "$1");

      var answer = browser.get(stolen + state, "Accept", "application/json");

      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("response-invalid");
      assertThat(browser.get("/api/user").statusCode()).isEqualTo(401);
    }
  }

  /** The node that began it knew that the issuer always names itself; this one finds out. */
  @Test
  @Tag("FLOW-08")
  void anAnswerWithoutAnIssuerIsNotBelievedOnAnotherNodeEither() {
    try (var issuer = new TestIssuer(0, ADA);
        var app = Running.start(configuration(issuer.issuer()));
        var other = Running.start(configuration(issuer.issuer()))) {
      var begun = app.browser();
      var state = parameter(location(begun.get("/oauth/login/acme")), "state");
      var cancelled = "/oauth/callback/acme?error=access_denied&state=" + state;
      var named = cancelled + "&iss=" + URLEncoder.encode(issuer.issuer(), UTF_8);

      assertThat(answered(other, begun, cancelled)).contains("response-invalid");
      assertThat(answered(other, begun, cancelled.replace("error=access_denied", "code=a")))
          .contains("response-invalid");
      assertThat(answered(other, begun, named)).contains("access-denied");
    }
  }

  /** What a browser with the cookies of that one reads there. */
  private static String answered(Running app, Browser begun, String callback) {
    var browser = app.browser();
    browser.cookies.putAll(begun.cookies);
    return browser.get(callback, "Accept", "application/json").body();
  }

  @Test
  @Tag("FLOW-07")
  void anAnswerAtTheAddressOfAnotherProviderSignsNobodyIn() {
    try (var issuer = new TestIssuer(0, ADA);
        var app = Running.start(configuration(issuer.issuer()))) {
      var browser = app.browser();
      var fromBitbucket = app.agree(browser, "/oauth/login/bitbucket", Person.MARA);
      var fromAcme = callback(issuer, browser);
      var asked = issuer.requests.get();

      for (var swapped :
          List.of(
              fromBitbucket.replace("/bitbucket?", "/acme?"),
              fromAcme.replace("/acme?", "/bitbucket?"))) {
        var answer = browser.get(swapped, "Accept", "application/json");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("response-invalid");
      }
      assertThat(browser.cookies).isEmpty();
      assertThat(issuer.requests).hasValue(asked);
      assertThat(app.sandbox.received(Endpoint.TOKEN)).isEmpty();
    }
  }

  @Test
  @Tag("FLOW-07")
  @Tag("FLOW-17")
  void norDoesAnAttemptThatWasEditedToBeOfAnotherProvider() {
    try (var issuer = new TestIssuer(0, ADA);
        var app = Running.start(configuration(issuer.issuer()))) {
      var browser = app.browser();
      var callback = app.agree(browser, "/oauth/login/bitbucket", Person.MARA);
      browser.cookies.replaceAll((name, value) -> value.replaceFirst("bitbucket", "acme"));

      var answer = browser.get(callback, "Accept", "application/json");

      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("response-invalid");
      assertThat(app.sandbox.received(Endpoint.TOKEN)).isEmpty();
    }
  }
}
