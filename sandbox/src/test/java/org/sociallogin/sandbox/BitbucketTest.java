package org.sociallogin.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sociallogin.sandbox.Caller.basic;
import static org.sociallogin.sandbox.Caller.json;
import static org.sociallogin.sandbox.Caller.location;
import static org.sociallogin.sandbox.Caller.parameters;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the look-alike has in common with Bitbucket Cloud, over real HTTP. */
class BitbucketTest {

  private static final URI APP = URI.create("http://localhost:8080");
  private static final String CALLBACK = APP + "/oauth/callback/bitbucket";

  private final TestClock clock = new TestClock();
  private final Sandbox sandbox = Sandbox.start(APP, clock);
  private final Caller caller = new Caller(sandbox);

  @AfterEach
  void close() {
    sandbox.close();
  }

  // Authorization

  @Test
  void asksForConsentOnAPageThatNamesTheConsumer() {
    var page = caller.get(caller.request("state", "S"));

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    assertThat(page.body()).contains("<h1>Let Social login know who you are?</h1>");
  }

  @Test
  void sendsWhoAgreesBackWithStateAndCode() {
    var answer = caller.post(caller.request("state", "S &?"), "person=0&answer=allow");

    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(location(answer).toString())
        .matches("\\Q" + CALLBACK + "?state=S+%26%3F&code=\\E[A-Za-z0-9_-]{24}");
  }

  @Test
  void asksNobodyWhoAgreedBefore() {
    sandbox.agreedBefore(Person.MARA);

    var answer = caller.get(caller.request("state", "S"));

    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(parameters(location(answer))).containsOnlyKeys("state", "code");
  }

  @Test
  void sendsWhoCancelsBackWithAnError() {
    var request = caller.request("state", "S");

    var answer = caller.post(request, "person=0&answer=cancel");

    assertThat(location(answer)).hasToString(CALLBACK + "?error=access_denied&state=S");
    assertThat(sandbox.cancel(request)).isEqualTo(location(answer));
  }

  @Test
  void mayDescribeTheErrorOrForgetTheStateOfWhoCancels() {
    sandbox.behave(Quirk.CANCELS_WITH_DESCRIPTION, Quirk.CANCELS_WITHOUT_STATE);

    assertThat(parameters(sandbox.cancel(caller.request("state", "S"))))
        .isEqualTo(
            Map.of("error", "access_denied", "error_description", "The person did not agree."));
  }

  @Test
  void takesTheRegisteredCallbackAndWhatContinuesIt() {
    assertThat(sandbox.agree(caller.request(), Person.MARA).toString())
        .startsWith(CALLBACK + "?code=");
    assertThat(
            sandbox.agree(caller.request("redirect_uri", CALLBACK + "/x"), Person.MARA).toString())
        .startsWith(CALLBACK + "/x?code=");
  }

  @Test
  void takesAnyPathOfAConsumerThatRegisteredItsHost() {
    var request =
        caller.requestOf(sandbox.oldConsumer().key(), "redirect_uri", "http://localhost:8080/any");

    assertThat(sandbox.agree(request, Person.MARA).toString())
        .startsWith("http://localhost:8080/any?code=");
  }

