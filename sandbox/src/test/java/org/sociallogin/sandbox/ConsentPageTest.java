package org.sociallogin.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sociallogin.sandbox.Caller.json;
import static org.sociallogin.sandbox.Caller.location;
import static org.sociallogin.sandbox.Caller.parameters;

import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person sees at the look-alike, and what follows from the choices. */
class ConsentPageTest {

  private static final String WARNING =
      "Sandbox. This is not Bitbucket. No real account is used and nothing leaves this computer.";

  private final Sandbox sandbox = Sandbox.start(URI.create("http://localhost:8080"));
  private final Caller caller = new Caller(sandbox);

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void cannotBeTakenForBitbucket() {
    for (var page :
        List.of(caller.get(caller.request()), caller.get(sandbox.origin().resolve("/")))) {
      assertThat(page.body())
          .contains("<title>Sandbox, not Bitbucket – ")
          .contains("class=\"is-sandbox\"")
          .contains("<header class=\"sandbox\">")
          .doesNotContainIgnoringCase("password", "atlassian", "<script", "<img", "style=");
      assertThat(text(page).indexOf(WARNING)).isBetween(0, text(page).indexOf("<h1>"));
    }
  }

  @Test
  void readsFromTheQuestionToTheSmallPrint() {
    var page =
        caller.get(
            caller.request(
                "redirect_uri",
                "http://localhost:8080/oauth/callback/bitbucket",
                "scope",
                "account email",
                "state",
                "a\"<b>"));

    assertThat(text(page).replaceAll("<[^>]+>", "\n").replaceAll("\\s*\n\\s*", "\n").trim())
        .isEqualTo(
            """
            Sandbox, not Bitbucket – Social login
            Sandbox. This is not Bitbucket. No real account is used and nothing leaves this computer.
            Let Social login know who you are?
            It will receive:
            Your name and username
            Your e-mail addresses
            Sign in as
            Mara Lindqvist
            Confirmed e-mail
            Tomás Ó Súilleabháin
            Primary e-mail on the second page
            Ines
            No e-mail
            Noor van Dijk
            E-mail not confirmed
            عمر الفارسي
            Right-to-left name
            &lt;b&gt;Bobby&lt;/b&gt; &amp; "O'Neil"
            Markup in the name
            Lang…
            A name of 120 letters without a space
            onlyname_example
            No display name, username only
            Uma Nameless
            No username
            Mara (second account)
            The same confirmed e-mail as the first
            Make something go wrong
            What goes wrong
            Nothing
            The provider cancels (access_denied)
            The token endpoint takes 4 seconds
            The token endpoint never answers
            The token endpoint answers 500
            The token endpoint answers 429 with Retry-After
            The token endpoint answers HTML instead of JSON
            The token endpoint answers broken JSON
            The answer has a wrong state
            The answer has the code twice
            The token is refused (invalid_client)
            The e-mail call fails
            The account is not active
            Allow
            Cancel
            Redirect URI
            http://localhost:8080/oauth/callback/bitbucket
            Scopes
            account email
            State
            a"&lt;b&gt;""");
  }

  @Test
  void offersTheFirstPersonAndNoTroubleByDefault() {
    var page = caller.get(caller.request()).body();

    assertThat(count(page, "type=\"radio\" name=\"person\"")).isEqualTo(10);
    assertThat(count(page, "type=\"radio\" name=\"trouble\"")).isEqualTo(13);
    assertThat(page)
        .contains("name=\"person\" value=\"0\" checked>")
        .contains("name=\"trouble\" value=\"NOTHING\" checked>");
    assertThat(count(page, " checked>")).isEqualTo(2);
  }

  @Test
  void listsOnlyWhatWasAskedFor() {
    assertThat(caller.get(caller.request("scope", "account")).body())
        .contains("Your name and username")
        .doesNotContain("Your e-mail addresses");
  }

  @Test
  void letsTheFormLeadToTheApplicationAndNowhereElse() {
    var headers = caller.get(caller.request()).headers();

    assertThat(headers.allValues("Content-Security-Policy"))
        .containsExactly(
            "default-src 'none'; style-src 'self'; form-action 'self' http://localhost:8080;"
                + " base-uri 'none'; frame-ancestors 'none'");
    assertThat(headers.allValues("Cache-Control")).containsExactly("no-store");
    assertThat(headers.allValues("X-Content-Type-Options")).containsExactly("nosniff");
    assertThat(headers.allValues("Referrer-Policy")).containsExactly("same-origin");
    assertThat(headers.allValues("Cross-Origin-Opener-Policy")).containsExactly("same-origin");
    assertThat(headers.allValues("Cross-Origin-Resource-Policy")).containsExactly("same-origin");
    assertThat(headers.map().keySet())
        .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"));
  }

