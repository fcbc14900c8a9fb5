package org.sociallogin.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sociallogin.app.Browser.location;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sociallogin.sandbox.Answer;
import org.sociallogin.sandbox.Endpoint;
import org.sociallogin.sandbox.Person;

/** What people read, and operators find, when the provider does not answer as it should. */
class ProviderTroubleTest {

  @RegisterExtension
  static final Running APP = Running.start(Map.of("social-login.provider-timeout", "2s"));

  private static final Pattern BUTTON = Pattern.compile("<a class=\"button[^>]* href=\"([^\"]+)\"");
  private static final String HTML = "text/html; charset=utf-8";

  private final Browser browser = APP.browser();

  @RegisterExtension final Logged log = new Logged();

  static Stream<Arguments> troubles() {
    return Stream.of(
        Arguments.of(Endpoint.TOKEN, Answer.of(500, HTML, "<h1>500</h1>"), "provider-unavailable"),
        Arguments.of(Endpoint.TOKEN, Answer.of(502, HTML, "<h1>502</h1>"), "provider-unavailable"),
        Arguments.of(
            Endpoint.TOKEN, Answer.of(429, "text/plain", "Rate limit"), "provider-unavailable"),
        Arguments.of(Endpoint.TOKEN, Answer.hang(), "provider-unavailable"),
        Arguments.of(Endpoint.TOKEN, Answer.drip(300), "provider-unavailable"),
        Arguments.of(Endpoint.TOKEN, Answer.disconnect(), "provider-unavailable"),
        Arguments.of(
            Endpoint.TOKEN, Answer.of(200, HTML, "<h1>Back soon</h1>"), "provider-unintelligible"),
        Arguments.of(Endpoint.TOKEN, Answer.json("{\"access_token\":"), "provider-unintelligible"),
        Arguments.of(Endpoint.TOKEN, Answer.json("[]"), "provider-unintelligible"),
        Arguments.of(Endpoint.TOKEN, Answer.json("null"), "provider-unintelligible"),
        Arguments.of(Endpoint.TOKEN, Answer.json(""), "provider-unintelligible"),
        Arguments.of(Endpoint.TOKEN, Answer.json("{}"), "provider-unintelligible"),
        Arguments.of(
            Endpoint.TOKEN,
            Answer.json("{\"access_token\":\"a\",\"token_type\":\"mac\"}"),
            "provider-unintelligible"),
        Arguments.of(Endpoint.TOKEN, Answer.huge(10_000_000), "provider-unintelligible"),
        Arguments.of(Endpoint.TOKEN, Answer.redirect(301, "/elsewhere"), "provider-unintelligible"),
        Arguments.of(
            Endpoint.TOKEN,
            Answer.of(400, "application/json", "{\"error\":\"unauthorized_client\"}"),
            "provider-refused"),
        Arguments.of(
            Endpoint.TOKEN,
            Answer.of(401, "application/json", "{\"error\":\"invalid_client\"}"),
            "provider-refused"),
        Arguments.of(
            Endpoint.TOKEN,
            Answer.json("{\"error\":\"bad_verification_code\"}"),
            "provider-refused"),
        Arguments.of(
            Endpoint.TOKEN,
            Answer.of(400, "application/json", "{\"error\":\"invalid_grant\"}"),
            "response-invalid"),
        Arguments.of(Endpoint.USER, Answer.of(401, "application/json", "{}"), "provider-refused"),
        Arguments.of(Endpoint.USER, Answer.of(403, "application/json", "{}"), "provider-refused"),
        Arguments.of(
            Endpoint.USER, Answer.of(404, "application/json", "{}"), "provider-unintelligible"),
        Arguments.of(Endpoint.USER, Answer.of(503, HTML, ""), "provider-unavailable"),
        Arguments.of(Endpoint.USER, Answer.hang(), "provider-unavailable"),
        Arguments.of(Endpoint.USER, Answer.drip(300), "provider-unavailable"),
        Arguments.of(Endpoint.USER, Answer.json("[]"), "provider-unintelligible"),
        Arguments.of(Endpoint.USER, Answer.json("null"), "provider-unintelligible"),
        Arguments.of(
            Endpoint.USER, Answer.json("{\"display_name\":\"Ada\"}"), "provider-unintelligible"),
        Arguments.of(
            Endpoint.USER,
            Answer.json("{\"type\":\"user\",\"uuid\":\"   \"}"),
            "provider-unintelligible"),
        Arguments.of(
            Endpoint.USER,
            Answer.json("{\"type\":\"user\",\"uuid\":{}}"),
            "provider-unintelligible"),
        Arguments.of(Endpoint.USER, Answer.json("[".repeat(100_000)), "provider-unintelligible"),
        Arguments.of(
            Endpoint.USER, Answer.json("{\"type\":\"team\",\"uuid\":\"{a}\"}"), "not-allowed"),
        Arguments.of(
            Endpoint.USER,
            Answer.json("{\"type\":\"user\",\"uuid\":\"{a}\",\"account_status\":\"inactive\"}"),
            "not-allowed"),
        Arguments.of(Endpoint.EMAILS, Answer.of(500, HTML, ""), "provider-unavailable"),
        Arguments.of(Endpoint.EMAILS, Answer.hang(), "provider-unavailable"),
        Arguments.of(Endpoint.EMAILS, Answer.drip(300), "provider-unavailable"),
        Arguments.of(Endpoint.EMAILS, Answer.json("{"), "provider-unintelligible"));
  }

