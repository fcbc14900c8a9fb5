package org.sociallogin.oauth2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.sociallogin.oauth2.Acme.failure;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sociallogin.core.Tokens;

/** What the answers of a token endpoint mean: RFC 6749, sections 5.1 and 5.2, and the field. */
@TestInstance(Lifecycle.PER_CLASS)
class TokenEndpointTest {

  private static final String CODE = "4/0AbC-d_e.f";

  private final Acme acme = new Acme();

  @AfterAll
  void stop() throws IOException {
    acme.close();
  }

  static Stream<Arguments> goodAnswers() {
    return Stream.of(
        arguments("{'access_token':'t','token_type':'BEARER'}", null),
        arguments("{'access_token':'t','token_type':null,'expires_in':'3599'}", null),
        arguments("{'access_token':'t','expires_in':0,'refresh_token':null,'error':null}", null),
        arguments(
            "{'scopes':'account email','access_token':'t','expires_in':7200,"
                + "'token_type':'bearer','state':'authorization_code','refresh_token':'r'}",
            List.of("account", "email")),
        arguments(
            "{'scope':'account email','access_token':'t','expires_in':7200,"
                + "'token_type':'bearer','state':'authorization_code','refresh_token':'r'}",
            List.of("account", "email")),
        arguments("{'access_token':'t','scope':['account','email']}", List.of("account", "email")),
        arguments("{'access_token':'t','scope':'user,gist'}", List.of("user", "gist")),
        arguments("{'access_token':'t','scope':null,'scopes':' email '}", List.of("email")),
        arguments("{'access_token':'t','scope':''}", List.of()),
        arguments("{'access_token':'t','scope':{'x':1}}", null),
        arguments("\uFEFF{'access_token':'t'}", null));
  }

