package org.sociallogin.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.sociallogin.core.Examples.ACME;
import static org.sociallogin.core.Examples.CLOCK;
import static org.sociallogin.core.Examples.ISSUER;
import static org.sociallogin.core.Examples.NONCE;
import static org.sociallogin.core.Examples.NOW;
import static org.sociallogin.core.Examples.PROVIDER;
import static org.sociallogin.core.Examples.REDIRECT_URI;
import static org.sociallogin.core.Examples.RETURN_TO;
import static org.sociallogin.core.Examples.STATE;
import static org.sociallogin.core.Examples.VERIFIER;
import static org.sociallogin.core.Examples.answer;
import static org.sociallogin.core.Examples.attempt;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sociallogin.core.LoginException.Reason;

class LoginAttemptTest {

  private static final Provider OTHER =
      Provider.of(
          new ProviderId("other"), "Other", "client-2", URI.create("https://other.example/a"));

  private static final Instant TOO_OLD = NOW.minus(Duration.ofMinutes(11));
  private static final Instant TOO_NEW = NOW.plusSeconds(61);

  @Test
  @Tag("FLOW-04")
  void hasTheChallengeOfItsVerifier() {
    assertThat(attempt().codeChallenge()).isEqualTo("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
  }

  static Stream<String> noSecrets() {
    return Stream.of(
        "",
        "a".repeat(42),
        "a".repeat(129),
        "a".repeat(42) + '\n',
        "a".repeat(42) + '+',
        "a".repeat(42) + '=',
        "a".repeat(42) + 'é');
  }

  @Tag("FLOW-03")
  @Tag("FLOW-17")
  @ParameterizedTest(name = "{index}")
  @MethodSource("noSecrets")
  void hasNoStateVerifierOrNonceThatCouldBeGuessed(String edited) {
    assertThatIllegalArgumentException().isThrownBy(() -> made(edited, VERIFIER, NONCE));
    assertThatIllegalArgumentException().isThrownBy(() -> made(STATE, edited, NONCE));
    assertThatIllegalArgumentException().isThrownBy(() -> made(STATE, VERIFIER, edited));
  }

  @Test
  void hasVerifiersAsShortAndAsLongAsTheSpecificationAllows() {
    for (var length : List.of(43, 128)) {
      var secret = "a".repeat(length);

      assertThat(made(secret, secret, secret).codeVerifier()).isEqualTo(secret);
    }
  }

  @Test
  @Tag("FLOW-09")
  @Tag("C05")
  void refusesAnAnswerThatRepeatsAParameter() {
    var answer =
        AuthorizationResponse.of(Map.of("code", List.of("good", "evil"), "state", List.of(STATE)));

    assertThat(refusal(attempt(), answer))
        .extracting(LoginException::reason, Throwable::getMessage)
        .containsExactly(Reason.RESPONSE_INVALID, "the answer repeats a parameter");
  }

  @Test
  @Tag("FLOW-07")
  void refusesAnAnswerOfAnotherProvider() {
    assertThat(refusal(attempt(), answer(), OTHER))
        .extracting(LoginException::reason, Throwable::getMessage)
        .containsExactly(
            Reason.RESPONSE_INVALID, "the attempt went to acme, the answer to another");
  }

  @Test
  @Tag("FLOW-16")
  void canBeAnsweredForTenMinutesExactly() throws LoginException {
    var answered = attempt(NOW.minus(Duration.ofMinutes(10)));

    assertThat(answered.accept(answer(), PROVIDER, CLOCK).attempt()).isEqualTo(answered);
    assertThat(reason(attempt(NOW.minus(Duration.ofMinutes(10)).minusNanos(1)), answer()))
        .isEqualTo(Reason.ATTEMPT_EXPIRED);
    assertThat(reason(attempt(TOO_OLD), answer())).isEqualTo(Reason.ATTEMPT_EXPIRED);
    assertThat(reason(attempt(Instant.MIN), answer())).isEqualTo(Reason.ATTEMPT_EXPIRED);
  }

  @Test
  @Tag("FLOW-16")
  @Tag("OPS-14")
  void canComeFromSixtySecondsAheadAndNoMore() throws LoginException {
    var ahead = attempt(NOW.plusSeconds(60));

    assertThat(ahead.accept(answer(), PROVIDER, CLOCK).attempt()).isEqualTo(ahead);
    assertThat(reason(attempt(NOW.plusSeconds(60).plusNanos(1)), answer()))
        .isEqualTo(Reason.ATTEMPT_MISSING);
    assertThat(reason(attempt(TOO_NEW), answer())).isEqualTo(Reason.ATTEMPT_MISSING);
    assertThat(reason(attempt(Instant.MAX), answer())).isEqualTo(Reason.ATTEMPT_MISSING);
  }

  static Stream<String> otherStates() {
    return Stream.of(
        "",
        " ",
        STATE.substring(1),
        STATE.substring(0, STATE.length() - 1),
        STATE + 'a',
        STATE + ' ',
        ' ' + STATE,
        STATE + '\u0000',
        STATE.toUpperCase(Locale.ROOT),
        STATE.replace('s', '\u017F'),
        VERIFIER,
        NONCE);
  }

  @Tag("FLOW-03")
  @Tag("FLOW-05")
  @ParameterizedTest(name = "{index}")
  @MethodSource("otherStates")
  void refusesAnAnswerWithAnotherStateWhetherTheProviderTakesPkceOrNot(String state) {
    var answer = answer("state", state);

    assertThat(reason(attempt(), answer)).isEqualTo(Reason.RESPONSE_INVALID);
    assertThat(refusal(attempt(), answer, PROVIDER.withoutPkce()))
        .hasMessage("the answer has another state");
  }

  @Tag("FLOW-08")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "https://acme.example/",
        "HTTPS://ACME.EXAMPLE",
        "https://acme.example ",
        "http://acme.example",
        "https://acme.example:443",
        " "
      })
  void refusesAnAnswerOfAnotherIssuerWhetherItsIssuerIsRequiredOrNot(String iss) {
    for (var required : List.of(true, false)) {
      assertThat(refusal(attempt(), answer("iss", iss), PROVIDER.withIssuer(ISSUER, required)))
          .extracting(LoginException::reason, Throwable::getMessage)
          .containsExactly(Reason.RESPONSE_INVALID, "the answer is not of https://acme.example");
    }
  }

  @Test
  @Tag("FLOW-08")
  void refusesAnAnswerWithoutTheIssuerThatTheProviderAlwaysNames() {
    assertThat(reason(attempt(), answer(), PROVIDER.withIssuer(ISSUER, true)))
        .isEqualTo(Reason.RESPONSE_INVALID);
  }

  @Test
  @Tag("FLOW-08")
  void refusesAnEmptyIssuer() {
    var empty =
        AuthorizationResponse.of(
            Map.of("code", List.of("c"), "state", List.of(STATE), "iss", List.of("")));

    assertThat(reason(attempt(), empty, PROVIDER.withIssuer(ISSUER, false)))
        .isEqualTo(Reason.RESPONSE_INVALID);
  }

  @Test
  @Tag("FLOW-08")
  void takesAnAnswerOfTheExpectedIssuer() throws LoginException {
    for (var required : List.of(true, false)) {
      var grant =
          attempt().accept(answer("iss", ISSUER), PROVIDER.withIssuer(ISSUER, required), CLOCK);

      assertThat(grant.code()).isEqualTo("code-1");
    }
  }

  @Test
  @Tag("FLOW-08")
  void takesAnAnswerWithoutAnIssuerThatTheProviderNamesOnlySometimes() throws LoginException {
    var grant = attempt().accept(answer(), PROVIDER.withIssuer(ISSUER, false), CLOCK);

    assertThat(grant.code()).isEqualTo("code-1");
  }

  @Test
  @Tag("FLOW-08")
  void doesNotJudgeAnIssuerWhereNoneIsKnown() throws LoginException {
    var grant = attempt().accept(answer("iss", "https://any.example"), PROVIDER, CLOCK);

    assertThat(grant.code()).isEqualTo("code-1");
  }

  @Tag("FLOW-12")
  @ParameterizedTest
  @CsvSource({
    "access_denied, ACCESS_DENIED",
    "user_cancelled_login, ACCESS_DENIED",
    "server_error, PROVIDER_UNAVAILABLE",
    "temporarily_unavailable, PROVIDER_UNAVAILABLE",
    "invalid_request, PROVIDER_REFUSED",
    "unauthorized_client, PROVIDER_REFUSED",
    "unsupported_response_type, PROVIDER_REFUSED",
    "invalid_scope, PROVIDER_REFUSED",
    "Access_Denied, PROVIDER_REFUSED",
    "anything, PROVIDER_REFUSED"
  })
  void saysWhatAnErrorMeansForThePerson(String error, Reason reason) {
    var provider = PROVIDER.withDeniedErrors(Set.of("user_cancelled_login"));

    assertThat(reason(attempt(), answer("code", "", "error", error), provider)).isEqualTo(reason);
  }

  @Test
  @Tag("FLOW-12")
  void quotesTheProvidersWordsForTheLog() {
    var answer =
        answer("code", "", "error", "invalid_scope", "error_description", "No scope \"x\".");

    assertThat(refusal(attempt(), answer))
        .hasMessage("the provider answered \"invalid_scope: No scope 'x'.\"");
  }

  static Stream<String> hostileWords() {
    return Stream.of(
        "<script>alert(1)</script> CALL 000-0000",
        "one\r\ntwo\nthree\rfour\u0085five\u2028six\u2029seven",
        "\u001B[31mred\u001B[0m",
        "\u202Egnp.exe \u2066\u2069\u200E\u200F\u061C",
        "a\u0000b",
        "a" + "\u0301".repeat(1_000),
        "\uD800\uDC00\uD800",
        "" + '\uDC00',
        "\u200B\u200B",
        "\uDB40\uDC41",
        "words ".repeat(20_000),
        "🦊".repeat(20_000));
  }

  @Tag("FLOW-12")
  @Tag("OPS-03")
  @ParameterizedTest(name = "{index}")
  @MethodSource("hostileWords")
  void quotesThemInOneCleanShortLine(String words) {
    for (var answer :
        List.of(
            answer("code", "", "error", "invalid_scope", "error_description", words),
            answer("code", "", "error", words, "error_description", words),
            answer("code", "", "error", words))) {
      var message = String.valueOf(refusal(attempt(), answer).getMessage());

      assertThat(message)
          .startsWith("the provider answered ")
          .doesNotContainPattern("[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\u061C\\u200E\\u200F]")
          .doesNotContainPattern("[\\u202A-\\u202E\\u2066-\\u2069\\x{E0000}-\\x{E007F}]");
      assertThat(message.codePointCount(0, message.length())).isLessThanOrEqualTo(224);
    }
  }

  @Test
  @Tag("FLOW-10")
  void refusesACodeTogetherWithAnError() {
    assertThat(reason(attempt(), answer("error", "access_denied")))
        .isEqualTo(Reason.RESPONSE_INVALID);
  }

  static Stream<String> noCodes() {
    return Stream.of("", " ", "\t\r\n", "c".repeat(4_097));
  }

  @Tag("FLOW-10")
  @ParameterizedTest(name = "{index}")
  @MethodSource("noCodes")
  void refusesAnAnswerWithoutACodeThatCanBeUsed(String code) {
    var answer = AuthorizationResponse.of(Map.of("code", List.of(code), "state", List.of(STATE)));

    assertThat(reason(attempt(), answer)).isEqualTo(Reason.RESPONSE_INVALID);
  }

  @Tag("FLOW-10")
  @ParameterizedTest(name = "{index}")
  @ValueSource(strings = {"", " "})
  void refusesAnAnswerWithNeitherACodeNorAnError(String error) {
    var empty = AuthorizationResponse.of(Map.of("state", List.of(STATE), "error", List.of(error)));

    assertThat(reason(attempt(), empty)).isEqualTo(Reason.RESPONSE_INVALID);
    assertThat(reason(attempt(), answer("code", ""))).isEqualTo(Reason.RESPONSE_INVALID);
  }

  @Test
  @Tag("C04")
  void takesTheCodeAsItIs() throws LoginException {
    for (var code : List.of("4/0AbC-d_e.f", "a+b=c&d%20e", "c".repeat(4_096))) {
      assertThat(attempt().accept(answer("code", code), PROVIDER, CLOCK).code()).isEqualTo(code);
    }
  }

  @Test
  @Tag("FLOW-28")
  void takesNoTokensFromTheAnswer() throws LoginException {
    var forged = answer("access_token", "forged", "id_token", "forged", "token_type", "bearer");

    var grant = attempt().accept(forged, PROVIDER, CLOCK);

    assertThat(grant.response().others()).doesNotContainValue("forged");
    assertThat(reason(attempt(), answer("code", "", "access_token", "forged")))
        .isEqualTo(Reason.RESPONSE_INVALID);
  }

  // Each answer fails the check named and every later one.

  @Test
  @Tag("FLOW-09")
  void judgesRepetitionBeforeAllElse() {
    var answer =
        AuthorizationResponse.of(
            Map.of("state", List.of("x", "y"), "iss", List.of("x"), "error", List.of("x")));

    assertThat(refusal(attempt(TOO_OLD), answer, OTHER.withIssuer(ISSUER, true)))
        .hasMessage("the answer repeats a parameter");
  }

  @Test
  @Tag("FLOW-07")
  void judgesTheProviderBeforeTheTime() {
    for (var issuedAt : List.of(TOO_OLD, TOO_NEW)) {
      var answer = answer("state", "x", "iss", "x", "error", "access_denied");

      assertThat(refusal(attempt(issuedAt), answer, OTHER.withIssuer(ISSUER, true)))
          .hasMessage("the attempt went to acme, the answer to another");
    }
  }

  @Test
  @Tag("FLOW-16")
  void judgesTheTimeBeforeTheState() {
    var answer = answer("state", "x", "iss", "x", "code", "", "error", "access_denied");
    var provider = PROVIDER.withIssuer(ISSUER, true);

    assertThat(reason(attempt(TOO_OLD), answer, provider)).isEqualTo(Reason.ATTEMPT_EXPIRED);
    assertThat(reason(attempt(TOO_NEW), answer, provider)).isEqualTo(Reason.ATTEMPT_MISSING);
  }

  @Test
  @Tag("FLOW-03")
  void judgesTheStateBeforeTheIssuer() {
    var answer = answer("state", "x", "iss", "x", "code", "", "error", "access_denied");

    assertThat(refusal(attempt(), answer, PROVIDER.withIssuer(ISSUER, true)))
        .hasMessage("the answer has another state");
  }

  @Test
  @Tag("FLOW-08")
  @Tag("FLOW-11")
  void believesNoErrorBeforeTheIssuer() {
    var answer = answer("iss", "x", "code", "", "error", "access_denied");

    assertThat(refusal(attempt(), answer, PROVIDER.withIssuer(ISSUER, true)))
        .hasMessage("the answer is not of https://acme.example");
  }

  @Test
  @Tag("FLOW-11")
  void believesNoErrorOfAnExpiredAttempt() {
    var answer = answer("code", "", "error", "access_denied", "error_description", "Call 0800");

    assertThat(refusal(attempt(TOO_OLD), answer))
        .extracting(LoginException::reason, Throwable::getMessage)
        .containsExactly(Reason.ATTEMPT_EXPIRED, "the attempt began long ago");
  }

  @Test
  @Tag("FLOW-26")
  void tellsNoSecretWhateverItRefuses() {
    var code = "the-code";
    var answers =
        List.of(
            answer("code", code, "state", STATE + 'x'),
            answer("code", code, "iss", "x"),
            answer("code", code, "error", "x"),
            answer("code", code.repeat(1_000)),
            answer("code", "", "error", "x"),
            AuthorizationResponse.of(Map.of("code", List.of(code, code))));
    for (var answer : answers) {
      for (var provider : List.of(PROVIDER.withIssuer(ISSUER, true), OTHER)) {
        assertThat(refusal(attempt(), answer, provider).toString())
            .doesNotContain(STATE, VERIFIER, NONCE, code, attempt().codeChallenge());
      }
    }
  }

  private static LoginAttempt made(String state, String verifier, String nonce) {
    return new LoginAttempt(ACME, state, verifier, nonce, REDIRECT_URI, RETURN_TO, NOW);
  }

  private static Reason reason(LoginAttempt attempt, AuthorizationResponse answer) {
    return refusal(attempt, answer).reason();
  }

  private static Reason reason(
      LoginAttempt attempt, AuthorizationResponse answer, Provider provider) {
    return refusal(attempt, answer, provider).reason();
  }

  private static LoginException refusal(LoginAttempt attempt, AuthorizationResponse answer) {
    return refusal(attempt, answer, PROVIDER);
  }

  private static LoginException refusal(
      LoginAttempt attempt, AuthorizationResponse answer, Provider provider) {
    return catchThrowableOfType(
        LoginException.class, () -> attempt.accept(answer, provider, CLOCK));
  }
}
