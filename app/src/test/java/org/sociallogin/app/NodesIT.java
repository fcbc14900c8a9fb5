package org.sociallogin.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sociallogin.app.Browser.location;
import static org.sociallogin.app.Newcomers.subject;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.sociallogin.sandbox.Answer;
import org.sociallogin.sandbox.Endpoint;
import org.sociallogin.sandbox.Person;
import org.sociallogin.sandbox.Sandbox;

/**
 * Two processes on one PostgreSQL, started on the empty database at the same instant, as behind a
 * balancer that sends each request to either.
 */
@Tag("once")
@Timeout(value = 4, unit = TimeUnit.MINUTES)
@EnabledIf(value = "org.sociallogin.app.Postgres#isThere", disabledReason = Postgres.MISSING)
class NodesIT {

  static final Duration CACHE = Duration.ofSeconds(1);

  /** What "within seconds" is on a machine that does much else. */
  private static final Duration SECONDS = Duration.ofSeconds(10);

  private static final Duration AWAY = Duration.ofSeconds(10);

  private static final URI BASE = URI.create("http://localhost:" + Running.freePort());

  @TempDir static Path data;
  @TempDir static Path folder;

  static Sandbox sandbox;
  static Postgres database;
  static Node one;
  static Node other;
  static List<CompletableFuture<String>> said;

  @BeforeAll
  static void start() {
    sandbox = Sandbox.start(BASE);
    database = new Postgres(data);
    one = node();
    other = node();
    one.awaitStart();
    other.awaitStart();
    said = List.of(one.process.readOn(), other.process.readOn());
  }

  @AfterAll
  static void stop() {
    one.close();
    other.close();
    database.close();
    sandbox.close();
    assertThat(said).allSatisfy(all -> assertThat(all.join()).doesNotContain("unexpected"));
  }

  @Test
  @Tag("C43")
  void bothStartedOnTheEmptyDatabaseAndMadeItsTablesOnce() {
    assertThat(
            database.number("select count(*) from social_login_schema_history where version = '1'"))
        .isEqualTo(1);
  }

  @Test
  @Tag("C33")
  void aSignInThatBeganOnOneNodeEndsOnTheOtherAndHoldsOnBoth() {
    var person = Newcomers.one();
    var browser = new Browser(BASE);

    var answer = signIn(browser, one, other, person);

    assertThat(location(answer)).isEqualTo("/account");
    assertThat(user(browser, one)).isEqualTo(user(browser, other));
    isKnown(person, browser);
  }

  /** On every node. */
  private static void isKnown(Person person, Browser browser) {
    var registered = new Newcomers.Registered(person, browser);
    assertThat(List.of(one, other))
        .allSatisfy(node -> registered.isKnownAt(URI.create(node.at(""))));
  }

  @Test
  @Tag("SESS-10")
  void aSessionThatEndedOnOneNodeIsGoneOnTheOtherWithinTheCachesTime() {
    var browser = new Browser(BASE);
    signIn(browser, one, one, Newcomers.one());
    assertThat(status(browser, other)).isEqualTo(200);
    var copy = copyOf(browser);

    browser.post(one.at("/logout"), "", "Sec-Fetch-Site", "same-origin");

    assertThat(status(copy, one)).isEqualTo(401);
    isSignedOutWithinTheCachesTime(copy);
  }

  /** However often it asks until then, whoever asks when that time is over is nobody. */
  private static void isSignedOutWithinTheCachesTime(Browser browser) {
    var over = System.nanoTime() + CACHE.toNanos();
    while (System.nanoTime() < over) {
      status(browser, one);
      status(browser, other);
    }
    assertThat(status(browser, one)).isEqualTo(401);
    assertThat(status(browser, other)).isEqualTo(401);
  }

  @Test
  @Tag("ACCT-26")
  @Tag("SESS-10")
  void whoIsDisabledBySqlIsSignedOutOnEveryNodeAndComesInOnNone() {
    var person = Newcomers.one();
    var browser = new Browser(BASE);
    signIn(browser, one, other, person);
    assertThat(status(browser, one)).isEqualTo(200);
    assertThat(status(browser, other)).isEqualTo(200);
    var user = user(browser, one).substring(7, 43);

    assertThat(
            database.update(
                "update social_login_user set disabled = true where id = '" + user + "'"))
        .isEqualTo(1);

    isSignedOutWithinTheCachesTime(browser);
    for (var node : List.of(one, other)) {
      var visitor = new Browser(BASE);
      assertThat(location(signIn(visitor, node, node, person))).isEqualTo("/login/problem");
      var page = visitor.get(node.at("/login/problem"));
      assertThat(page.statusCode()).isEqualTo(403);
      assertThat(page.body()).contains("You cannot sign in to Social login");
      assertThat(status(visitor, node)).isEqualTo(401);
    }
  }