  @ParameterizedTest
  @MethodSource("troubles")
  @Tag("HTTP-01")
  @Tag("HTTP-03")
  @Tag("HTTP-04")
  @Tag("HTTP-06")
  @Tag("HTTP-07")
  @Tag("HTTP-20")
  @Tag("C23")
  @Tag("C24")
  @Tag("C28")
  void tellsThePersonAndTheOperator(Endpoint endpoint, Answer answer, String problem) {
    APP.sandbox.answer(endpoint, answer);

    var callback = APP.signIn(browser, Person.MARA);

    assertThat(location(callback)).isEqualTo("/login/problem");
    var page = browser.get("/login/problem");
    // Besides the line of the audit's own log.
    var outcomes = log.lines().stream().filter(line -> !line.startsWith("refused ")).toList();
    assertThat(outcomes)
        .singleElement()
        .asString()
        .startsWith(problem + " provider=bitbucket reference=")
        .doesNotContain("cause=-");
    var told = Told.of(problem);
    assertThat(page.statusCode()).isEqualTo(told.status);
    assertThat(page.body())
        .contains("<h1>" + told.heading)
        .contains(Logged.reference(outcomes.get(0)))
        .doesNotContain("Back soon", "Exception");
    assertThat(browser.cookies).doesNotContainKey("social-login");

    APP.sandbox.reset();
    var wayOn = button(page);
    assertThat(wayOn).isEqualTo(told.wayOn);
    var start = wayOn.equals("/login") ? button(browser.get(wayOn)) : wayOn;
    assertThat(location(browser.get(APP.agree(browser, start, Person.MARA)))).isEqualTo("/account");
  }

  /** Where the first link leads that a page makes look like a button. */
  private static String button(HttpResponse<String> page) {
    var link = BUTTON.matcher(page.body());
    assertThat(link.find()).isTrue();
    return link.group(1).replace("&amp;", "&");
  }

  /** What the page of a problem says: its status, how its heading begins, and where it leads. */
  private record Told(int status, String heading, String wayOn) {

    static Told of(String problem) {
      var again = "/oauth/login/bitbucket";
      return switch (problem) {
        case "provider-unavailable" ->
            new Told(503, "Bitbucket (sandbox) is not answering</h1>", again);
        case "provider-unintelligible" ->
            new Told(503, "We could not read Bitbucket (sandbox)", again);
        case "provider-refused" ->
            new Told(503, "Bitbucket (sandbox) did not let Social login in</h1>", "/login");
        case "response-invalid" -> new Told(400, "Start signing in again</h1>", again);
        case "not-allowed" -> new Told(403, "You cannot sign in to Social login", "/login");
        default -> throw new IllegalArgumentException(problem);
      };
    }
  }

  @ParameterizedTest
  @MethodSource("troubles")
  @Tag("HTTP-20")
  @Tag("SESS-18")
  @Tag("C23")
  void tellsAProgramAndStoresNothing(Endpoint endpoint, Answer answer, String problem) {
    var stored = List.of(APP.rows("user"), APP.rows("identity"), APP.rows("session"));
    var callback = APP.agree(browser, "/oauth/login/bitbucket", newcomer());
    APP.sandbox.answer(endpoint, answer);

    var told = browser.get(callback, "Accept", "application/json");

    assertThat(told.statusCode()).isEqualTo(Told.of(problem).status);
    assertThat(told.headers().firstValue("Content-Type"))
        .contains("application/problem+json;charset=utf-8");
    assertThat(told.body())
        .contains("/problems/" + problem + "\"")
        .contains("\"reference\":\"" + Logged.reference(log.lines().get(0)) + '"')
        .doesNotContain("Back soon", "Exception", "<");
    assertThat(browser.cookies).isEmpty();
    assertThat(List.of(APP.rows("user"), APP.rows("identity"), APP.rows("session")))
        .isEqualTo(stored);
  }