  @Test
  void takesAnyPortOf127001() {
    sandbox.register(
        new Consumer("k", "s", "n", URI.create("http://127.0.0.1/cb"), List.of("account"), true));

    assertThat(
            sandbox
                .agree(
                    caller.requestOf("k", "redirect_uri", "http://127.0.0.1:49152/cb"), Person.MARA)
                .toString())
        .startsWith("http://127.0.0.1:49152/cb?code=");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/oauth/callback/bitbucket",
        "https://localhost:8080/oauth/callback/bitbucket",
        "http://localhost:8081/oauth/callback/bitbucket",
        "http://localhost:8080/oauth/callback",
        "http://localhost:8080/oauth/callback/bitbucketeer",
        "http://localhost:8080/oauth/callback/bitbucket/../x",
        "http://localhost:8080@evil.example/oauth/callback/bitbucket",
        "http://localhost:8080/oauth/callback/bitbucket#x",
        "not a URI",
        ""
      })
  void keepsWhoIsToBeSentElsewhere(String redirectUri) {
    for (var answer :
        List.of(
            caller.get(caller.request("redirect_uri", redirectUri)),
            caller.post(caller.request("redirect_uri", redirectUri), "answer=allow"))) {
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.headers().firstValue("Location")).isEmpty();
      assertThat(answer.body())
          .contains("<h1>Invalid redirect_uri</h1>")
          .contains("This integration is misconfigured");
    }
  }

  @Test
  void keepsWhoComesFromAnUnknownConsumerOrOneWithoutCallback() {
    var unknown = caller.get(caller.requestOf("nobody"));
    var without = caller.get(caller.requestOf(sandbox.consumerWithoutCallback().key()));

    assertThat(unknown.statusCode()).isEqualTo(400);
    assertThat(unknown.body()).contains("<h1>Invalid client_id</h1>");
    assertThat(without.statusCode()).isEqualTo(400);
    assertThat(without.body()).contains("<h1>Invalid redirect_uri</h1>");

    sandbox.behave(Quirk.REFUSES_BY_404);
    assertThat(caller.get(caller.requestOf("nobody")).statusCode()).isEqualTo(404);
  }

  @Test
  void offersNoImplicitGrant() {
    var answer = caller.get(caller.request("response_type", "token", "redirect_uri", CALLBACK));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("<h1>Invalid response_type</h1>");
  }

  @Test
  void needsNoState() {
    assertThat(parameters(sandbox.agree(caller.request(), Person.MARA))).containsOnlyKeys("code");
    assertThat(parameters(sandbox.cancel(caller.request()))).containsOnlyKeys("error");
  }

  @Test
  void ignoresTheCodeChallenge() {
    var code =
        caller.code(
            caller.request("code_challenge", "abc", "code_challenge_method", "S256"), Person.MARA);

    assertThat(caller.token(code, "code_verifier", "wrong").statusCode()).isEqualTo(200);
  }

  @Test
  void refusesAScopeThatIsNotTicked() {
    var request = caller.request("scope", "account repository:write", "state", "S");

    assertThat(location(caller.get(request)))
        .hasToString(CALLBACK + "?error=invalid_scope&state=S");

    sandbox.behave(Quirk.KEEPS_UNTICKED_SCOPES_TO_ITSELF);
    assertThat(caller.get(request).statusCode()).isEqualTo(400);
  }

  @Test
  void appendsToTheQueryOfTheCallback() {
    assertThat(
            sandbox
                .agree(caller.request("redirect_uri", CALLBACK + "?a=b"), Person.MARA)
                .toString())
        .startsWith(CALLBACK + "?a=b&code=");
  }

  @Test
  void mayReplaceTheQueryOfTheCallback() {
    sandbox.behave(Quirk.REPLACES_QUERIES);
    var request = caller.request("redirect_uri", CALLBACK + "?a=b", "state", "S");

    assertThat(sandbox.agree(request, Person.MARA).toString())
        .startsWith(CALLBACK + "?state=S&code=");
    assertThat(sandbox.cancel(request)).hasToString(CALLBACK + "?error=access_denied&state=S");
  }

  // Token

  @Test
  void redeemsACodeForTokensOfTheNewShape() {
    var answer = caller.token(caller.code(Person.MARA));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type"))
        .contains("application/json; charset=utf-8");
    var tokens = json(answer);
    assertThat(tokens.fieldNames())
        .toIterable()
        .containsExactly(
            "scope", "access_token", "expires_in", "token_type", "state", "refresh_token");
    assertThat(tokens.path("scope").textValue()).isEqualTo("account email");
    assertThat(tokens.path("access_token").textValue()).hasSize(2_600);
    assertThat(tokens.path("expires_in").intValue()).isEqualTo(7200);
    assertThat(tokens.path("token_type").textValue()).isEqualTo("bearer");
    assertThat(tokens.path("state").textValue()).isEqualTo("authorization_code");
    assertThat(tokens.path("refresh_token").textValue()).hasSize(2_600);
  }

  @Test
  void maySayScopesOrBoth() {
    sandbox.behave(Quirk.SAYS_SCOPES);
    assertThat(json(caller.token(caller.code(Person.MARA))).fieldNames())
        .toIterable()
        .contains("scopes", "state")
        .doesNotContain("scope");

    sandbox.behave(Quirk.SAYS_SCOPE_AND_SCOPES);
    assertThat(json(caller.token(caller.code(Person.MARA))).fieldNames())
        .toIterable()
        .contains("scopes", "scope", "state");
  }

  @Test
  void givesAConsumerOfOldTheOldShape() {
    var old = sandbox.oldConsumer();
    var code = caller.code(caller.requestOf(old.key()), Person.MARA);

    var tokens = json(caller.token(old, code));

    assertThat(old.key()).hasSize(18);
    assertThat(old.secret()).hasSize(32);
    assertThat(tokens.path("scopes").textValue()).isEqualTo("account email");
    assertThat(tokens.path("access_token").textValue()).hasSize(80).endsWith("=");
  }

  @Test
  void registersTheApplicationWithAKeyOf32AndASecretOf76Characters() {
    assertThat(sandbox.clientId()).hasSize(32);
    assertThat(sandbox.clientSecret()).hasSize(76);
  }

  @Test
  void takesACodeOnce() {
    var code = caller.code(Person.MARA);

    assertThat(caller.token(code).statusCode()).isEqualTo(200);
    assertIsRefused(caller.token(code), "invalid_grant");
  }

  @Test
  void takesACodeForTenMinutes() {
    var early = caller.code(Person.MARA);
    var late = caller.code(Person.MARA);

    clock.passes(Duration.ofSeconds(599));
    assertThat(caller.token(early).statusCode()).isEqualTo(200);
    clock.passes(Duration.ofSeconds(1));
    assertIsRefused(caller.token(late), "invalid_grant");
  }

  @Test
  void takesACodeFromTheConsumerThatItWasMadeFor() {
    var code = caller.code(Person.MARA);

    assertIsRefused(caller.token(sandbox.oldConsumer(), code), "invalid_grant");
    assertThat(caller.token(code).statusCode()).isEqualTo(200);
  }

  @Test
  void mayCallABadCodeAnInvalidRequest() {
    sandbox.behave(Quirk.CALLS_BAD_CODES_INVALID_REQUEST);

    assertIsRefused(caller.token("unknown"), "invalid_request");
  }

  @ParameterizedTest
  @CsvSource({"right, wrong", "wrong, right"})
  void refusesWrongCredentials(String key, String secret) {
    var credentials =
        basic(
            key.equals("right") ? sandbox.clientId() : "nobody",
            secret.equals("right") ? sandbox.clientSecret() : "wrong");

    var answer =
        caller.post(
            sandbox.url(Endpoint.TOKEN),
            "grant_type=authorization_code&code=" + caller.code(Person.MARA),
            "Authorization",
            credentials);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .isEqualTo(
            "{\"error_description\":\"Invalid OAuth client credentials\","
                + "\"error\":\"unauthorized_client\"}");
  }

  @Test
  void readsCredentialsFormEncoded() {
    sandbox.register(
        new Consumer("k:1", "ab+cd/e f==%", "n", URI.create(CALLBACK), List.of("account"), true));
    var code = caller.code(caller.requestOf("k:1"), Person.MARA);

    var answer =
        caller.post(
            sandbox.url(Endpoint.TOKEN),
            "grant_type=authorization_code&code=" + code,
            "Authorization",
            basic("k%3A1", "ab%2Bcd%2Fe+f%3D%3D%25"));

    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @Test
  void knowsNobodyWithoutBasicCredentials() {
    var answer =
        caller.post(
            sandbox.url(Endpoint.TOKEN),
            "grant_type=authorization_code&client_id="
                + sandbox.clientId()
                + "&client_secret="
                + sandbox.clientSecret()
                + "&code="
                + caller.code(Person.MARA));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .isEqualTo(
            "{\"error_description\":\"Requests must be authenticated using OAuth client"
                + " credentials\",\"error\":\"unauthorized_client\"}");
  }

  @Test
  void answersBearerCredentialsByAWebPage() {
    var answer = withBearerCredentials();

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    assertThat(answer.body()).contains("OpenID transaction");

    sandbox.behave(Quirk.ANSWERS_BEARERS_BY_401);
    assertThat(withBearerCredentials().statusCode()).isEqualTo(401);
  }

  private HttpResponse<String> withBearerCredentials() {
    return caller.post(
        sandbox.url(Endpoint.TOKEN),
        "grant_type=authorization_code",
        "Authorization",
        "Bearer abc");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json                  | {\"grant_type\":\"authorization_code\"} | None",
        "application/x-www-form-urlencoded | code=abc                                | None",
        "application/x-www-form-urlencoded | grant_type=password                     | password"
      })
  void knowsNoOtherGrantType(String type, String body, String read) {
    var answer =
        caller.send(
            HttpRequest.newBuilder(sandbox.url(Endpoint.TOKEN)).POST(BodyPublishers.ofString(body)),
            "Content-Type",
            type,
            "Authorization",
            basic(sandbox.clientId(), sandbox.clientSecret()));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .isEqualTo(
            "{\"error_description\":\"Unsupported grant type: "
                + read
                + "\",\"error\":\"invalid_grant\"}");
  }

  @Test
  void wantsACallbackOnTheConsumer() {
    var answer = caller.token(sandbox.consumerWithoutCallback(), "any");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .isEqualTo(
            "{\"error_description\":\"No callback uri defined for the OAuth client.\","
                + "\"error\":\"invalid_request\"}");
  }

  @Test
  void takesTokenRequestsByPostAlone() {
    var answer = caller.get(sandbox.url(Endpoint.TOKEN));

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains("POST");

    sandbox.behave(Quirk.READS_NO_GRANT_TYPE_OF_GETS);
    assertThat(caller.get(sandbox.url(Endpoint.TOKEN)).body())
        .isEqualTo(
            "{\"error_description\":\"Unsupported grant type: None\",\"error\":\"invalid_grant\"}");
  }

  @Test
  void wantsTheRedirectUriOfTheAuthorizationRequestAgain() {
    var request = caller.request("redirect_uri", CALLBACK);

    assertIsRefused(caller.token(caller.code(request, Person.MARA)), "invalid_grant");
    assertIsRefused(
        caller.token(caller.code(request, Person.MARA), "redirect_uri", CALLBACK + "/x"),
        "invalid_grant");
    assertThat(
            caller.token(caller.code(request, Person.MARA), "redirect_uri", CALLBACK).statusCode())
        .isEqualTo(200);

    sandbox.behave(Quirk.TAKES_CODES_FOR_ANY_REDIRECT_URI);
    assertThat(caller.token(caller.code(request, Person.MARA)).statusCode()).isEqualTo(200);
  }

  @Test
  void refreshesWithNewTokensOfBothKinds() {
    var first = json(caller.token(caller.code(Person.MARA)));

    var second = json(caller.refresh(first.path("refresh_token").textValue()));

    assertThat(second.path("access_token").textValue())
        .hasSize(2_600)
        .isNotEqualTo(first.path("access_token").textValue());
    assertThat(second.path("refresh_token").textValue())
        .hasSize(2_600)
        .isNotEqualTo(first.path("refresh_token").textValue());
    assertThat(caller.api(Endpoint.USER, second.path("access_token").textValue()).statusCode())
        .isEqualTo(200);
  }

  @Test
  void takesAUsedRefreshTokenForTenMinutesMore() {
    var used = json(caller.token(caller.code(Person.MARA))).path("refresh_token").textValue();
    caller.refresh(used);

    clock.passes(Duration.ofSeconds(599));
    assertThat(caller.refresh(used).statusCode()).isEqualTo(200);
    clock.passes(Duration.ofSeconds(1));
    assertIsNoRefreshToken(caller.refresh(used), "invalid_request");
  }

  @Test
  void forgetsARefreshTokenAfterThreeMonths() {
    var idle = json(caller.token(caller.code(Person.MARA))).path("refresh_token").textValue();
    clock.passes(Duration.ofDays(90));

    assertIsNoRefreshToken(caller.refresh(idle), "invalid_request");
    assertIsNoRefreshToken(caller.refresh("unknown"), "invalid_request");

    sandbox.behave(Quirk.CALLS_BAD_REFRESH_TOKENS_INVALID_GRANT);
    assertIsNoRefreshToken(caller.refresh("unknown"), "invalid_grant");
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 2_600, 6_000})
  void hasTokensOfAnyLength(int length) {
    sandbox.tokenLength(length);

    var token = caller.accessToken(Person.MARA);

    assertThat(token).hasSize(length).matches("[A-Za-z0-9_-]+=");
    assertThat(caller.api(Endpoint.USER, token).statusCode()).isEqualTo(200);
  }

  // User

  @Test
  void tellsWhoTheBearerIs() {
    var answer = caller.api(Endpoint.USER, caller.accessToken(Person.MARA));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("X-OAuth-Scopes")).contains("account, email");
    assertThat(json(answer))
        .isEqualTo(
            json(
                """
                {"type":"user","uuid":"{00000000-0000-4000-8000-000000000001}",
                 "account_id":"712020:00000000-0000-4000-8000-000000000001",
                 "display_name":"Mara Lindqvist","nickname":"mara","username":"mara_example",
                 "created_on":"2019-02-19T10:36:46.361566+00:00","account_status":"active",
                 "is_staff":false,"has_2fa_enabled":null,"location":null,
                 "links":{
                  "self":{"href":"https://api.bitbucket.org/2.0/users/%7B00000000-0000-4000-8000-000000000001%7D"},
                  "html":{"href":"https://bitbucket.org/%7B00000000-0000-4000-8000-000000000001%7D/"},
                  "avatar":{"href":"https://avatar.example.com/1/128"}}}
                """));
  }

  @Test
  void takesNoTokenInTheQueryOrTheBody() {
    var token = caller.accessToken(Person.MARA);

    var answer = caller.get(URI.create(sandbox.url(Endpoint.USER) + "?access_token=" + token));
    var posted = caller.post(sandbox.url(Endpoint.USER), "access_token=" + token);

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(posted.statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Basic abc", "bearer"})
  void asksForAToken(String authorization) {
    var answer =
        authorization.isEmpty()
            ? caller.get(sandbox.url(Endpoint.USER))
            : caller.get(sandbox.url(Endpoint.USER), "Authorization", authorization);

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("WWW-Authenticate"))
        .contains("OAuth realm=\"Bitbucket.org HTTP\"");
  }

  @Test
  void tellsAnExpiredTokenFromABadOne() {
    var token = caller.accessToken(Person.MARA);
    clock.passes(Duration.ofHours(2));

    var expired = caller.api(Endpoint.USER, token);
    var bad = caller.api(Endpoint.USER, "garbage");

    assertThat(expired.statusCode()).isEqualTo(401);
    assertThat(expired.body())
        .isEqualTo("{\"type\":\"error\",\"error\":{\"message\":\"Access token expired.\"}}");
    assertThat(bad.statusCode()).isEqualTo(401);
    assertThat(bad.body())
        .isEqualTo(
            "{\"type\":\"error\",\"error\":{\"message\":\"Token is invalid, expired, or not"
                + " supported for this endpoint.\"}}");
  }

  @Test
  void knowsPeopleWhoTellLittleOrMuch() {
    var odd =
        Person.MARA
            .without("username")
            .without("nickname")
            .without("account_id")
            .with("display_name", "<script>\u202E👩‍👩‍👧‍👦" + "x".repeat(10_000))
            .with("links", Map.of())
            .with("account_status", "inactive")
            .with("type", "app_user")
            .with("kind", null)
            .with("extra", List.of(1, Map.of("a", "b")));

    var user = caller.api(Endpoint.USER, caller.accessToken(odd));

    assertThat(json(user))
        .isEqualTo(
            json(
                """
                {"type":"app_user","uuid":"{00000000-0000-4000-8000-000000000001}",
                 "display_name":"<script>\u202E👩‍👩‍👧‍👦%s","created_on":"2019-02-19T10:36:46.361566+00:00",
                 "account_status":"inactive","is_staff":false,"has_2fa_enabled":null,
                 "location":null,"links":{},"kind":null,"extra":[1,{"a":"b"}]}
                """
                    .formatted("x".repeat(10_000))));
  }

  // E-mails

  @Test
  void keepsAddressesFromAConsumerThatMayNotSeeThem() {
    var without = sandbox.consumerWithoutEmail();
    var code = caller.code(caller.requestOf(without.key()), Person.MARA);
    var token = json(caller.token(without, code)).path("access_token").textValue();

    var answer = caller.api(Endpoint.EMAILS, token);

    assertThat(caller.api(Endpoint.USER, token).statusCode()).isEqualTo(200);
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(json(answer))
        .isEqualTo(
            json(
                """
                {"type":"error","error":{
                 "message":"Your credentials lack one or more required privilege scopes.",
                 "detail":{"required":["email"],"granted":["account"]}}}
                """));
  }

  @Test
  void listsConfirmedAndUnconfirmedAddresses() {
    var answer = caller.api(Endpoint.EMAILS, caller.accessToken(Person.MARA));

    assertThat(json(answer))
        .isEqualTo(
            json(
                """
                {"pagelen":10,"page":1,"size":2,"values":[
                 {"type":"email","email":"mara@example.com","is_primary":true,"is_confirmed":true,
                  "links":{"self":{"href":"https://api.bitbucket.org/2.0/user/emails/mara@example.com"}}},
                 {"type":"email","email":"old.mara@example.com","is_primary":false,"is_confirmed":false,
                  "links":{"self":{"href":"https://api.bitbucket.org/2.0/user/emails/old.mara@example.com"}}}]}
                """));
  }

  @Test
  void listsTwelveAddressesOnTwoPagesThePrimaryOneLast() {
    var token = caller.accessToken(Person.ALL.get(1));

    var first = json(caller.api(Endpoint.EMAILS, token));
    var next = URI.create(first.path("next").textValue());
    var second = json(caller.get(next, "Authorization", "Bearer " + token));

    assertThat(next).hasToString(sandbox.url(Endpoint.EMAILS) + "?page=2");
    assertThat(first.path("values")).hasSize(10);
    assertThat(first.path("values").findValues("is_primary"))
        .noneMatch(primary -> primary.booleanValue());
    assertThat(second.path("values")).hasSize(2);
    assertThat(second.path("values").path(0).path("is_primary").booleanValue()).isTrue();
    assertThat(second.path("size").intValue()).isEqualTo(12);
    assertThat(second.path("previous").textValue()).endsWith("?page=1");
    assertThat(second.has("next")).isFalse();
  }

  @Test
  void listsWhateverAddressesSomebodyHas() {
    var nobodyPrimary = Person.MARA.withEmails(List.of(Person.email("a@example.com", false, true)));
    var unconfirmed = Person.MARA.withEmails(List.of(Person.email("a@example.com", true, false)));

    assertThat(emails(nobodyPrimary)).isEqualTo("a@example.com/false/true");
    assertThat(emails(unconfirmed)).isEqualTo("a@example.com/true/false");
    assertThat(emails(Person.MARA.withEmails(List.of()))).isEmpty();
  }

  private String emails(Person person) {
    var listed = new StringBuilder();
    for (var email : json(caller.api(Endpoint.EMAILS, caller.accessToken(person))).path("values")) {
      listed
          .append(email.path("email").textValue())
          .append('/')
          .append(email.path("is_primary").booleanValue())
          .append('/')
          .append(email.path("is_confirmed").booleanValue());
    }
    return listed.toString();
  }

  @Test
  void canPointToAnotherHostOrToItselfForMoreAddresses() {
    var self = sandbox.url(Endpoint.EMAILS).toString();
    sandbox.answer(
        Endpoint.EMAILS,
        Answer.json("{\"values\":[],\"next\":\"https://evil.example/\"}"),
        Answer.json("{\"values\":[],\"next\":\"" + self + "\"}"));
    var token = caller.accessToken(Person.MARA);

    assertThat(json(caller.api(Endpoint.EMAILS, token)).path("next").textValue())
        .isEqualTo("https://evil.example/");
    assertThat(json(caller.api(Endpoint.EMAILS, token)).path("next").textValue()).isEqualTo(self);
    assertThat(json(caller.api(Endpoint.EMAILS, token)).path("next").textValue()).isEqualTo(self);
  }

  @Test
  void listsTheWorkspacesOfAPerson() {
    var answer =
        caller.api(
            Endpoint.WORKSPACES, caller.accessToken(Person.MARA.inWorkspaces("acme", "tools")));

    assertThat(json(answer).path("values").findValuesAsText("slug"))
        .containsExactly("acme", "tools");
  }

  // Elsewhere

  @Test
  void hasNoOtherApi() {
    var answer = caller.get(sandbox.origin().resolve("/2.0/nothing"));

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(json(answer).path("type").textValue()).isEqualTo("error");
    assertThat(json(answer).path("error").path("message").textValue())
        .isEqualTo("Resource not found");
    assertThat(json(answer).path("error").path("detail").textValue())
        .startsWith("There is no API hosted at this URL.");
  }

  @Test
  void forbidsUserWithoutAVersion() {
    var answer = caller.get(sandbox.origin().resolve("/user"));

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body())
        .isEqualTo("{\"type\":\"error\",\"error\":{\"message\":\"Forbidden\"}}");
  }

  @Test
  void limitsTheRateInPlainTextAndSaysNotForHowLong() {
    sandbox.answer(Endpoint.USER, Answer.tooManyRequests());

    var answer = caller.get(sandbox.url(Endpoint.USER));

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain");
    assertThat(answer.headers().firstValue("Retry-After")).isEmpty();
    assertThat(answer.body()).isEqualTo("Rate limit for this resource has been exceeded");
  }

  @Test
  void canDetourOverASignInThatTakesItsTime() {
    sandbox.answer(Endpoint.AUTHORIZATION, Answer.truth().after(Duration.ofMillis(200)));
    var begun = System.nanoTime();

    assertThat(caller.get(caller.request()).statusCode()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(199));
  }

  @Test
  void hasNoRevocationEndpoint() {
    assertThat(caller.post(sandbox.origin().resolve("/site/oauth2/revoke"), "").statusCode())
        .isEqualTo(404);
  }

  @Test
  void forgetsAllTokensOfAPersonWhoRevokesTheConsumer() {
    var tokens = json(caller.token(caller.code(Person.MARA)));
    var others = caller.accessToken(Person.MARA_AGAIN);

    sandbox.revoke(Person.MARA);

    var answer = caller.api(Endpoint.USER, tokens.path("access_token").textValue());
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).contains("Token is invalid");
    assertIsNoRefreshToken(
        caller.refresh(tokens.path("refresh_token").textValue()), "invalid_request");
    assertThat(caller.api(Endpoint.USER, others).statusCode()).isEqualTo(200);
  }

  @Test
  void agreesToNothingThatBitbucketWouldKeepToItself() {
    assertThatThrownBy(() -> sandbox.agree(caller.requestOf("nobody"), Person.MARA))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid client_id: No consumer has that key.");
    assertThatThrownBy(
            () -> sandbox.agree(URI.create("https://bitbucket.org/?client_id=x"), Person.MARA))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the authorization endpoint is " + sandbox.authorizationUrl());
  }

  private static void assertIsRefused(HttpResponse<String> answer, String error) {
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .isEqualTo(
            "{\"error_description\":\"The code is not good, or not for this consumer and redirect"
                + " URI.\",\"error\":\""
                + error
                + "\"}");
  }

  private static void assertIsNoRefreshToken(HttpResponse<String> answer, String error) {
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .isEqualTo("{\"error_description\":\"Invalid refresh_token\",\"error\":\"" + error + "\"}");
  }
}
