package org.sociallogin.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.sociallogin.testkit.Example.Secret.NEVER;
import static org.sociallogin.testkit.Example.Secret.PLAIN;
import static org.sociallogin.testkit.IdTokens.changed;
import static org.sociallogin.testkit.IdTokens.in;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URLDecoder;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.sociallogin.core.AccountRepository;
import org.sociallogin.core.Accounts;
import org.sociallogin.core.AuthorizationResponse;
import org.sociallogin.core.Browser;
import org.sociallogin.core.LocalPath;
import org.sociallogin.core.LoginAttempt;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.LoginException.Reason;
import org.sociallogin.core.LoginFlow;
import org.sociallogin.core.Profile;
import org.sociallogin.core.SessionRepository;
import org.sociallogin.core.SocialLoginPort;
import org.sociallogin.testkit.IdTokens.Signer;
import org.sociallogin.testkit.ProviderStub.Response;
import org.sociallogin.testkit.ProviderStub.Script;

/**
 * What every provider must do. A team that writes one extends this, says where its endpoints are
 * and how its provider speaks of one person, and has every hostile case that we know: none can be
 * overridden. Each sign-in runs through core as it does in an application.
 */
public abstract class SocialLoginPortContract {

  /** What the provider is registered by. */
  protected static final String CLIENT_ID = "client+of/the=contract%2B";

