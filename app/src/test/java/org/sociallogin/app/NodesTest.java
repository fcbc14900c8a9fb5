package org.sociallogin.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sociallogin.app.Browser.location;

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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.sociallogin.sandbox.Person;
import org.sociallogin.sandbox.Sandbox;

/**
 * Two processes on one PostgreSQL, started on the empty database at the same instant, as behind a
 * balancer that sends each request to either.
 */
@Tag("once")
@EnabledIf(value = "org.sociallogin.app.Postgres#isThere", disabledReason = Postgres.MISSING)
class NodesTest {

  static final Duration CACHE = Duration.ofSeconds(1);

  /** What "within seconds" is on a machine that does much else. */
  private static final Duration SECONDS = Duration.ofSeconds(20);

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
  @Tag("C33")
  void aSignInThatBeganOnOneNodeEndsOnTheOtherAndHoldsOnBoth() {
    var name = "Ángela 👩‍👩‍👧‍👦 Ejemplo 🦊";
    var browser = new Browser(BASE);

    var answer = signIn(browser, one, other, Newcomers.one().with("display_name", name));

    assertThat(location(answer)).isEqualTo("/account");
    assertThat(user(browser, one)).isEqualTo(user(browser, other));
    for (var node : List.of(one, other)) {
      assertThat(browser.get(node.at("/account")).body()).contains(name);
    }
  }

  @Test
  @Tag("SESS-10")
  void aSessionThatEndedOnOneNodeIsGoneOnTheOtherWithinTheCachesTime() {
    var browser = new Browser(BASE);
    signIn(browser, one, one, Newcomers.one());
    assertThat(status(browser, other)).isEqualTo(200);
    var copy = copyOf(browser);

    var ended = System.nanoTime();
    browser.post(one.at("/logout"), "", "Sec-Fetch-Site", "same-origin");

    assertThat(status(copy, one)).isEqualTo(401);
    await(() -> status(copy, other) == 401);
    assertThat(Duration.ofNanos(System.nanoTime() - ended)).isLessThan(CACHE.plusSeconds(5));
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

    await(() -> status(browser, one) == 401 && status(browser, other) == 401);
    assertThat(location(browser.get(other.at("/account")))).startsWith("/login");
    assertThat(browser.get(other.at("/login")).statusCode()).isEqualTo(200);
    signIn(browser, other, one, person);
    assertThat(user(browser, other)).contains(subject(person)).isNotEqualTo(before);
  }