  @Test
  @Tag("SESS-10")
  void theSignInPageOfEveryNodeAsksTheDatabase() {
    var browser = new Browser(BASE);
    signIn(browser, one, one, Newcomers.one());
    assertThat(status(browser, other)).isEqualTo(200);
    var copy = copyOf(browser);

    browser.post(one.at("/logout"), "", "Sec-Fetch-Site", "same-origin");

    assertThat(copy.get(other.at("/login")).statusCode()).isEqualTo(200);
  }

  @Test
  @Tag("ACCT-25")
  @Tag("C44")
  void whoWasDeletedIsSignedOutOnEveryNodeAndComesBackAsSomebodyNew() {
    var person = Newcomers.one();
    var browser = new Browser(BASE);
    signIn(browser, one, other, person);
    var before = user(browser, one);

    assertThat(
            database.update(
                "delete from social_login_user where id in (select user_id from"
                    + " social_login_identity where subject = '"
                    + subject(person)
                    + "')"))
        .isEqualTo(1);

    isSignedOutWithinTheCachesTime(browser);
    for (var node : List.of(one, other)) {
      // Only the answer to a navigation takes the cookie away.
      for (var mode : List.of("navigate", "no-cors")) {
        var sent = copyOf(browser);
        var away = sent.get(node.at("/account"), "Sec-Fetch-Mode", mode);
        assertThat(location(away)).isEqualTo("/login");
        assertThat(sent.cookies.containsKey("social-login")).isEqualTo(mode.equals("no-cors"));
        assertThat(sent.get(node.at(location(away))).statusCode()).isEqualTo(200);
      }
    }
    signIn(browser, other, one, person);
    assertThat(user(browser, other)).contains(subject(person)).isNotEqualTo(before);
  }

  @Test
  @Tag("ACCT-23")
  @Tag("C42")
  void twentyFirstSignInsOfOnePersonMakeOneUserAndTwentySessions() throws Exception {
    var person = Newcomers.one();
    var browsers = IntStream.range(0, 20).mapToObj(i -> new Browser(BASE)).toList();

    var returns = new ArrayList<Callable<String>>();
    for (var browser : browsers) {
      var callback = agree(browser, one, "/oauth/login/bitbucket", person);
      returns.add(finish(browser, returns.size() % 2 == 0 ? one : other, callback));
    }

    var answers = atOnce(returns);

    assertThat(answers).containsOnly("/account");
    assertThat(database.number(identities(person))).isEqualTo(1);
    var users = new HashSet<String>();
    for (var browser : browsers) {
      users.add(userId(browser, one));
      users.add(userId(browser, other));
    }
    assertThat(users).hasSize(1);
  }

  @Test
  @Tag("ACCT-24")
  void oneAddressAtTwoProvidersAtOnceOnTwoNodesHasOneOwner() throws Exception {
    for (var round = 0; round < 5; round++) {
      var person = Newcomers.one();
      var first = new Browser(BASE);
      var second = new Browser(BASE);

      var answers =
          atOnce(
              List.of(
                  finish(first, other, agree(first, one, "/oauth/login/bitbucket", person)),
                  finish(second, one, agree(second, other, "/oauth/login/acme", person))));

      assertThat(answers).containsExactlyInAnyOrder("/account", "/login/problem");
      var refused = answers.get(0).equals("/account") ? second : first;
      assertThat(refused.get(one.at("/login/problem")).statusCode()).isEqualTo(409);
    }
  }

  @Test
  @Tag("ACCT-21")
  @Tag("C41")
  void theLastTwoWaysToSignInRemovedAtOnceOnTwoNodesLeaveOne() throws Exception {
    for (var round = 0; round < 5; round++) {
      var person = Newcomers.one();
      var here = new Browser(BASE);
      signIn(here, one, one, person);
      here.get(other.at(agree(here, one, "/oauth/link/acme", person)));
      var there = new Browser(BASE);
      there.get(one.at(agree(there, other, "/oauth/login/acme", person)));

      List<Callable<Integer>> removals =
          List.of(
              () -> remove(here, one, "bitbucket").statusCode(),
              () -> remove(there, other, "acme").statusCode());
      var answers = atOnce(removals);

      assertThat(answers).containsExactlyInAnyOrder(303, 409);
      var isHereRemoved = answers.get(0) == 303;
      assertThat(way(user(isHereRemoved ? there : here, one), isHereRemoved ? "acme" : "bitbucket"))
          .isNotEmpty();
      assertThat(database.number(identities(person))).isEqualTo(1);
    }
  }

