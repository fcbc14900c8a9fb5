package org.sociallogin.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.sociallogin.core.Examples.ACME;
import static org.sociallogin.core.Examples.BROWSER;
import static org.sociallogin.core.Examples.CLOCK;
import static org.sociallogin.core.Examples.NOW;
import static org.sociallogin.core.Examples.PROVIDER;
import static org.sociallogin.core.Examples.RETURN_TO;
import static org.sociallogin.core.Examples.answer;
import static org.sociallogin.core.Examples.attempt;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sociallogin.core.LoginException.EmailOwner;
import org.sociallogin.core.LoginException.Reason;
import org.sociallogin.core.LoginFlow.Limits;

@Timeout(60)
class LoginFlowTest {

  private static final ProviderId OTHER = new ProviderId("other");
  private static final Limits LIMITS = new Limits(Duration.ofSeconds(10), 256);

  private final Acme acme = new Acme(PROVIDER);
  private final Acme other =
      new Acme(
          Provider.of(OTHER, "Other", "client-2", URI.create("https://other.example/authorize")));
  private final Store store = new Store();
  private final LoginFlow flow = flow(Runnable::run, LIMITS);

  @Test
  @Tag("FLOW-01")
  void startsWithThreeTimes256BitsOfChanceAndNothingElse() throws LoginException {
    var flow =
        new LoginFlow(
            List.of(acme),
            accounts(),
            LoginFlowTest::callback,
            LIMITS,
            Runnable::run,
            CLOCK,
            new Counting());

    assertThat(flow.start("acme", RETURN_TO).attempt())
        .isEqualTo(
            new LoginAttempt(
                ACME,
                "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE",
                "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI",
                "AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM",
                URI.create("https://app.example/oauth/callback/acme"),
                RETURN_TO,
                NOW));
  }

  @Test
  @Tag("FLOW-01")
  void startsTenThousandTimesWithoutOneSecretTwice() throws LoginException {
    var secrets = new HashSet<String>();
    for (var i = 0; i < 10_000; i++) {
      var attempt = flow.start("acme", RETURN_TO).attempt();
      secrets.addAll(List.of(attempt.state(), attempt.codeVerifier(), attempt.nonce()));
    }

    assertThat(secrets).hasSize(30_000).allMatch(secret -> secret.matches("[A-Za-z0-9_-]{43}"));
  }

  @Test
  @Tag("FLOW-04")
  @Tag("FLOW-23")
  void sendsTheBrowserWhereTheProviderSays() throws LoginException {
    var started = flow.start("acme", RETURN_TO);

    assertThat(started.location())
        .isEqualTo(
            URI.create(
                "https://acme.example/authorize?response_type=code&client_id=client-1"
                    + "&redirect_uri=https%3A%2F%2Fapp.example%2Foauth%2Fcallback%2Facme&state="
                    + started.attempt().state()
                    + "&code_challenge="
                    + Digest.of(started.attempt().codeVerifier()).value()
                    + "&code_challenge_method=S256"));
  }