  @Test
  void letsTheFormLeadToAnIpv6AddressThoughAPolicyCannotNameIt() {
    try (var ipv6 = Sandbox.start(URI.create("http://[::1]:8080"))) {
      var other = new Caller(ipv6);

      assertThat(other.get(other.request()).headers().firstValue("Content-Security-Policy"))
          .hasValueSatisfying(policy -> assertThat(policy).contains("form-action 'self' http:;"));
    }
  }

  @Test
  void isStyledByTheProjectsOneStylesheet() {
    var css = caller.get(sandbox.origin().resolve("/pages.css"));

    assertThat(css.headers().firstValue("Content-Type")).contains("text/css; charset=utf-8");
    assertThat(css.body()).contains(":root.is-sandbox", ".sandbox{");
  }

  @Test
  void signsInWhoWasChosen() {
    for (var number = 0; number < 10; number++) {
      var answer = caller.post(caller.request(), "person=" + number + "&answer=allow");
      var token =
          json(caller.token(parameters(location(answer)).getOrDefault("code", "")))
              .path("access_token")
              .textValue();

      assertThat(json(caller.api(Endpoint.USER, token)).path("uuid").textValue())
          .isEqualTo(Person.ALL.get(number).user().get("uuid"));
    }
  }

  @Test
  void cancelsForWhoCancelsOrHasTheProviderCancel() {
    for (var decision : List.of("answer=cancel", "trouble=CANCELS&answer=allow", "")) {
      assertThat(parameters(location(caller.post(caller.request("state", "S"), decision))))
          .isEqualTo(Map.of("error", "access_denied", "state", "S"));
    }
  }

  @Test
  void canBringBackAWrongStateOrTheCodeTwice() {
    var wrong = caller.post(caller.request("state", "S"), "trouble=WRONG_STATE&answer=allow");
    var twice = caller.post(caller.request("state", "S"), "trouble=CODE_TWICE&answer=allow");

    assertThat(parameters(location(wrong))).containsEntry("state", "wrong").containsKey("code");
    assertThat(location(twice).getRawQuery()).matches("state=S&code=([\\w-]+)&code=\\1");
  }

  @ParameterizedTest
  @CsvSource({
    "TOKEN_FAILS, 500, text/html; charset=utf-8",
    "TOKEN_BUSY, 429, text/plain",
    "TOKEN_HTML, 200, text/html; charset=utf-8",
    "TOKEN_BROKEN, 200, application/json; charset=utf-8",
    "CLIENT_REFUSED, 401, application/json"
  })
  void canHaveTheTokenEndpointAnswerBadly(Trouble trouble, int status, String type) {
    var answer = caller.token(troubled(trouble));

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains(type);
    assertThat(answer.body()).doesNotContain("\"token_type\"");
    assertThat(answer.headers().firstValue("Retry-After").isPresent())
        .isEqualTo(trouble == Trouble.TOKEN_BUSY);
  }

  @Test
  void canHaveTheTokenEndpointTakeFourSeconds() {
    var begun = System.nanoTime();

    assertThat(caller.token(troubled(Trouble.TOKEN_SLOW)).statusCode()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(3_900));
  }

  @Test
  void canHaveTheTokenEndpointHang() {
    var code = troubled(Trouble.TOKEN_HANGS);
    var impatient = new Caller(sandbox, Duration.ofMillis(300));

    assertThatThrownBy(() -> impatient.token(code)).hasCauseInstanceOf(HttpTimeoutException.class);
  }

  @Test
  void canHaveTheEmailCallFail() {
    var tokens = json(caller.token(troubled(Trouble.EMAILS_FAIL)));
    var token = tokens.path("access_token").textValue();

    assertThat(caller.api(Endpoint.USER, token).statusCode()).isEqualTo(200);
    assertThat(caller.api(Endpoint.EMAILS, token).statusCode()).isEqualTo(500);
  }

  @Test
  void canHaveTheAccountBeInactive() {
    var tokens = json(caller.token(troubled(Trouble.ACCOUNT_INACTIVE)));

    var user = json(caller.api(Endpoint.USER, tokens.path("access_token").textValue()));

    assertThat(user.path("account_status").textValue()).isEqualTo("inactive");
  }

  @Test
  void troublesNobodyElse() {
    var troubled = troubled(Trouble.TOKEN_FAILS);
    var other = caller.code(Person.MARA);

    assertThat(caller.token(troubled).statusCode()).isEqualTo(500);
    assertThat(caller.token(other).statusCode()).isEqualTo(200);
  }

  /** The code of somebody who agreed and chose that trouble. */
  private String troubled(Trouble trouble) {
    var answer = caller.post(caller.request(), "trouble=" + trouble + "&answer=allow");
    return parameters(location(answer)).getOrDefault("code", "");
  }

  private static String text(HttpResponse<String> page) {
    return page.body().replaceAll("(?s)<(meta|link|input)[^>]*>", "");
  }

  private static long count(String page, String part) {
    return Pattern.compile(part, Pattern.LITERAL).matcher(page).results().count();
  }
}