  @Test
  @Tag("C25")
  void aSubjectThatIsANumberIsTheSameAsText() {
    var browser = new Browser(BASE);
    try {
      sandbox.answer(
          Endpoint.USER,
          Answer.json("{\"uuid\":9007199254740993}"),
          Answer.json("{\"uuid\":\"9007199254740993\"}"));
      sandbox.answer(Endpoint.EMAILS, Answer.json("{\"values\":[]}"));

      browser.get(other.at(agree(browser, one, "/oauth/login/acme", Person.MARA)));
      var first = user(browser, one);
      browser.get(one.at(agree(browser, other, "/oauth/login/acme", Person.MARA)));

      assertThat(first).contains("\"subject\":\"9007199254740993\"");
      assertThat(userId(browser, one)).isEqualTo(userId(first));
    } finally {
      sandbox.reset();
    }
  }

  @Test
  @Tag("C49")
  void anIdentityOfAProviderThatIsNotConfiguredStaysInItsAccountUntilItIsRemoved() {
    var person = Newcomers.one();
    var browser = new Browser(BASE);
    signIn(browser, one, one, person);
    database.update(
        """
        insert into social_login_identity
          (id, user_id, provider, authority, subject, attributes, linked_at)
        select gen_random_uuid(), user_id, 'corp', 'corp.example', 'ada', '', now()
        from social_login_identity where subject = '%s'"""
            .formatted(subject(person)));
    database.update(
        """
        insert into social_login_last_login (identity_id, at)
        select id, now() from social_login_identity where provider = 'corp'""");

    signIn(browser, one, other, person);

    assertThat(user(browser, other)).contains("\"provider\":\"corp\"", subject(person));
    assertThat(browser.get(other.at("/account")).statusCode()).isEqualTo(200);
    assertThat(browser.get(other.at("/oauth/login/corp")).statusCode()).isEqualTo(404);
    assertThat(browser.get(other.at("/api/providers")).body()).doesNotContain("corp");
    assertThat(remove(browser, one, "corp").statusCode()).isEqualTo(303);
    assertThat(browser.get(one.at("/account")).body()).contains("corp is removed.");
    assertThat(user(browser, one)).doesNotContain("corp");
  }

  @Test
  @Tag("C33")
  void noAnsweredRegistrationIsLostToAKill() {
    try (var third = node()) {
      third.awaitStart();

      var registered =
          Newcomers.signInUntilKilled(third.process, URI.create(third.at("")), sandbox);

      assertThat(registered).allSatisfy(person -> person.isKnownAt(URI.create(one.at(""))));
    }
  }

  @Test
  @Tag("C33")
  @Tag("C58")
  void aDatabaseThatStopsIsToldWithinSecondsAndWhenItIsBackEverythingWorks() throws Exception {
    var person = Newcomers.one();
    var browser = new Browser(BASE);
    signIn(browser, one, other, person);
    var read = new ConcurrentLinkedQueue<Integer>();
    var signedIn = new ConcurrentLinkedQueue<String>();
    var goesOn = new AtomicBoolean(true);
    var crowd = Executors.newFixedThreadPool(8);
    try {
      var load = new ArrayList<Future<?>>();
      for (var node : List.of(one, other, one, other)) {
        var visitor = copyOf(browser);
        load.add(crowd.submit(whileTrue(goesOn, () -> read.add(status(visitor, node)))));
        load.add(
            crowd.submit(
                whileTrue(
                    goesOn,
                    () ->
                        signedIn.add(
                            location(signIn(new Browser(BASE), node, node, Newcomers.one()))))));
      }
      await(() -> read.contains(200) && signedIn.contains("/account"));

      database.stop();

      Stream.of(one, other).parallel().forEach(node -> staysAway(node, copyOf(browser)));
      database.start();

      for (var node : List.of(one, other)) {
        await(() -> browser.get(node.at("/account")).statusCode() == 200);
        await(() -> browser.get(node.at("/health")).statusCode() == 200);
        assertThat(location(signIn(new Browser(BASE), node, node, Newcomers.one())))
            .isEqualTo("/account");
      }
      isKnown(person, browser);
      goesOn.set(false);
      for (var visitor : load) {
        visitor.get();
      }
      // Nobody was signed out, and nothing broke.
      assertThat(read).contains(200, 503).containsOnly(200, 503);
      assertThat(signedIn)
          .contains("/account", "/login/problem")
          .containsOnly("/account", "/login/problem");
    } finally {
      goesOn.set(false);
      crowd.shutdownNow();
    }
  }