  private static Person newcomer() {
    return Person.MARA.with("uuid", "{" + UUID.randomUUID() + "}").withEmails(List.of());
  }

  static Stream<Arguments> oddities() {
    var tokens = "{\"access_token\":\"T\",\"token_type\":\"BEARER\"";
    return Stream.of(
        Arguments.of(Answer.json(tokens + "}")),
        Arguments.of(Answer.json(tokens + ",\"expires_in\":\"3599\"}")),
        Arguments.of(Answer.json(tokens + ",\"scope\":[\"account\",\"email\"]}")),
        Arguments.of(Answer.json("{\"access_token\":\"T\",\"scopes\":\"account\"}")),
        Arguments.of(Answer.of(201, "application/json", tokens + "}")),
        Arguments.of(Answer.of(200, "text/json", tokens + "}")),
        Arguments.of(Answer.gzip(tokens + "}")));
  }

  @ParameterizedTest
  @MethodSource("oddities")
  @Tag("C16")
  @Tag("C17")
  @Tag("C18")
  @Tag("C19")
  @Tag("C21")
  @Tag("C22")
  void takesTheTokenAnswersThatOthersStumbledOver(Answer tokens) {
    APP.sandbox.answer(Endpoint.TOKEN, tokens);
    APP.sandbox.answer(
        Endpoint.USER, Answer.json("{\"type\":\"user\",\"uuid\":\"{odd}\",\"new\":[1,{}]}"));
    APP.sandbox.answer(Endpoint.EMAILS, Answer.json("{\"values\":[]}"));

    assertThat(location(APP.signIn(browser, Person.MARA))).isEqualTo("/account");
    assertThat(APP.sandbox.received(Endpoint.USER).get(0).headers())
        .containsEntry("Authorization", "Bearer T");
  }

  @Test
  @Tag("C29")
  void signsInWithoutAnAddressWhereTheConsumerMayNotSeeIt() {
    APP.sandbox.answer(
        Endpoint.EMAILS,
        Answer.of(403, "application/json", "{\"type\":\"error\",\"error\":{\"detail\":{}}}"));
    var noEmail = Person.MARA.with("uuid", "{no-email}");

    assertThat(location(APP.signIn(browser, noEmail))).isEqualTo("/account");
    assertThat(browser.get("/api/user").body()).contains("\"email\":null");
  }

  @Test
  void takesTokensOf6000Characters() {
    APP.sandbox.tokenLength(6_000);

    assertThat(location(APP.signIn(browser, Person.MARA))).isEqualTo("/account");
  }

  @ParameterizedTest
  @ValueSource(ints = {1_800, 10_000})
  @Tag("C30")
  void signsInWhoseAvatarHasAVeryLongAddress(int length) {
    var avatar = "https://avatar.example/" + "a".repeat(length);
    var person = Person.MARA.with("links", Map.of("avatar", Map.of("href", avatar)));

    assertThat(
            location(
                APP.signIn(
                    browser, person.with("uuid", "{avatar-" + length + "}").withEmails(List.of()))))
        .isEqualTo("/account");

    assertThat(browser.get("/account").statusCode()).isEqualTo(200);
  }

  @Test
  @Tag("WEB-09")
  void leavesOutAnAvatarThatIsNoWebAddress() {
    var hostile =
        Person.MARA.with("links", Map.of("avatar", Map.of("href", "javascript:alert(1)")));

    APP.signIn(browser, hostile.with("uuid", "{hostile-avatar}").withEmails(List.of()));

    assertThat(browser.get("/api/user").body()).contains("\"picture\":null");
  }

  @Test
  @Tag("C33")
  @Tag("ACCT-13")
  void keepsANameWithEmojiAndAccents() throws JsonProcessingException {
    var name = "Ángela 👩‍👩‍👧‍👦 Ejemplo 🦊";
    var person =
        Person.MARA.with("uuid", "{emoji}").with("display_name", name).withEmails(List.of());

    APP.signIn(browser, person);

    var user = new ObjectMapper().readTree(browser.get("/api/user").body());
    assertThat(user.path("name").asText()).isEqualTo(name);
    assertThat(browser.get("/account").body()).contains("<bdi>" + name + "</bdi>");
  }
}