  @ParameterizedTest
  @MethodSource("goodAnswers")
  @Tag("FLOW-29")
  @Tag("C16")
  @Tag("C17")
  @Tag("C18")
  void onlyTheTokenIsNeeded(String answer, List<String> scopes) throws Exception {
    acme.stub.json("/token", answer.replace('\'', '"'));

    assertThat(acme.exchange()).isEqualTo(new Tokens("t", scopes));
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 2_600, 6_000})
  void aTokenMayBeLong(int length) throws Exception {
    var token = "a".repeat(length - 1) + "=";
    acme.stub.json("/token", "{\"access_token\":\"" + token + "\"}");

    assertThat(acme.exchange()).isEqualTo(new Tokens(token, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "200 OK|Content-Type: application/json;charset=UTF-8\r\n",
        "200 OK|Content-Type: Application/JSON ; charset=\"utf-8\"\r\n",
        "200 OK|Content-Type: text/json\r\n",
        "200 OK|Content-Type: application/hal+json\r\n",
        "200 OK|",
        "201 Created|Content-Type: application/json\r\n"
      })
  @Tag("C19")
  @Tag("C22")
  @Tag("HTTP-07")
  void readsJsonOfEveryName(String statusAndHeaders) throws Exception {
    var parts = statusAndHeaders.split("\\|", 2);
    answer(parts[0], parts[1], Acme.TOKEN);

    assertThat(acme.exchange()).isEqualTo(new Tokens("t1", null));
  }

  static Stream<Arguments> unintelligibleAnswers() {
    return Stream.of(
        arguments("{}", "without an access token"),
        arguments("[]", "without an access token"),
        arguments("[{'access_token':'t'}]", "without an access token"),
        arguments("null", "without an access token"),
        arguments("'t'", "without an access token"),
        arguments("{'access_token':''}", "without an access token"),
        arguments("{'access_token':null}", "without an access token"),
        arguments("{'access_token':7}", "without an access token"),
        arguments("{'access_token':{'t':'t'}}", "without an access token"),
        arguments("{'access_token':'a b'}", "with an access token that cannot be sent"),
        arguments("{'access_token':'a\\r\\nX: y'}", "with an access token that cannot be sent"),
        arguments("{'access_token':'a\\u0000'}", "with an access token that cannot be sent"),
        arguments("{'access_token':'ü'}", "with an access token that cannot be sent"),
        arguments(
            "{'access_token':'" + "a".repeat(20_000) + "'}",
            "with an access token that cannot be sent"),
        arguments(
            "{'access_token':'t','token_type':'mac'}", "with a token that is no bearer token"),
        arguments("{'access_token':'t','token_type':7}", "with a token that is no bearer token"),
        arguments("{'access_token':'secr", "which is broken JSON"),
        arguments("secret", "which is broken JSON"),
        arguments("{'access_token':'t'}{}", "which is broken JSON"),
        arguments("{'access_token':'t','access_token':'u'}", "which is broken JSON"),
        arguments("{'a':" + "[".repeat(100_000), "deeper or longer than JSON may be"),
        arguments("{'access_token':1" + "0".repeat(200) + "}", "deeper or longer than JSON may be"),
        arguments("{'access_token':1e999999999}", "without an access token"),
        arguments("{'" + "n".repeat(5_000) + "':1}", "deeper or longer than JSON may be"),
        arguments(" \r\n ", "with nothing"),
        arguments("", "with nothing"));
  }

  @ParameterizedTest
  @MethodSource("unintelligibleAnswers")
  @Tag("FLOW-29")
  @Tag("HTTP-06")
  @Tag("HTTP-18")
  @Tag("HTTP-07")
  void saysWhatItCannotUse(String answer, String how) {
    acme.stub.json("/token", answer.replace('\'', '"'));

    assertThat(failure(acme::exchange))
        .isEqualTo(
            "PROVIDER_UNINTELLIGIBLE: the token request to %s was answered 200 \"application/json\", %s"
                .formatted(acme.stub.uri("/token"), how));
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        // Bitbucket's own, as far as they are known.
        arguments(
            "400 Bad Request",
            "{'error_description':'Invalid OAuth client credentials','error':'unauthorized_client'}",
            "PROVIDER_REFUSED",
            "unauthorized_client: Invalid OAuth client credentials"),
        arguments(
            "400 Bad Request",
            "{'error_description': 'Requests must be authenticated using OAuth client credentials',"
                + " 'error': 'unauthorized_client'}",
            "PROVIDER_REFUSED",
            "unauthorized_client: Requests must be authenticated using OAuth client credentials"),
        arguments(
            "400 Bad Request",
            "{'error_description':'Unsupported grant type: None','error':'invalid_grant'}",
            "RESPONSE_INVALID",
            "invalid_grant: Unsupported grant type: None"),
        arguments(
            "400 Bad Request",
            "{'error_description':'No callback uri defined for the OAuth client.',"
                + "'error':'invalid_request'}",
            "PROVIDER_REFUSED",
            "invalid_request: No callback uri defined for the OAuth client."),
        arguments(
            "400 Bad Request", "{'error':'invalid_grant'}", "RESPONSE_INVALID", "invalid_grant"),
        arguments(
            "401 Unauthorized", "{'error':'invalid_client'}", "PROVIDER_REFUSED", "invalid_client"),
        arguments(
            "401 Unauthorized", "{'error':'invalid_grant'}", "PROVIDER_REFUSED", "invalid_grant"),
        arguments("403 Forbidden", "{'error':'denied'}", "PROVIDER_REFUSED", "denied"),
        // Others' own: an error in a success, an object, or more than anybody wants to read.
        arguments(
            "200 OK",
            "{'error':'bad_verification_code','error_description':'The code is incorrect'}",
            "PROVIDER_REFUSED",
            "bad_verification_code: The code is incorrect"),
        arguments(
            "200 OK",
            "{'error':'invalid_grant','access_token':'t'}",
            "RESPONSE_INVALID",
            "invalid_grant"),
        arguments(
            "400 Bad Request",
            "{'error':{'message':'Invalid OAuth secret1','type':'OAuthException'}}",
            "PROVIDER_REFUSED",
            "Invalid OAuth <client_secret>"),
        arguments("400 Bad Request", "{'error':{'code':100}}", "PROVIDER_REFUSED", "no code"),
        arguments(
            "403 Forbidden",
            "{'status':403,'message':'invalid client secret'}",
            "PROVIDER_REFUSED",
            "invalid client secret"),
        arguments("200 OK", "{'ok':false}", "PROVIDER_REFUSED", "no code"),
        arguments(
            "200 OK",
            "{'ok':false,'error':'bad_client_secret'}",
            "PROVIDER_REFUSED",
            "bad_client_secret"),
        arguments(
            "400 Bad Request",
            "{'error':'x','error_description':'a\\r\\nb\\u001B[31m\\u202Ec\\u2028d "
                + "é".repeat(100_000)
                + "'}",
            "PROVIDER_REFUSED",
            "x: a??b?[31m?c?d " + "é".repeat(183)),
        // One that repeats what it was sent.
        arguments(
            "400 Bad Request",
            "{'error':'invalid_grant','error_description':'the code "
                + CODE
                + " (code="
                + Form.encode(CODE)
                + ") of "
                + Acme.VERIFIER
                + " and secret1'}",
            "RESPONSE_INVALID",
            "invalid_grant: the code <code> (code=<code>) of <code_verifier> and <client_secret>"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  @Tag("FLOW-12")
  @Tag("FLOW-26")
  void tellsARefusalFromAUsedCodeAndQuotesItCleanly(
      String status, String answer, String reason, String words) {
    answer(status, "Content-Type: application/json\r\n", answer.replace('\'', '"'));

    assertThat(failure(() -> acme.port.exchange(acme.grant(CODE))))
        .isEqualTo(
            "%s: the token request to %s was answered %s \"application/json\" and \"%s\""
                .formatted(reason, acme.stub.uri("/token"), status.substring(0, 3), words));
  }

  @Test
  void aCodeThatSomebodyMadeUpDoesNotSpoilTheMessage() {
    answer("400 Bad Request", "", "{\"error\":\"invalid_request\"}");

    assertThat(failure(() -> acme.port.exchange(acme.grant("e"))))
        .endsWith(" was answered 400 and \"invalid_request\"");
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        arguments("429 Too Many", "text/plain", "PROVIDER_UNAVAILABLE", "429 \"text/plain\""),
        arguments(
            "429 Too Many", "application/json", "PROVIDER_UNAVAILABLE", "429 \"application/json\""),
        arguments("500 Error", "text/html", "PROVIDER_UNAVAILABLE", "500 \"text/html\""),
        arguments("502 Error", "text/html", "PROVIDER_UNAVAILABLE", "502 \"text/html\""),
        arguments(
            "503 Error", "application/json", "PROVIDER_UNAVAILABLE", "503 \"application/json\""),
        arguments("401 Unauthorized", "text/html", "PROVIDER_REFUSED", "401 \"text/html\""),
        arguments(
            "400 Bad Request",
            "text/html",
            "PROVIDER_UNINTELLIGIBLE",
            "400 \"text/html\", which is no answer to it"),
        arguments(
            "403 Forbidden",
            "text/html",
            "PROVIDER_UNINTELLIGIBLE",
            "403 \"text/html\", which is no answer to it"),
        arguments(
            "404 Not Found",
            "text/html",
            "PROVIDER_UNINTELLIGIBLE",
            "404 \"text/html\", which is no answer to it"),
        arguments(
            "405 Not Allowed",
            "text/plain",
            "PROVIDER_UNINTELLIGIBLE",
            "405 \"text/plain\", which is no answer to it"),
        arguments(
            "202 Accepted",
            "application/json",
            "PROVIDER_UNINTELLIGIBLE",
            "202 \"application/json\", which is no answer to it"),
        arguments(
            "206 Partial",
            "application/json",
            "PROVIDER_UNINTELLIGIBLE",
            "206 \"application/json\", which is no answer to it"),
        arguments(
            "200 OK",
            "text/html",
            "PROVIDER_UNINTELLIGIBLE",
            "200 \"text/html\", which is not JSON"),
        arguments(
            "200 OK",
            "application/jwt",
            "PROVIDER_UNINTELLIGIBLE",
            "200 \"application/jwt\", which is not JSON"),
        arguments(
            "200 OK",
            "application/x-www-form-urlencoded",
            "PROVIDER_UNINTELLIGIBLE",
            "200 \"application/x-www-form-urlencoded\", which is not JSON"),
        arguments(
            "200 OK",
            "application/jsonp",
            "PROVIDER_UNINTELLIGIBLE",
            "200 \"application/jsonp\", which is not JSON"),
        arguments("200 OK", "x", "PROVIDER_UNINTELLIGIBLE", "200 \"x\", which is not JSON"),
        arguments(
            "200 OK", "; ;/;", "PROVIDER_UNINTELLIGIBLE", "200 \"; ;/;\", which is not JSON"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  @Tag("HTTP-07")
  @Tag("C20")
  @Tag("C22")
  @Tag("C23")
  void looksAtTheStatusAndTheTypeBeforeTheBody(
      String status, String type, String reason, String how) {
    answer(status, "Content-Type: " + type + "\r\n", "<h1>Back soon</h1> {\"access_token\":\"t\"}");

    assertThat(failure(acme::exchange))
        .isEqualTo(
            "%s: the token request to %s was answered %s"
                .formatted(reason, acme.stub.uri("/token"), how));
  }

  @Test
  @Tag("HTTP-07")
  void anAnswerWithoutContentIsUnintelligible() {
    acme.stub.on(
        "/token",
        (request, connection) -> connection.send(StubProvider.head("204 No Content", "")));

    assertThat(failure(acme::exchange))
        .isEqualTo(
            "PROVIDER_UNINTELLIGIBLE: the token request to %s was answered 204, which is no answer to it"
                .formatted(acme.stub.uri("/token")));
  }

  /** As some answer, whatever is asked for. */
  @Test
  @Tag("C20")
  void anAnswerCanBeAForm() throws Exception {
    var form = Map.<String, Object>of("social-login.providers.acme.token.answer", "form");
    try (var other = new Acme(new StubProvider(), form)) {
      for (var type : List.of("application/x-www-form-urlencoded", "text/plain")) {
        answer(other, type, "access_token=t%2B1&scope=user%2Cgist&token_type=bearer");
        assertThat(other.exchange()).isEqualTo(new Tokens("t+1", List.of("user", "gist")));
      }
      answer(other, "application/json", Acme.TOKEN);
      assertThat(other.exchange()).isEqualTo(new Tokens("t1", null));

      answer(other, "text/plain", "error=invalid_grant");
      assertThat(failure(other::exchange)).startsWith("RESPONSE_INVALID: ");
      for (var none :
          List.of(
              "",
              "access_token",
              "access_token=a&access_token=b",
              "access_token=%zz",
              IntStream.rangeClosed(0, 100)
                  .mapToObj(i -> "access_token" + (i == 0 ? "" : i) + "=a")
                  .collect(Collectors.joining("&")),
              "<h1 class=\"a\">Back soon</h1>")) {
        answer(other, "text/html", none);
        assertThat(failure(other::exchange)).startsWith("PROVIDER_UNINTELLIGIBLE: ");
      }
    }
  }

  private static void answer(Acme acme, String type, String body) {
    acme.stub.on(
        "/token",
        (request, connection) ->
            connection.send(StubProvider.answer("200 OK", "Content-Type: " + type + "\r\n", body)));
  }

  private void answer(String status, String headers, String body) {
    acme.stub.on(
        "/token",
        (request, connection) -> connection.send(StubProvider.answer(status, headers, body)));
  }
}