  private static Runnable whileTrue(AtomicBoolean goesOn, Runnable work) {
    return () -> {
      while (goesOn.get()) {
        work.run();
      }
    };
  }

  /** Says so within seconds, and then each time, with what the person can do. */
  private static void staysAway(Node node, Browser visitor) {
    var back = System.nanoTime() + AWAY.toNanos();
    await(() -> visitor.get(node.at("/account")).statusCode() == 503);
    do {
      var asked = System.nanoTime();
      var page = visitor.get(node.at("/account"));
      assertThat(page.statusCode()).isEqualTo(503);
      assertThat(page.body())
          .contains("Signing in is not possible right now", "Who is signed in stays signed in.");
      assertThat(visitor.get(node.at("/health")).statusCode()).isEqualTo(503);
      assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(SECONDS.multipliedBy(2));
    } while (System.nanoTime() < back);
    assertThat(location(signIn(visitor, node, node, Newcomers.one()))).isEqualTo("/login/problem");
    assertThat(visitor.get(node.at("/login/problem")).statusCode()).isEqualTo(503);
  }

  // ------------------------------------------------------------------------- people and their ways

  private static Node node() {
    return Node.with(folder, database, sandbox, BASE);
  }

  private static HttpResponse<String> signIn(Browser browser, Node start, Node end, Person person) {
    return browser.get(end.at(agree(browser, start, "/oauth/login/bitbucket", person)));
  }

  private static String agree(Browser browser, Node node, String start, Person person) {
    var request = browser.get(node.at(start), "Sec-Fetch-Site", "same-origin");
    var callback = sandbox.agree(URI.create(location(request)), person);
    return callback.getRawPath() + '?' + callback.getRawQuery();
  }

  /** Comes back to that node, and answers where that leads. */
  private static Callable<String> finish(Browser browser, Node node, String callback) {
    return () -> location(browser.get(node.at(callback)));
  }

  private static HttpResponse<String> remove(Browser browser, Node node, String provider) {
    var identity = way(user(browser, node), provider);
    return browser.post(
        node.at("/account/identities/" + identity + "/remove"),
        "",
        "Sec-Fetch-Site",
        "same-origin");
  }

  /** The id of the identity at that provider, or nothing. */
  private static String way(String user, String provider) {
    var found =
        Pattern.compile("\"id\":\"([0-9a-f-]{36})\",\"provider\":\"" + provider + '"')
            .matcher(user);
    return found.find() ? found.group(1) : "";
  }

  private static <T> List<T> atOnce(List<Callable<T>> work) throws Exception {
    var together = new CyclicBarrier(work.size());
    var crowd = Executors.newFixedThreadPool(work.size());
    try {
      var running = new ArrayList<Future<T>>();
      for (var one : work) {
        running.add(
            crowd.submit(
                () -> {
                  together.await();
                  return one.call();
                }));
      }
      var answers = new ArrayList<T>();
      for (var one : running) {
        answers.add(one.get());
      }
      return answers;
    } finally {
      crowd.shutdownNow();
    }
  }

  private static Browser copyOf(Browser browser) {
    var copy = new Browser(BASE);
    copy.cookies.putAll(browser.cookies);
    return copy;
  }

  private static String user(Browser browser, Node node) {
    return browser.get(node.at("/api/user")).body();
  }

  private static String userId(Browser browser, Node node) {
    return userId(user(browser, node));
  }

  private static String userId(String user) {
    assertThat(user).startsWith("{\"id\":\"");
    return user.substring(0, user.indexOf(','));
  }

  private static int status(Browser browser, Node node) {
    return browser.get(node.at("/api/user")).statusCode();
  }

  private static String identities(Person person) {
    return "select count(*) from social_login_identity where subject = '" + subject(person) + "'";
  }

  private static void await(BooleanSupplier condition) {
    var deadline = System.nanoTime() + SECONDS.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it does not come to pass").isLessThan(deadline);
    }
  }
}