  /** What the provider proves itself with, and never gives away. */
  protected static final String CLIENT_SECRET = "canary-secret:4711%2B+ü/=";

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration IMPATIENCE = Duration.ofSeconds(1);
  private static final int MOST_PAGES = 5;
  private static final Logger ROOT = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);

  private final List<AutoCloseable> resources = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private Scene scene;
  private Example example;
  private SocialLoginPort port;

  /**
   * The provider under test, every endpoint of it at that stub, registered by {@link #CLIENT_ID}
   * and {@link #CLIENT_SECRET}. Its authorization endpoint is never asked; what it publishes of
   * itself, the stub is told to answer here.
   */
  protected abstract SocialLoginPort port(ProviderStub provider);

  /** How the provider speaks of one person. */
  protected abstract Example example();

  /**
   * What the ID token says of this person, {@code iss} and {@code sub} at least; empty for a
   * provider that sends none. The contract adds what binds it ({@code aud}, {@code nonce} and the
   * times), signs it with a key of {@link #keySet}, and makes the bad ones of it.
   */
  protected Map<String, ?> claims(ObjectNode user) {
    return Map.of();
  }

  /** The keys that ID tokens are signed with, as an issuer shows them (RFC 7517, section 5). */
  protected static final String keySet() {
    return IdTokens.keySet();
  }

  /** The same, closed at the end of the test: an application context, for instance. */
  protected final <T extends AutoCloseable> T closedAtTheEnd(T resource) {
    resources.add(resource);
    return resource;
  }

  @BeforeEach
  final void startTheProvider() {
    if (ROOT.getLevel() == Level.DEBUG) { // logback's own, where nobody has configured it
      ROOT.setLevel(Level.INFO);
    }
    example = example();
    scene = new Scene(example, this::claims);
    port = port(scene.provider);
  }

  @AfterEach
  final void stopTheProvider() throws Exception {
    for (var resource : resources) {
      resource.close();
    }
    scene.close();
    threads.shutdownNow();
  }

  // The way there

  @Test
  @Tag("LIB-01")
  final void asksForWhatCoreChecksBeforeTheBrowserLeaves() throws Exception {
    var first = flow(PATIENCE).start(id(), new LocalPath("/"));
    var second = flow(PATIENCE).start(id(), new LocalPath("/"));

    assertThat(first.location()).isNotEqualTo(second.location());
    assertThat(first.location().toString())
        .contains(first.attempt().state())
        .doesNotContain(CLIENT_SECRET);
    assertThatNobodyWasAsked();
  }

  // The way back

  @Test
  @Tag("LIB-02")
  @Tag("ACCT-06")
  final void signsIn() throws Exception {
    var profile = signIn();

    assertThat(profile.provider()).isEqualTo(port.provider().id());
    assertThat(profile.subject()).isEqualTo(scene.subject());
    assertThat(profile.email()).isEqualTo(scene.email());
  }

  @Test
  @Tag("FLOW-22")
  @Tag("HTTP-09")
  @Tag("C04")
  final void exchangesTheCodeOnceAsTheAttemptSays() throws Exception {
    signIn();

    var requests = scene.requests(example.tokenPath());
    assertThat(requests).hasSize(1);
    var request = requests.get(0);
    var attempt = scene.attempts.values().iterator().next();
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.target()).isEqualTo(example.tokenPath());
    assertThat(request.field("grant_type")).isEqualTo("authorization_code");
    assertThat(request.field("redirect_uri")).isEqualTo(attempt.redirectUri().toString());
    assertThat(request.field("code_verifier"))
        .isEqualTo(port.provider().pkce() ? attempt.codeVerifier() : null);
  }

  @Test
  @Tag("HTTP-10")
  @Tag("C50")
  final void provesItselfByIdAndSecretAsTheyAre() throws Exception {
    assumeThat(example.secret()).as("how the provider sends its secret").isNotEqualTo(NEVER);
    signIn();

    var request = scene.requests(example.tokenPath()).get(0);
    if (request.basic().isEmpty()) {
      assertThat(request.field("client_id")).isEqualTo(CLIENT_ID);
      assertThat(request.field("client_secret")).isEqualTo(CLIENT_SECRET);
    } else {
      assertThat(request.basic().split(":", 2))
          .extracting(sent -> example.secret() == PLAIN ? sent : URLDecoder.decode(sent, UTF_8))
          .containsExactly(CLIENT_ID, CLIENT_SECRET);
    }
  }

  @Test
  @Tag("LIB-12")
  final void takesThePersonsNo() {
    var denials = new ArrayList<>(port.provider().deniedErrors());
    denials.add("access_denied");

    for (var denial : denials) {
      assertThat(failure(() -> answer(flow(PATIENCE), Map.of("error", denial))))
          .as(denial)
          .isEqualTo(Reason.ACCESS_DENIED);
    }
    assertThatNobodyWasAsked();
  }

  /** What the provider publishes of itself (RFC 8615) may have been looked at. */
  private void assertThatNobodyWasAsked() {
    assertThat(scene.provider.requests())
        .allMatch(request -> request.target().contains("/.well-known/"));
  }

  @Test
  @Tag("LIB-12")
  final void ignoresWhatItDoesNotKnow() throws Exception {
    var expected = signIn();
    for (var path : scene.paths()) {
      scene.provider.on(
          path, request -> Scene.added(scene.answer(path, request), "\"unknown\": {\"a\": [1]}"));
    }

    assertThat(signIn()).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("org.sociallogin.testkit.Hostile#oddTokenAnswers")
  @Tag("FLOW-29")
  @Tag("C16")
  @Tag("C17")
  @Tag("C18")
  @Tag("C19")
  final void takesAnOddTokenAnswer(UnaryOperator<Response> odd) throws Exception {
    var expected = signIn();
    scene.provider.on(example.tokenPath(), request -> odd.apply(scene.token(request)));

    assertThat(signIn()).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("org.sociallogin.testkit.Hostile#oddWaysToSend")
  @Tag("C21")
  @Tag("C22")
  final void readsJsonHoweverItIsSent(UnaryOperator<Response> odd) throws Exception {
    var expected = signIn();
    for (var path : scene.paths()) {
      scene.provider.on(path, request -> odd.apply(scene.answer(path, request)));

      assertThat(signIn()).as(path).isEqualTo(expected);
      scene.startAnswering();
    }
  }

  // Who the person is

  @ParameterizedTest
  @MethodSource("org.sociallogin.testkit.Hostile#notASubject")
  @Tag("ACCT-02")
  @Tag("C24")
  final void knowsNobodyWithoutASubject(String json) {
    scene.changeUser(user -> Scene.put(user, example.subject(), json));

    assertThat(failure(this::signIn)).isEqualTo(Reason.PROVIDER_UNINTELLIGIBLE);
  }

  @Test
  @Tag("ACCT-02")
  @Tag("C25")
  final void aNumberAsSubjectKeepsItsDigitsOrIsNone() throws LoginException {
    scene.changeUser(user -> Scene.put(user, example.subject(), "9007199254740993"));

    try {
      assertThat(signIn().subject()).isEqualTo(example.within() + "9007199254740993");
    } catch (LoginException e) {
      assertThat(e.reason()).isEqualTo(Reason.PROVIDER_UNINTELLIGIBLE);
    }
  }

  @Test
  @Tag("ACCT-13")
  @Tag("ACCT-14")
  @Tag("C30")
  final void signsInWhateverElseIsSaidOfThem() throws Exception {
    var members = new ArrayList<String>();
    for (var member : scene.texts()) {
      scene.changeUser(user -> Scene.put(user, member, "\"another\""));
      if (failure(this::signIn) == null) { // else it is what the person is found by
        members.add(member);
      }
    }
    for (var odd : Hostile.oddities()) {
      scene.changeUser(user -> members.forEach(member -> Scene.put(user, member, odd)));

      assertThat(signIn().subject()).as(odd).isEqualTo(scene.subject());
    }
  }

  @Test
  @Tag("ACCT-14")
  final void isNotTroubledByTenThousandAddresses() throws Exception {
    pathOfTheEmails();
    scene.emails(10_000);

    assertThat(signIn().email()).isNull();
  }

  @Test
  @Tag("ACCT-12")
  final void signsInWithoutAnEmailAddress() throws Exception {
    assumeThat(scene.sharesAddresses()).as("the provider shares no address").isTrue();
    scene.withoutEmail();

    assertThat(signIn().email()).isNull();
  }

  @ParameterizedTest
  @MethodSource("org.sociallogin.testkit.Hostile#notAnAddress")
  @Tag("ACCT-12")
  final void signsInWithoutAnAddressThatIsNone(String json) throws Exception {
    assumeThat(scene.sharesAddresses()).as("the provider shares no address").isTrue();
    scene.email(json, "true");

    assertThat(signIn().email()).isNull();
  }

  @ParameterizedTest
  @MethodSource("org.sociallogin.testkit.Hostile#notVerified")
  @Tag("ACCT-06")
  final void anAddressIsVerifiedOnlyWhereTheProviderSaysSo(String json) throws Exception {
    assumeThat(scene.hasFlags()).as("the provider has no flag for a checked address").isTrue();
    scene.email("\"ada@example.org\"", json);

    var email = signIn().email();

    assertThat(email == null || !email.verified()).isTrue();
  }

  @Test
  @Tag("HTTP-08")
  final void findsTheAddressOnALaterPage() throws Exception {
    var path = pathOfTheEmails();
    scene.pages(page -> page < 3 ? scene.provider.uri(path + "?page=" + (page + 1)) : null);

    assertThat(signIn().email()).isEqualTo(scene.email());
  }

  @Test
  @Tag("HTTP-08")
  final void endsAListThatDoesNotEnd() throws Exception {
    var path = pathOfTheEmails();
    scene.pages(page -> scene.provider.uri(path + "?page=" + (page + 1)));

    assertThat(signIn().email()).isNull();
    assertThat(scene.requests(path).size()).isBetween(1, MOST_PAGES);
  }

  @Test
  @Tag("HTTP-08")
  final void takesTheTokenToNoOtherOrigin() throws Exception {
    pathOfTheEmails();
    scene.pages(page -> scene.elsewhere.uri("/emails?page=" + (page + 1)));

    assertThat(signIn().email()).isNull();
    assertThat(scene.elsewhere.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404})
  @Tag("LIB-12")
  @Tag("C29")
  final void signsInWhereTheAddressesAreKeptFromUs(int status) throws Exception {
    var path = pathOfTheEmails();
    scene.provider.on(path, request -> Response.json(status, "{}"));

    assertThat(signIn().email()).isNull();
  }

  // What an ID token says of them

  @Test
  @Tag("FLOW-33")
  final void takesNoIdTokenOfAnotherAttempt() throws Exception {
    assumeIdTokens();
    var other = flow(PATIENCE).start(id(), new LocalPath("/")).attempt();
    scene.provider.on(
        example.tokenPath(),
        request -> {
          scene.attempts.replaceAll((code, attempt) -> other);
          return scene.token(request);
        });

    assertThat(failure(this::signIn)).isEqualTo(Reason.RESPONSE_INVALID);
  }

  @Test
  @Tag("FLOW-33")
  final void takesNoIdTokenOfNoAttempt() throws Exception {
    assumeIdTokens();
    scene.sign(claims -> IdTokens.signed(changed(claims, all -> all.remove("nonce"))));

    assertThat(failure(this::signIn)).isEqualTo(Reason.RESPONSE_INVALID);
  }

  @ParameterizedTest
  @MethodSource("org.sociallogin.testkit.IdTokens#forgeries")
  @Tag("FLOW-30")
  @Tag("FLOW-31")
  @Tag("FLOW-32")
  @Tag("FLOW-34")
  final void takesNoIdToken(Signer forgery) throws Exception {
    assumeIdTokens();
    scene.sign(forgery);

    assertThat(failure(this::signIn)).isEqualTo(Reason.PROVIDER_UNINTELLIGIBLE);
  }

  @Test
  @Tag("FLOW-32")
  @Tag("C57")
  final void takesAnIdTokenOfAClockThatIsALittleOff() throws Exception {
    assumeIdTokens();
    scene.sign(
        claims ->
            IdTokens.signed(
                changed(claims, all -> all.putAll(Map.of("iat", in(30), "nbf", in(30))))));
    assertThat(signIn().subject()).isEqualTo(scene.subject());

    scene.sign(claims -> IdTokens.signed(changed(claims, all -> all.put("exp", in(-10)))));
    assertThat(signIn().subject()).isEqualTo(scene.subject());
  }

  @Test
  @Tag("FLOW-37")
  final void asksForKeysOnceForAllWhoSignWithUnknownOnes() throws Exception {
    assumeIdTokens();
    scene.sign(IdTokens::signedByAStranger);
    var before = published();

    for (var i = 0; i < 20; i++) {
      assertThat(failure(this::signIn)).isEqualTo(Reason.PROVIDER_UNINTELLIGIBLE);
    }

    assertThat(published() - before).isLessThanOrEqualTo(1);
  }

  /** How often it was asked for what is neither an exchange nor a person. */
  private long published() {
    return scene.provider.requests().stream()
        .filter(request -> !scene.paths().contains(request.target().split("\\?", 2)[0]))
        .count();
  }

  @Test
  @Tag("FLOW-33")
  final void takesNoAnswerWithoutAnIdToken() throws Exception {
    assumeIdTokens();
    scene.sign(null);

    assertThat(failure(this::signIn)).isEqualTo(Reason.PROVIDER_UNINTELLIGIBLE);
  }

  @Test
  @Tag("FLOW-35")
  final void takesNoUserOfAnotherSubject() throws Exception {
    assumeIdTokens();
    scene.provider.on(
        pathOfTheUser(),
        request -> {
          scene.addPerson("canary-token-0", "1000");
          return scene.user(request);
        });

    assertThat(failure(this::signIn)).isEqualTo(Reason.PROVIDER_UNINTELLIGIBLE);
  }

  /**
   * A token of somebody else, also from a provider that is said to send none: who does not bind it
   * to the attempt must not look.
   */
  @Test
  @Tag("FLOW-30")
  @Tag("FLOW-33")
  final void believesNoIdTokenThatNothingBinds() throws Exception {
    var expected = signIn();
    assumeThat(port.provider().nonce()).as("a nonce binds the provider's ID tokens").isFalse();
    var other = Map.of("sub", "1000", "email", "root@example.org", "email_verified", true);
    for (var signer : List.<Signer>of(IdTokens::unsigned, IdTokens::signed)) {
      scene.sign(claims -> signer.token(changed(claims, all -> all.putAll(other))));

      assertThat(signIn()).isEqualTo(expected);
    }
  }

  /** After one good sign-in: only what a provider publishes of itself may tell. */
  private void assumeIdTokens() throws LoginException {
    signIn();
    var bound = port.provider().nonce();
    assumeThat(bound || scene.sendsIdTokens()).as("the provider sends no ID token").isTrue();
    assertThat(bound || example.userPath() != null)
        .as("an ID token that alone says who the person is is bound by a nonce")
        .isTrue();
    assumeThat(bound).as("the provider's ID token is not looked at").isTrue();
  }

  @Test
  @Tag("HTTP-17")
  final void fetchesNothingThatAnAnswerNames() throws Exception {
    scene.changeUser(
        user -> {
          for (var member : new String[] {"picture", "avatar", "avatar_url", "profile", "links"}) {
            user.put(member, scene.elsewhere.uri("/" + member).toString());
          }
          user.put("next", scene.elsewhere.uri("/next").toString());
        });

    signIn();

    assertThat(scene.elsewhere.requests()).isEmpty();
  }

  // A provider in trouble

  @ParameterizedTest
  @MethodSource("org.sociallogin.testkit.Hostile#tokenAnswers")
  @Tag("FLOW-29")
  @Tag("HTTP-18")
  final void readsWhatATokenEndpointRefuses(Response answer, Reason reason) {
    scene.provider.on(example.tokenPath(), request -> answer);

    assertThat(failure(this::signIn)).isEqualTo(reason);
    assertThat(scene.requests(example.tokenPath())).hasSize(1);
    ifThereIsAUserApi(path -> assertThat(scene.requests(path)).isEmpty());
  }

  @Test
  @Tag("FLOW-29")
  final void readsTheProvidersOwnWaysToRefuse() {
    for (var refusal : example.refusals()) {
      scene.provider.on(example.tokenPath(), request -> refusal.answer());

      assertThat(failure(this::signIn)).as(refusal.answer().body()).isEqualTo(refusal.reason());
    }
  }

  @ParameterizedTest
  @MethodSource("org.sociallogin.testkit.Hostile#userStatuses")
  @Tag("HTTP-20")
  final void readsWhatAUserApiRefuses(int status, Reason reason) {
    scene.provider.on(pathOfTheUser(), request -> Response.json(status, "{}"));

    assertThat(failure(this::signIn)).isEqualTo(reason);
  }

  @ParameterizedTest
  @MethodSource("org.sociallogin.testkit.Hostile#outages")
  @Tag("HTTP-20")
  final void saysThatAProviderIsDown(int status) {
    everyEndpoint(
        path -> request -> Response.of(status, "text/html", "<h1>Oh</h1>"),
        Reason.PROVIDER_UNAVAILABLE);
  }

  @Test
  @Tag("HTTP-11")
  final void repeatsNoExchangeOnAConnectionThatBreaks() {
    scene.provider.on(example.tokenPath(), request -> Response.NONE);

    assertThat(failure(this::signIn)).isEqualTo(Reason.PROVIDER_UNAVAILABLE);
    assertThat(scene.requests(example.tokenPath())).hasSize(1);
  }

  @Test
  @Tag("HTTP-03")
  @Tag("HTTP-13")
  @Tag("LIB-05")
  final void givesUpOnAProviderThatSaysNothing() throws Exception {
    for (var path : scene.paths()) {
      scene.provider.on(path, request -> scene.provider.silence());

      assertThat(failure(() -> signIn(IMPATIENCE))).as(path).isEqualTo(Reason.PROVIDER_UNAVAILABLE);

      scene.startAnswering();
      assertThat(signIn().subject()).as("one that comes back").isEqualTo(scene.subject());
    }
    assertThatItsThreadIsFree();
  }

  @Test
  @Tag("HTTP-03")
  @Tag("LIB-05")
  final void givesUpOnAProviderThatIsSlow() throws Exception {
    scene.provider.on(lastPath(), request -> Response.json(example.user().repeat(50)).slow());

    assertThat(failure(() -> signIn(IMPATIENCE))).isEqualTo(Reason.PROVIDER_UNAVAILABLE);
    assertThatItsThreadIsFree();
  }

  private void assertThatItsThreadIsFree() throws InterruptedException {
    threads.shutdown();
    assertThat(threads.awaitTermination(5, TimeUnit.SECONDS))
        .as("the call ends when it is interrupted")
        .isTrue();
  }

  @Test
  @Tag("HTTP-04")
  final void readsNoMoreThanAnAnswerMayHave() {
    assertThatTooMuchIsRefused(answer -> answer);
  }

  @Test
  @Tag("HTTP-05")
  final void unpacksNoMoreThanAnAnswerMayHave() {
    assertThatTooMuchIsRefused(answer -> answer.with("Content-Encoding", "gzip"));
  }

  private void assertThatTooMuchIsRefused(UnaryOperator<Response> sent) {
    var huge = "\"more\":\"" + Hostile.hugeText() + '"';
    everyEndpoint(
        path -> request -> sent.apply(Scene.added(scene.answer(path, request), huge)),
        Reason.PROVIDER_UNINTELLIGIBLE);
  }

  @Test
  @Tag("HTTP-06")
  final void readsNoAnswerThatSaysOneThingTwice() {
    everyEndpoint(
        path ->
            request -> Scene.added(scene.answer(path, request), "\"twice\":\"a\",\"twice\":\"b\""),
        Reason.PROVIDER_UNINTELLIGIBLE);
  }

  @ParameterizedTest
  @MethodSource("org.sociallogin.testkit.Hostile#notJson")
  @Tag("HTTP-06")
  @Tag("HTTP-07")
  @Tag("C23")
  final void readsNothingButJson(Response answer) {
    everyEndpoint(path -> request -> answer, Reason.PROVIDER_UNINTELLIGIBLE);
  }

  @ParameterizedTest
  @MethodSource("org.sociallogin.testkit.Hostile#waysToSaySomethingElse")
  @Tag("HTTP-07")
  @Tag("C22")
  final void readsNoJsonThatIsSaidToBeNone(UnaryOperator<Response> said) {
    everyEndpoint(
        path -> request -> said.apply(scene.answer(path, request)), Reason.PROVIDER_UNINTELLIGIBLE);
  }

  @ParameterizedTest
  @ValueSource(ints = {202, 204})
  @Tag("HTTP-07")
  final void readsNoAnswerOfAnotherSuccess(int status) {
    everyEndpoint(
        path -> request -> scene.answer(path, request).withStatus(status),
        Reason.PROVIDER_UNINTELLIGIBLE);
  }

  @ParameterizedTest
  @MethodSource("org.sociallogin.testkit.Hostile#notAnObject")
  @Tag("HTTP-07")
  final void readsNothingButAnObject(Response answer) {
    every(
        List.of(example.tokenPath(), lastPath()),
        path -> request -> answer,
        Reason.PROVIDER_UNINTELLIGIBLE);
  }

  @ParameterizedTest
  @MethodSource("org.sociallogin.testkit.Hostile#redirects")
  @Tag("HTTP-01")
  @Tag("C28")
  final void followsNoRedirect(int status) {
    scene.elsewhere.json("/", example.user());
    everyEndpoint(
        path ->
            request ->
                Response.of(status, "text/html", "")
                    .with("Location", scene.elsewhere.uri("/").toString()),
        Reason.PROVIDER_UNINTELLIGIBLE);
    assertThat(scene.elsewhere.requests()).isEmpty();
  }

  // What a plug-in must not have

  @Test
  @Tag("FLOW-26")
  @Tag("HTTP-09")
  @Tag("OPS-05")
  final void givesNoSecretAway() throws Exception {
    var words = new StringBuilder(port.toString()).append(port.provider());
    var log = new ListAppender<ILoggingEvent>();
    var level = ROOT.getLevel();
    log.start();
    ROOT.addAppender(log);
    ROOT.setLevel(Level.TRACE);
    try {
      signIn();
      ifThereIsAUserApi(
          path -> {
            scene.provider.on(path, request -> Response.json(401, "{}"));
            words.append(message(this::signIn));
          });
      scene.provider.on(example.tokenPath(), Hostile::echo);
      words.append(message(this::signIn));
      scene.provider.on(
          example.tokenPath(), request -> Response.of(200, "text/plain", request.body()));
      words.append(message(this::signIn));
    } finally {
      ROOT.setLevel(level);
      ROOT.detachAppender(log);
    }
    for (var event : List.copyOf(log.list)) {
      words.append(event.getFormattedMessage()).append(trace(event));
    }
    scene.provider.requests().forEach(request -> words.append(request.target()));

    var secrets = new ArrayList<>(List.of("canary-secret", "canary-code", "canary-token"));
    scene.attempts.values().forEach(attempt -> secrets.add(attempt.codeVerifier()));
    assertThat(words.toString()).doesNotContain(secrets);
  }

  @Test
  @Tag("HTTP-15")
  final void bringsNoCookieBack() throws Exception {
    for (var path : scene.paths()) {
      scene.provider.on(
          path, request -> scene.answer(path, request).with("Set-Cookie", "person=1; Path=/"));
    }

    signIn();
    signIn();

    assertThat(scene.provider.requests()).allMatch(request -> request.header("Cookie").isEmpty());
  }

  @Test
  @Tag("LIB-11")
  final void fiftyPeopleAtOnceStayThemselves() throws Exception {
    record Visit(int number, String subject, LoginAttempt attempt) {}
    var flow = flow(Duration.ofSeconds(30));
    var visits = new ArrayList<Visit>();
    for (var i = 0; i < 50; i++) {
      var subject = scene.addPerson("canary-token-" + i, String.valueOf(1_000 + i));
      visits.add(new Visit(i, subject, flow.start(id(), new LocalPath("/")).attempt()));
    }
    Collections.shuffle(visits, new Random(1));
    var browsers = Executors.newFixedThreadPool(visits.size());
    try {
      var profiles = new ArrayList<Future<Profile>>();
      for (var visit : visits) {
        var code = Map.of("code", Scene.code(visit.number()));
        profiles.add(browsers.submit(() -> finish(flow, visit.attempt(), code)));
      }
      for (var i = 0; i < visits.size(); i++) {
        assertThat(profiles.get(i).get().subject()).isEqualTo(visits.get(i).subject());
      }
    } finally {
      browsers.shutdownNow();
    }
  }

  private String pathOfTheUser() {
    assumeThat(example.userPath()).as("the ID token alone says who the person is").isNotNull();
    return requireNonNull(example.userPath());
  }

  private void ifThereIsAUserApi(Consumer<String> test) {
    if (example.userPath() != null) {
      test.accept(example.userPath());
    }
  }

  /** Where a sign-in waits last. */
  private String lastPath() {
    return example.userPath() == null ? example.tokenPath() : example.userPath();
  }

  private String pathOfTheEmails() {
    assumeThat(example.emails()).as("the addresses come with the user").isNotNull();
    return requireNonNull(example.emails()).path();
  }

  // One sign-in

  private Profile signIn() throws LoginException {
    return signIn(PATIENCE);
  }

  private Profile signIn(Duration timeout) throws LoginException {
    return answer(flow(timeout), Map.of("code", Scene.code(0)));
  }

  private Profile answer(LoginFlow flow, Map<String, String> parameters) throws LoginException {
    return finish(flow, flow.start(id(), new LocalPath("/")).attempt(), parameters);
  }

  private Profile finish(LoginFlow flow, LoginAttempt attempt, Map<String, String> parameters)
      throws LoginException {
    var code = parameters.get("code");
    if (code != null) {
      scene.attempts.put(code, attempt);
    }
    var response = new HashMap<String, List<String>>();
    parameters.forEach((name, value) -> response.put(name, List.of(value)));
    response.put("state", List.of(attempt.state()));
    if (port.provider().issuer() != null) {
      response.put("iss", List.of(port.provider().issuer()));
    }
    try {
      flow.finish(id(), AuthorizationResponse.of(response), attempt, new Browser(List.of(), null));
    } catch (Arrived arrived) {
      return arrived.profile;
    }
    throw new AssertionError("nobody arrived");
  }

  private LoginFlow flow(Duration timeout) {
    var clock = Clock.systemUTC();
    var random = new SecureRandom();
    var accounts =
        new Accounts(
            Arrived.store(AccountRepository.class),
            Arrived.store(SessionRepository.class),
            List.of(port),
            null,
            event -> {},
            new Accounts.Lifetimes(Duration.ofDays(1), Duration.ofDays(1)),
            clock,
            random);
    return new LoginFlow(
        List.of(port),
        accounts,
        id -> URI.create("http://localhost:8080/oauth/callback/" + id),
        new LoginFlow.Limits(timeout, 64),
        threads,
        clock,
        random);
  }

  private String id() {
    return port.provider().id().value();
  }

  private static @Nullable LoginException refusal(Callable<?> signIn) {
    try {
      signIn.call();
      return null;
    } catch (LoginException e) {
      return e;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static @Nullable Reason failure(Callable<?> signIn) {
    var refusal = refusal(signIn);
    return refusal == null ? null : refusal.reason();
  }

  private static String message(Callable<?> signIn) {
    var words = new StringBuilder();
    for (Throwable cause = refusal(signIn); cause != null; cause = cause.getCause()) {
      words.append(cause);
    }
    return words.toString();
  }

  private static String trace(ILoggingEvent event) {
    return event.getThrowableProxy() == null
        ? ""
        : ThrowableProxyUtil.asString(event.getThrowableProxy());
  }

  private void everyEndpoint(Function<String, Script> trouble, Reason reason) {
    every(scene.paths(), trouble, reason);
  }

  private void every(List<String> paths, Function<String, Script> trouble, Reason reason) {
    for (var path : paths) {
      scene.provider.on(path, trouble.apply(path));

      assertThat(failure(this::signIn)).as(path).isEqualTo(reason);

      scene.startAnswering();
    }
  }
}