  @Test
  @Tag("ACCT-23")
  @Tag("C42")
  void twentyFirstSignInsOfOnePersonMakeOneUserAndTwentySessions() throws Exception {
    var person = Newcomers.one();
    var browsers = IntStream.range(0, 20).mapToObj(i -> new Browser(BASE)).toList();

    var answers = signInAtOnce(browsers, browsers.stream().map(browser -> person).toList());

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
  void oneAddressAtOnceOnTwoNodesHasOneOwner() throws Exception {
    for (var round = 0; round < 5; round++) {
      var first = Newcomers.one();
      var second = Newcomers.one().withEmails(first.emails().get(0));
      var browsers = List.of(new Browser(BASE), new Browser(BASE));

      var answers = signInAtOnce(browsers, List.of(first, second));

      assertThat(answers).containsExactlyInAnyOrder("/account", "/login/problem");
      var refused = browsers.get(answers.indexOf("/login/problem"));
      assertThat(refused.get(one.at("/login/problem")).statusCode()).isEqualTo(409);
    }
  }

  @Test
  @Tag("C49")
  void anIdentityOfAProviderThatIsNotConfiguredStaysInItsAccount() {
    var person = Newcomers.one();
    var browser = new Browser(BASE);
    signIn(browser, one, one, person);
    database.update(
        """
        insert into social_login_identity
          (id, user_id, provider, authority, subject, attributes, linked_at)
        select gen_random_uuid(), user_id, 'acme', 'acme.example', 'ada', '', now()
        from social_login_identity where subject = '%s'"""
            .formatted(subject(person)));
    database.update(
        """
        insert into social_login_last_login (identity_id, at)
        select id, now() from social_login_identity where provider = 'acme'""");

    signIn(browser, one, other, person);

    assertThat(user(browser, other)).contains("\"provider\":\"acme\"", subject(person));
    assertThat(browser.get(other.at("/account")).statusCode()).isEqualTo(200);
    assertThat(browser.get(other.at("/oauth/login/acme")).statusCode()).isEqualTo(404);
    assertThat(browser.get(other.at("/api/providers")).body()).doesNotContain("acme");
  }

  @Test
  void noAnsweredRegistrationIsLostToAKill() {
    try (var third = node()) {
      third.awaitStart();

      var registered =
          Newcomers.signInUntilKilled(third.process, URI.create(third.at("")), sandbox);

      assertThat(registered).allSatisfy(person -> person.isKnownAt(URI.create(one.at(""))));
    }
  }

  @Test
  @Tag("C58")
  void aDatabaseThatStopsIsToldWithinSecondsAndWhenItIsBackEverythingWorks() throws Exception {
    var browser = new Browser(BASE);
    signIn(browser, one, other, Newcomers.one());
    var answered = new ConcurrentLinkedQueue<Integer>();
    var goesOn = new AtomicBoolean(true);
    var crowd = Executors.newFixedThreadPool(8);
    try {
      var load =
          IntStream.range(0, 8)
              .mapToObj(
                  i ->
                      crowd.submit(
                          () -> {
                            var visitor = copyOf(browser);
                            while (goesOn.get()) {
                              answered.add(status(visitor, i % 2 == 0 ? one : other));
                            }
                          }))
              .toList();

      database.stop();

      Stream.of(one, other)
          .parallel()
          .forEach(
              node -> {
                var visitor = copyOf(browser);
                await(() -> visitor.get(node.at("/account")).statusCode() == 503);
                assertThat(visitor.get(node.at("/health")).statusCode()).isEqualTo(503);
                assertThat(location(signIn(visitor, node, node, Newcomers.one())))
                    .isEqualTo("/login/problem");
              });
      database.start();

      for (var node : List.of(one, other)) {
        await(() -> browser.get(node.at("/account")).statusCode() == 200);
        await(() -> browser.get(node.at("/health")).statusCode() == 200);
        assertThat(location(signIn(new Browser(BASE), node, node, Newcomers.one())))
            .isEqualTo("/account");
      }
      goesOn.set(false);
      for (var visitor : load) {
        visitor.get();
      }
      // Nobody was signed out, and nothing broke.
      assertThat(answered).contains(200, 503).containsOnly(200, 503);
    } finally {
      goesOn.set(false);
      crowd.shutdownNow();
    }
  }

  // ------------------------------------------------------------------------- people and their ways

  private static Node node() {
    return Node.with(folder, database, sandbox, BASE);
  }

  private static HttpResponse<String> signIn(Browser browser, Node start, Node end, Person person) {
    return browser.get(end.at(agree(browser, start, person)));
  }

  private static String agree(Browser browser, Node start, Person person) {
    var request = URI.create(location(browser.get(start.at("/oauth/login/bitbucket"))));
    var callback = sandbox.agree(request, person);
    return callback.getRawPath() + '?' + callback.getRawQuery();
  }

  /** Where each of them is sent; every second one comes back to the other node. */
  private static List<String> signInAtOnce(List<Browser> browsers, List<Person> people)
      throws Exception {
    var together = new CyclicBarrier(browsers.size());
    var returns = new ArrayList<Callable<String>>();
    for (var i = 0; i < browsers.size(); i++) {
      var browser = browsers.get(i);
      var node = i % 2 == 0 ? one : other;
      var callback = agree(browser, one, people.get(i));
      returns.add(
          () -> {
            together.await();
            return location(browser.get(node.at(callback)));
          });
    }
    var crowd = Executors.newFixedThreadPool(browsers.size());
    try {
      var answers = new ArrayList<String>();
      for (var answer : crowd.invokeAll(returns)) {
        answers.add(answer.get());
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
    var user = user(browser, node);
    assertThat(user).startsWith("{\"id\":\"");
    return user.substring(0, user.indexOf(','));
  }

  private static int status(Browser browser, Node node) {
    return browser.get(node.at("/api/user")).statusCode();
  }

  private static String subject(Person person) {
    return String.valueOf(person.user().get("uuid"));
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