  @Tag("LIB-01")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "response_type",
        "client_id",
        "redirect_uri",
        "state",
        "code_challenge",
        "code_challenge_method"
      })
  void sendsNobodyAwayWithoutTheWholeAttempt(String parameter) {
    acme.authorize =
        attempt -> URI.create(acme.request(attempt).toString().replace(parameter + '=', "x="));

    assertThatThrownBy(() -> flow.start("acme", RETURN_TO))
        .isInstanceOf(LoginException.class)
        .hasMessage("the authorization request of acme lacks, repeats or changes " + parameter);
  }

  @Test
  @Tag("LIB-01")
  void sendsNobodyAwayWithTheAttemptOfSomebodyElse() throws LoginException {
    var first = flow.start("acme", RETURN_TO).location();
    acme.authorize = attempt -> first;

    assertThat(refusedStart("acme").reason()).isEqualTo(Reason.PROVIDER_REFUSED);
  }

  @Test
  @Tag("FLOW-22")
  void hasOneRedirectUriAProviderInBothRequests() throws LoginException {
    var started = flow.start("other", RETURN_TO);
    var answer = answer("state", started.attempt().state());

    flow.finish("other", answer, started.attempt(), BROWSER);

    assertThat(started.location().getQuery())
        .contains("redirect_uri=https://app.example/oauth/callback/other&");
    assertThat(other.exchanged.get(0).attempt().redirectUri())
        .isEqualTo(flow.redirectUri(OTHER))
        .hasToString("https://app.example/oauth/callback/other");
  }

  @Test
  void signsIn() throws LoginException {
    var browser = new Browser(List.of(Digest.of("first"), Digest.of("second")), "Lynx");

    var signedIn =
        flow.finish("acme", answer("code", "ada"), attempt(NOW.minusSeconds(9)), browser);

    assertThat(acme.exchanged).hasSize(1);
    assertThat(acme.used).containsExactly(new Tokens("token-of-ada", null));
    assertThat(store.made)
        .containsExactly(
            new NewSession(
                signedIn.token().digest(),
                Digest.of(Examples.STATE),
                NOW.minusSeconds(9).plus(Duration.ofMinutes(11)),
                NOW,
                NOW.plus(Duration.ofDays(30)),
                browser));
    assertThat(store.asked).containsExactly("sign in at acme");
    assertThat(store.profiles).containsExactly(Examples.profile(ACME, "ada"));
    assertThat(signedIn.session()).isSameAs(store.session);
  }

  @Test
  @Tag("SESS-01")
  @Tag("SESS-03")
  @Tag("SESS-04")
  void givesEverySessionATokenOfItsOwn() throws LoginException {
    var tokens = new HashSet<SessionToken>();
    var browser = BROWSER;
    for (var i = 0; i < 100; i++) {
      var token = flow.finish("acme", answer(), attempt(), browser).token();
      browser = new Browser(List.of(token.digest()), null);
      tokens.add(token);
    }

    assertThat(tokens).hasSize(100);
  }

  @Test
  @Tag("SESS-01")
  void givesASessionATokenOf256BitsOfChanceAndNothingElse() throws LoginException {
    var flow =
        new LoginFlow(
            List.of(acme),
            accounts(new Counting()),
            LoginFlowTest::callback,
            LIMITS,
            Runnable::run,
            CLOCK,
            new SecureRandom());

    assertThat(flow.finish("acme", answer(), attempt(), BROWSER).token())
        .isEqualTo(new SessionToken("AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE"));
    assertThat(flow.finish("acme", answer(), attempt(), BROWSER).token())
        .isEqualTo(new SessionToken("AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI"));
  }

  @Test
  @Tag("FLOW-06")
  void exchangesTheCodeWithTheVerifierOfItsOwnAttempt() throws LoginException {
    var mine = flow.start("acme", RETURN_TO).attempt();
    var theirs = flow.start("acme", RETURN_TO).attempt();

    flow.finish("acme", answer("code", "theirs", "state", mine.state()), mine, BROWSER);

    assertThat(acme.exchanged.get(0).attempt()).isEqualTo(mine).isNotEqualTo(theirs);
  }

  @Test
  @Tag("FLOW-06")
  void signsNobodyInWhenTheProviderRefusesTheCode() {
    var refusal = new LoginException(Reason.RESPONSE_INVALID, "invalid_grant");
    acme.exchange =
        grant -> {
          throw refusal;
        };

    assertThat(refused("acme", answer(), attempt())).isSameAs(refusal);
    assertThat(acme.used).isEmpty();
    assertThat(store.made).isEmpty();
  }

  @Test
  @Tag("SESS-18")
  @Tag("FLOW-02")
  void keepsNothingOfAnAttemptSoThatAnyNodeCanFinishIt() throws LoginException {
    var started = flow.start("acme", RETURN_TO);
    var anotherNode = flow(Runnable::run, LIMITS);

    assertThat(store.made).isEmpty();
    anotherNode.finish(
        "acme", answer("state", started.attempt().state()), started.attempt(), BROWSER);

    assertThat(store.made).hasSize(1);
  }

  @Test
  @Tag("FLOW-02")
  void refusesAnAnswerThatThisBrowserDidNotAskFor() throws LoginException {
    var state = flow.start("acme", RETURN_TO).attempt().state();

    assertThat(refused("acme", answer("state", state), null).reason())
        .isEqualTo(Reason.ATTEMPT_MISSING);
    nothingHappened();
  }

  @Test
  @Tag("FLOW-11")
  void believesNoErrorWithoutAnAttempt() {
    var answer = answer("code", "", "error", "access_denied", "error_description", "Call 0800");

    assertThat(refused("acme", answer, null))
        .hasMessage("this browser has no such attempt")
        .extracting(LoginException::reason)
        .isEqualTo(Reason.ATTEMPT_MISSING);
    nothingHappened();
  }

  /**
   * What its metadata say only counts, and is only asked for, where the answer is to the attempt.
   */
  @Test
  @Tag("FLOW-08")
  void believesAnErrorByTheMetadataOfTheProvider() {
    var asked = new ArrayList<Provider>();
    var described = new Described(acme, PROVIDER.withIssuer(Examples.ISSUER, true), asked);
    var flow = flow(List.of(described), Runnable::run, LIMITS);
    var error = answer("code", "", "error", "access_denied");
    var named = answer("code", "", "error", "access_denied", "iss", Examples.ISSUER);

    assertThat(refused(flow, error, attempt(NOW.minusSeconds(601))).reason())
        .isEqualTo(Reason.ATTEMPT_EXPIRED);
    assertThat(asked).isEmpty();
    assertThat(refused(flow, error, attempt()).reason()).isEqualTo(Reason.RESPONSE_INVALID);
    assertThat(refused(flow, named, attempt()).reason()).isEqualTo(Reason.ACCESS_DENIED);
    assertThat(asked).hasSize(2);
    nothingHappened();
  }

  @Test
  @Tag("FLOW-08")
  void sendsNoCodeOnThatTheMetadataOfTheProviderForbid() {
    var described =
        new Described(acme, PROVIDER.withIssuer(Examples.ISSUER, true), new ArrayList<>());
    var flow = flow(List.of(described), Runnable::run, LIMITS);

    assertThat(refused(flow, answer("iss", "https://evil.example"), attempt()).reason())
        .isEqualTo(Reason.RESPONSE_INVALID);
    assertThat(refused(flow, answer(), attempt()).reason()).isEqualTo(Reason.RESPONSE_INVALID);
    nothingHappened();
  }

  @Test
  @Tag("FLOW-09")
  void refusesARepeatedParameterBeforeItLooksForAnAttempt() {
    var answer = AuthorizationResponse.of(Map.of("state", List.of("a", "a")));

    assertThat(refused("acme", answer, null).reason()).isEqualTo(Reason.RESPONSE_INVALID);
    nothingHappened();
  }

  @Test
  @Tag("FLOW-07")
  void exchangesNoCodeAtAnotherProviderThanTheAttemptWentTo() {
    assertThat(refused("other", answer(), attempt()).reason()).isEqualTo(Reason.RESPONSE_INVALID);
    nothingHappened();
  }

  static Stream<AuthorizationResponse> refusedAnswers() {
    return Stream.of(
        answer("state", "x"),
        answer("state", ""),
        answer("code", ""),
        answer("error", "access_denied"),
        answer("code", "", "error", "access_denied"),
        AuthorizationResponse.of(Map.of()));
  }

  @Tag("FLOW-03")
  @Tag("FLOW-05")
  @Tag("FLOW-10")
  @ParameterizedTest(name = "{index}")
  @MethodSource("refusedAnswers")
  void exchangesNoCodeOfAnAnswerThatItRefuses(AuthorizationResponse answer) {
    assertThat(refused("acme", answer, attempt())).isNotNull();
    nothingHappened();
  }

  @Tag("WEB-16")
  @ParameterizedTest(name = "{index}")
  @ValueSource(strings = {"", "nobody", "ACME", "acme ", "acme/../other", "\u0000", "<b>", "acmé"})
  void knowsNoOtherProvidersAndDoesNotRepeatTheirNames(String provider) {
    for (var refusal : List.of(refusedStart(provider), refused(provider, answer(), attempt()))) {
      assertThat(refusal)
          .hasMessage("there is no such provider")
          .extracting(LoginException::reason)
          .isEqualTo(Reason.UNKNOWN_PROVIDER);
    }
    assertThat(flow.provider(provider)).isNull();
  }

  @Test
  void listsTheProvidersInTheOrderGiven() {
    assertThat(flow.providers()).containsExactly(PROVIDER, other.provider());
    assertThat(flow.provider("acme")).isEqualTo(PROVIDER);
  }

  @Test
  void givesProvidersOfOneNameNamesOfTheirOwn() {
    var twin =
        new Acme(
            Provider.of(
                new ProviderId("corp"),
                PROVIDER.displayName(),
                "client-3",
                URI.create("https://corp.example/authorize")));
    var several = flow(List.of(acme, other, twin), Runnable::run, LIMITS);

    assertThat(several.providers())
        .extracting(Provider::displayName)
        .containsExactly("Acme (acme)", "Other", "Acme (corp)");
    assertThat(several.provider("corp")).isEqualTo(several.providers().get(2));
  }

  @Test
  @Tag("LIB-10")
  void hasNoTwoProvidersWithOneId() {
    var twin = new Acme(Provider.of(ACME, "Twin", "client-3", URI.create("https://twin.example/")));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> flow(List.of(acme, other, twin), Runnable::run, LIMITS))
        .withMessage("there are two providers with the id acme");
  }

  @Test
  @Tag("LIB-02")
  void believesNoProviderThatSpeaksOfAnother() {
    other.lookUp = (grant, tokens) -> Examples.profile(ACME, "ada");
    var attempt = start("other");

    assertThat(refused("other", answer("state", attempt.state()), attempt))
        .hasMessage("the profile is of acme")
        .extracting(LoginException::reason)
        .isEqualTo(Reason.PROVIDER_UNINTELLIGIBLE);
    assertThat(store.made).isEmpty();
  }

  static Stream<Throwable> accidents() {
    return Stream.of(new IllegalStateException("code-1"), new StackOverflowError(), new Error("x"));
  }

  @Tag("LIB-05")
  @ParameterizedTest
  @MethodSource("accidents")
  void makesAReasonOfAnyAccidentInAnyStep(Throwable accident) {
    acme.lookUp =
        (grant, tokens) -> {
          throw thrown(accident);
        };
    var inLookUp = refused("acme", answer(), attempt());
    acme.exchange =
        grant -> {
          throw thrown(accident);
        };
    var inExchange = refused("acme", answer(), attempt());
    acme.authorize =
        attempt -> {
          throw thrown(accident);
        };
    var inAuthorize = refusedStart("acme");

    for (var refusal : List.of(inLookUp, inExchange, inAuthorize)) {
      assertThat(refusal)
          .hasMessageStartingWith(
              "the provider's adapter failed with " + accident.getClass().getName() + " at ")
          .hasCause(accident)
          .extracting(LoginException::reason)
          .isEqualTo(Reason.PROVIDER_UNINTELLIGIBLE);
    }
    assertThat(store.made).isEmpty();
  }

  @Test
  @Tag("LIB-05")
  @SuppressWarnings("NullAway") // a provider's code need not be null-marked
  void makesAReasonOfNothingInAnyStep() {
    acme.lookUp = (grant, tokens) -> null;
    var inLookUp = refused("acme", answer(), attempt());
    acme.lookUp = (grant, tokens) -> Examples.profile(ACME, "whoever");
    acme.exchange = grant -> null;
    var inExchange = refused("acme", answer(), attempt());
    acme.authorize = attempt -> null;
    var inAuthorize = refusedStart("acme");

    for (var refusal : List.of(inLookUp, inExchange, inAuthorize)) {
      assertThat(refusal)
          .hasMessage("the provider returned nothing")
          .extracting(LoginException::reason)
          .isEqualTo(Reason.PROVIDER_UNINTELLIGIBLE);
    }
    assertThat(store.made).isEmpty();
  }

  @Test
  @Tag("HTTP-03")
  @Tag("LIB-05")
  void givesAllTheCallsOfASignInOneDeadline() {
    var interrupted = new CountDownLatch(1);
    acme.exchange =
        grant -> {
          takes(200, interrupted);
          return new Tokens("token", null);
        };
    acme.lookUp =
        (grant, tokens) -> {
          takes(200, interrupted);
          return Examples.profile(ACME, "ada");
        };
    var executor = Executors.newCachedThreadPool();
    try {
      var hurried = flow(executor, new Limits(Duration.ofMillis(300), 1));

      assertThat(refusal(() -> hurried.finish("acme", answer(), attempt(), BROWSER)).reason())
          .isEqualTo(Reason.PROVIDER_UNAVAILABLE);
      assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(store.made).isEmpty();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void passesOnWhatTheStoreRefuses() {
    var owner = new EmailOwner(new Email("ada@example.test", true), OTHER);
    store.refusal = LoginException.emailTaken(owner);

    assertThat(refused("acme", answer(), attempt())).isSameAs(store.refusal);
  }

  @Test
  void passesOnThatTheStoreDoesNotAnswer() {
    store.failure = new StoreUnavailableException("away", new IllegalStateException());

    assertThatThrownBy(() -> flow.finish("acme", answer(), attempt(), BROWSER))
        .isSameAs(store.failure);
  }

  @Test
  void hasLimitsAboveNothing() {
    var second = Duration.ofSeconds(1);

    assertThat(new Limits(second, 1)).isNotNull();
    assertThatIllegalArgumentException().isThrownBy(() -> new Limits(Duration.ZERO, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Limits(second.negated(), 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Limits(second, 0));
  }

  private LoginFlow flow(Executor executor, Limits limits) {
    return flow(List.of(acme, other), executor, limits);
  }

  private LoginFlow flow(List<SocialLoginPort> ports, Executor executor, Limits limits) {
    return new LoginFlow(
        ports, accounts(), LoginFlowTest::callback, limits, executor, CLOCK, new SecureRandom());
  }

  private Accounts accounts() {
    return accounts(new SecureRandom());
  }

  private Accounts accounts(SecureRandom random) {
    return new Accounts(
        store, store, List.of(acme, other), null, event -> {}, Examples.LIFETIMES, CLOCK, random);
  }

  private static URI callback(ProviderId provider) {
    return URI.create("https://app.example/oauth/callback/" + provider);
  }

  private LoginAttempt start(String provider) {
    try {
      return flow.start(provider, RETURN_TO).attempt();
    } catch (LoginException e) {
      throw new AssertionError(e);
    }
  }

  private LoginException refusedStart(String provider) {
    return refusal(() -> flow.start(provider, RETURN_TO));
  }

  private LoginException refused(
      String provider, AuthorizationResponse answer, @Nullable LoginAttempt attempt) {
    return refusal(() -> flow.finish(provider, answer, attempt, BROWSER));
  }

  private static LoginException refused(
      LoginFlow flow, AuthorizationResponse answer, LoginAttempt attempt) {
    return refusal(() -> flow.finish("acme", answer, attempt, BROWSER));
  }

  private static LoginException refusal(ThrowingCallable work) {
    return catchThrowableOfType(LoginException.class, work);
  }

  private void nothingHappened() {
    assertThat(acme.exchanged).isEmpty();
    assertThat(other.exchanged).isEmpty();
    assertThat(store.made).isEmpty();
  }

  private static void takes(int millis, CountDownLatch interrupted) {
    try {
      assertThat(new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS)).isFalse();
    } catch (InterruptedException e) {
      interrupted.countDown();
      throw new IllegalStateException(e);
    }
  }

  private static RuntimeException thrown(Throwable accident) {
    if (accident instanceof Error error) {
      throw error;
    }
    return (RuntimeException) accident;
  }

  /** One that knows no more than its id until it has read its metadata. */
  private record Described(Acme acme, Provider metadata, List<Provider> asked)
      implements SocialLoginPort, Discovery {

    @Override
    public Provider provider() {
      return acme.provider();
    }

    @Override
    public Provider discover() {
      asked.add(metadata);
      return metadata;
    }

    @Override
    public URI authorize(LoginAttempt attempt) throws LoginException {
      return acme.authorize(attempt);
    }

    @Override
    public Tokens exchange(AuthorizationGrant grant) throws LoginException {
      return acme.exchange(grant);
    }

    @Override
    public Profile lookUp(AuthorizationGrant grant, Tokens tokens) throws LoginException {
      return acme.lookUp(grant, tokens);
    }
  }

  /** Chance that can be foretold: all ones, then all twos. */
  private static final class Counting extends SecureRandom {

    private static final long serialVersionUID = 1;
    private byte count;

    @Override
    public void nextBytes(byte[] bytes) {
      count++;
      Arrays.fill(bytes, count);
    }
  }
}
