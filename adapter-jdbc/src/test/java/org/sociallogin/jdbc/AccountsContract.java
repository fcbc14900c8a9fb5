package org.sociallogin.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariDataSource;
import java.net.URI;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sociallogin.core.Browser;
import org.sociallogin.core.Digest;
import org.sociallogin.core.Email;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.LoginException.EmailOwner;
import org.sociallogin.core.LoginException.Reason;
import org.sociallogin.core.NewSession;
import org.sociallogin.core.Profile;
import org.sociallogin.core.Provider;
import org.sociallogin.core.ProviderId;
import org.sociallogin.core.Session;
import org.sociallogin.core.StoreUnavailableException;

/** What the repositories promise, whatever database is behind them. */
abstract class AccountsContract {

  static final Instant NOW = Instant.parse("2026-11-25T10:00:00.123456Z");

  static final Browser BROWSER = new Browser(List.of(), null);

  static final Provider BITBUCKET = provider("bitbucket");
  static final Provider ACME = provider("acme");

  HikariDataSource dataSource;
  Database database;
  JdbcAccounts accounts;
  JdbcSessions sessions;
  JdbcSessions sessionsTomorrow;

  /** An empty database, another one each time. */
  abstract HikariDataSource dataSource();

  @BeforeEach
  void open() {
    dataSource = dataSource();
    database = new Database(dataSource);
    accounts = new JdbcAccounts(database, clock(NOW));
    sessions = new JdbcSessions(database, clock(NOW));
    sessionsTomorrow = new JdbcSessions(database, clock(NOW.plus(Duration.ofDays(1))));
  }

  @AfterEach
  void close() {
    dataSource.close();
  }

  @Test
  void registersAtTheFirstSignInAndFindsTheUserLater() throws LoginException {
    var first = signIn(BITBUCKET, ada("{a}"), "1");
    var second = signIn(BITBUCKET, ada("{a}"), "2");

    assertThat(second.user().id()).isEqualTo(first.user().id());
    assertThat(sessions.find(token("2"))).isEqualTo(second);
    assertThat(first.user().identities().get(0).profile()).isEqualTo(ada("{a}"));
    assertThat(count("social_login_user")).isEqualTo(1);
  }

  @Test
  @Tag("ACCT-01")
  void comparesSubjectsOctetByOctetWithinTheirProvider() throws LoginException {
    var users = new HashSet<UUID>();
    for (var subject : new String[] {"abc", "ABC", "abc ", "\u00e1bc", "a\u0301bc"}) {
      users.add(signIn(BITBUCKET, person(BITBUCKET, subject, null), subject).user().id().value());
    }
    users.add(signIn(ACME, person(ACME, "abc", null), "acme").user().id().value());

    assertThat(users).hasSize(6);
  }

  @Test
  @Tag("C26")
  void keepsASubjectExactlyAsItIs() throws LoginException {
    for (var subject :
        new String[] {
          "{0a1b2c3d-1111-4222-8333-444455556666}", "waad|mUiN/k3+e=", "\ud83e\udd8a"
        }) {
      var user = signIn(BITBUCKET, person(BITBUCKET, subject, null), "first " + subject).user();
      var again = signIn(BITBUCKET, person(BITBUCKET, subject, null), "then " + subject).user();

      assertThat(again.id()).isEqualTo(user.id());
      assertThat(again.identities().get(0).profile().subject()).isEqualTo(subject);
    }
  }

  @Test
  @Tag("ACCT-03")
  void aSubjectOfAnotherAuthorityIsAnotherPerson() throws LoginException {
    var moved = BITBUCKET.withIssuer("https://elsewhere.example", false);

    assertThat(signIn(moved, ada("{a}"), "2").user().id())
        .isNotEqualTo(signIn(BITBUCKET, person(BITBUCKET, "{a}", null), "1").user().id());
  }

  @Test
  @Tag("ACCT-04")
  @Tag("C39")
  void aUserNameThatChangedHandsLeadsNowhere() throws LoginException {
    var ada = signIn(BITBUCKET, named("{a}", "ada"), "1").user().id();
    signIn(BITBUCKET, named("{a}", "renamed"), "2");

    assertThat(signIn(BITBUCKET, named("{b}", "ada"), "3").user().id()).isNotEqualTo(ada);
    assertThat(signIn(BITBUCKET, named("{a}", "renamed"), "4").user().id()).isEqualTo(ada);
  }

  @Test
  void completesTheProfileMemberByMember() throws LoginException {
    signIn(BITBUCKET, ada("{a}"), "1");

    var silent =
        new Profile(
            BITBUCKET.id(), "{a}", null, "ada2", null, null, null, Map.of("new", List.of("1")));
    var profile = signIn(BITBUCKET, silent, "2").user().identities().get(0).profile();

    assertThat(profile.name()).isEqualTo("Ada Example");
    assertThat(profile.preferredUsername()).isEqualTo("ada2");
    assertThat(profile.email()).isEqualTo(Email.of("Ada@Example.test", true));
    assertThat(profile.attributes())
        .isEqualTo(Map.of("account_id", List.of("712020:x"), "new", List.of("1")));
    assertThat(found("2").user().identities().get(0).profile()).isEqualTo(profile);
  }

  @Test
  @Tag("ACCT-05")
  @Tag("C36")
  void aVerifiedAddressHasOneOwner() throws LoginException {
    signIn(BITBUCKET, ada("{a}"), "1");

    var refused =
        catchThrowableOfType(
            LoginException.class,
            () -> signIn(ACME, person(ACME, "1", verified("ada@example.test")), "2"));

    assertThat(refused.reason()).isEqualTo(Reason.EMAIL_TAKEN);
    assertThat(owner(refused).provider()).isEqualTo(BITBUCKET.id());
    assertThat(owner(refused).email().address()).isEqualTo("ada@example.test");
    assertThat(count("social_login_user")).isEqualTo(1);
    assertThat(count("social_login_session")).isEqualTo(1);
  }

  @Test
  @Tag("ACCT-07")
  @Tag("ACCT-08")
  void anUnverifiedAddressReservesNothingAndRevealsNothing() throws LoginException {
    var mallory = person(ACME, "m", Email.of("victim@example.test", false));
    var first = signIn(ACME, mallory, "1").user().id();

    var victim = signIn(BITBUCKET, person(BITBUCKET, "{v}", verified("victim@example.test")), "2");
    var again = signIn(ACME, mallory, "3").user().id();

    assertThat(victim.user().id()).isNotEqualTo(first);
    assertThat(again).isEqualTo(first);
  }

  @Test
  @Tag("ACCT-10")
  @Tag("C38")
  void anAddressThatSomebodyElseHadFirstStaysTheirsUntilTheyLetItGo() throws LoginException {
    signIn(BITBUCKET, person(BITBUCKET, "{bo}", verified("bo@example.test")), "1");
    signIn(BITBUCKET, person(BITBUCKET, "{ada}", verified("ada@example.test")), "2");

    var ada = person(BITBUCKET, "{ada}", verified("bo@example.test"));
    signIn(BITBUCKET, ada, "3");
    assertThat(isTaken("bo@example.test")).isEqualTo("bitbucket");
    assertThat(isTaken("ada@example.test")).isNull();

    signIn(BITBUCKET, person(BITBUCKET, "{bo}", verified("bo@new.test")), "4");
    assertThat(isTaken("bo@example.test")).isNull();
    signIn(BITBUCKET, ada, "5");
    assertThat(isTaken("bo@example.test")).isEqualTo("bitbucket");
  }

  @Test
  @Tag("ACCT-23")
  @Tag("C42")
  void twentyFirstSignInsAtOnceMakeOneUser() throws Exception {
    for (var round = 0; round < 5; round++) {
      var at = round;
      var newcomer = person(BITBUCKET, "{" + at + "}", verified(at + "@example.test"));
      var outcomes = atOnce(20, i -> () -> signIn(BITBUCKET, newcomer, "r" + at + "-" + i));

      assertThat(outcomes).hasOnlyElementsOfType(Session.class);
      assertThat(outcomes)
          .extracting(o -> ((Session) o).user().id())
          .containsOnly(((Session) outcomes.get(0)).user().id());
    }
    assertThat(count("social_login_user")).isEqualTo(5);
    assertThat(count("social_login_session")).isEqualTo(100);
  }

  @Test
  @Tag("ACCT-24")
  void oneAddressThroughTwoProvidersAtOnceHasOneOwner() throws Exception {
    for (var round = 0; round < 20; round++) {
      var email = verified("r" + round + "@example.test");
      var at = round;
      var outcomes =
          atOnce(
              2,
              i ->
                  () -> {
                    var provider = i == 0 ? BITBUCKET : ACME;
                    return signIn(provider, person(provider, "r" + at, email), at + "-" + i);
                  });

      assertThat(outcomes).filteredOn(Session.class::isInstance).hasSize(1);
      assertThat(outcomes)
          .filteredOn(LoginException.class::isInstance)
          .singleElement()
          .satisfies(e -> assertThat(((LoginException) e).reason()).isEqualTo(Reason.EMAIL_TAKEN));
    }
  }

  @Test
  @Tag("ACCT-26")
  void aDisabledUserIsLetInNoMore() throws Exception {
    var session = signIn(BITBUCKET, ada("{a}"), "1");
    execute("update social_login_user set disabled = true");

    assertThat(sessions.find(token("1"))).isNull();
    assertThatThrownBy(() -> signIn(BITBUCKET, ada("{a}"), "2"))
        .isInstanceOfSatisfying(
            LoginException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_ALLOWED));
    assertThat(session.user().identities()).hasSize(1);
  }

  @Test
  @Tag("SESS-03")
  void theSessionThatTheBrowserCameWithEnds() throws LoginException {
    signIn(BITBUCKET, ada("{a}"), "1");

    accounts.signIn(BITBUCKET, ada("{a}"), session("2", token("1")));

    assertThat(sessions.find(token("1"))).isNull();
    assertThat(sessions.find(token("2"))).isNotNull();
  }

  @Test
  @Tag("FLOW-15")
  void oneAttemptMakesOneSessionAlsoAfterThatEnded() throws LoginException {
    signIn(BITBUCKET, ada("{a}"), "1");
    accounts.endSession(token("1"));

    assertThatThrownBy(
            () ->
                accounts.signIn(
                    BITBUCKET,
                    ada("{a}"),
                    new NewSession(
                        Digest.of("other"), Digest.of("attempt 1"), NOW, NOW, NOW, BROWSER)))
        .isInstanceOfSatisfying(
            LoginException.class, e -> assertThat(e.reason()).isEqualTo(Reason.RESPONSE_INVALID));
  }

  @Test
  @Tag("FLOW-15")
  void oneAttemptAnsweredTwiceAtOnceMakesOneSession() throws Exception {
    var outcomes =
        atOnce(
            2,
            i ->
                () ->
                    accounts
                        .signIn(
                            BITBUCKET,
                            ada("{a}"),
                            new NewSession(
                                token("s" + i), Digest.of("attempt"), NOW, NOW, NOW, BROWSER))
                        .session());

    assertThat(outcomes).filteredOn(Session.class::isInstance).hasSize(1);
    assertThat(outcomes)
        .filteredOn(LoginException.class::isInstance)
        .singleElement()
        .satisfies(
            e -> assertThat(((LoginException) e).reason()).isEqualTo(Reason.RESPONSE_INVALID));
  }

  @Test
  @Tag("ACCT-25")
  @Tag("C44")
  void aUserWhoWasDeletedIsSignedOutAndComesBackAsSomebodyNew() throws Exception {
    var gone = signIn(BITBUCKET, ada("{a}"), "1").user().id();
    execute("delete from social_login_user");

    assertThat(sessions.find(token("1"))).isNull();
    assertThat(signIn(BITBUCKET, ada("{a}"), "2").user().id()).isNotEqualTo(gone);
    assertThat(count("social_login_user")).isEqualTo(1);
  }

  @Test
  @Tag("SESS-02")
  void anEndedSessionKeepsNothingOfThePerson() throws Exception {
    signIn(BITBUCKET, ada("{a}"), "1");

    accounts.endSession(token("1"));
    accounts.endSession(token("1"));

    assertThat(sessions.find(token("1"))).isNull();
    assertThat(
            count(
                "social_login_session where token is null and user_id is null and identity_id is"
                    + " null and authenticated_at is null and last_seen_at is null"))
        .isEqualTo(1);
  }

  @Test
  @Tag("OPS-17")
  void removesWhatNobodyCanNeedAnyMoreAndNothingElse() throws Exception {
    signIn(BITBUCKET, ada("{a}"), "1");
    signIn(BITBUCKET, ada("{a}"), "2");
    accounts.endSession(token("1"));

    sessions.purge();
    assertThat(count("social_login_session")).isEqualTo(2);
    sessionsTomorrow.purge();

    assertThat(count("social_login_session")).isEqualTo(1);
    assertThat(sessions.find(token("2"))).isNotNull();
  }

  @Test
  @Tag("OPS-17")
  void removesMoreThanItTakesAtOnce() throws LoginException {
    var signedIn = signIn(BITBUCKET, ada("{a}"), "1");
    var template =
        new Session(signedIn.id(), signedIn.user(), null, null, NOW, NOW, NOW, NOW.plusSeconds(1));
    database.transaction(
        connection -> {
          for (var i = 0; i < 1_001; i++) {
            var expired =
                new NewSession(
                    token("e" + i),
                    Digest.of("attempt e" + i),
                    NOW,
                    NOW,
                    NOW.plusSeconds(1),
                    BROWSER);
            JdbcSessions.insert(connection, template, expired);
          }
          return 1_001;
        });

    sessionsTomorrow.purge();

    assertThat(count("social_login_session")).isEqualTo(1);
    assertThat(sessions.find(token("1"))).isNotNull();
  }

  @Test
  void aVisitIsWrittenDownAndNeverMovesBack() throws LoginException {
    signIn(BITBUCKET, ada("{a}"), "1");

    sessions.seen(token("1"), NOW.plusSeconds(60));
    sessions.seen(token("1"), NOW.plusSeconds(30));

    assertThat(found("1").lastSeenAt()).isEqualTo(NOW.plusSeconds(60));
  }

  @Test
  @Tag("ACCT-29")
  @Tag("C33")
  void keepsHostileAndUnusualTextAsItIs() throws LoginException {
    for (var name : new String[] {"'); drop table users;--", "%_\\", "Ángela 👩‍👩‍👧‍👦 🦊"}) {
      var profile = new Profile(BITBUCKET.id(), name, name, name, null, null, null, Map.of());
      signIn(BITBUCKET, profile, name);

      assertThat(found(name).user().identities().get(0).profile()).isEqualTo(profile);
    }
  }

  @Test
  void saysThatItIsUnavailable() {
    dataSource.close();

    assertThatThrownBy(() -> sessions.find(token("1")))
        .isInstanceOf(StoreUnavailableException.class);
  }

  @Test
  void livesBesideTheTablesOfOthers() throws Exception {
    try (var shared = dataSource()) {
      execute(shared, "create table theirs (id int)");
      new JdbcAccounts(new Database(shared), clock(NOW))
          .signIn(BITBUCKET, ada("{a}"), session("1"));

      var atTheNextStart = new JdbcSessions(new Database(shared), clock(NOW));
      assertThat(atTheNextStart.find(token("1"))).isNotNull();
      execute(shared, "insert into theirs (id) values (1)");
    }
  }

  @Test
  void aNodeThatRestartsDuringAnUpgradeRunsOnTheSchemaOfTheNextRelease() throws Exception {
    signIn(BITBUCKET, ada("{a}"), "1");
    execute(
        "insert into social_login_schema_history (installed_rank, version, description, type,"
            + " script, installed_by, execution_time, success)"
            + " values (99, '99', 'next', 'SQL', 'V99__next.sql', 'next', 0, true)");

    var restarted = new JdbcSessions(new Database(dataSource), clock(NOW));

    assertThat(restarted.find(token("1"))).isNotNull();
  }

  @Test
  void aSessionThatANodeOfThePreviousReleaseBeganIsAsGoodAsOurs() throws LoginException {
    var ours = signIn(BITBUCKET, ada("{a}"), "1");
    database.statement(
        connection ->
            Sql.update(
                connection,
                """
                insert into social_login_session (id, token, attempt, attempt_ends_at, user_id,
                  identity_id, authenticated_at, last_seen_at, expires_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                UUID.randomUUID(),
                token("theirs"),
                Digest.of("attempt theirs"),
                NOW,
                ours.user().id().value(),
                ours.identity(),
                NOW,
                NOW,
                NOW.plusSeconds(60)));

    assertThat(found("theirs").createdAt()).isEqualTo(NOW);
    assertThat(sessions.of(ours.user())).hasSize(2);
  }

  @Test
  @Tag("ACCT-14")
  void keepsTheLargestProfileThatCoreLetsIn() throws LoginException {
    var wide = "\ud83e\udd8a"; // two units of UTF-16, which is what H2 counts
    var attributes = new HashMap<String, List<String>>();
    for (var i = 0; i < 20; i++) {
      attributes.put(
          String.format(Locale.ROOT, "%0255d", i), Collections.nCopies(50, wide.repeat(255)));
    }
    var email = verified("a".repeat(64) + "@" + "b.".repeat(93) + "bbb");
    var link = URI.create("https://example.test/" + "a".repeat(1_979));
    var largest =
        new Profile(
            BITBUCKET.id(),
            "s".repeat(255),
            wide.repeat(100),
            wide.repeat(100),
            email,
            link,
            link,
            attributes);

    signIn(BITBUCKET, largest, "1");

    assertThat(Objects.requireNonNull(email).folded()).hasSize(254);
    assertThat(found("1").user().identities().get(0).profile()).isEqualTo(largest);
  }

  @Test
  void whateverBreaksATransactionLeavesNothingOfItBehind() {
    assertThatThrownBy(
            () ->
                database.transaction(
                    connection -> {
                      Sql.update(
                          connection,
                          "insert into social_login_user (id, registered_at) values (?, ?)",
                          UUID.randomUUID(),
                          NOW);
                      throw new StackOverflowError();
                    }))
        .isInstanceOf(StackOverflowError.class);

    assertThat(count("social_login_user")).isZero();
  }

  // ---------------------------------------------------------------- the people and their sessions

  private static Provider provider(String id) {
    return Provider.of(
        new ProviderId(id), id, "client", URI.create("https://" + id + ".example/authorize"));
  }

  private static Clock clock(Instant instant) {
    return Clock.fixed(instant, ZoneOffset.UTC);
  }

  static Profile ada(String subject) {
    return new Profile(
        BITBUCKET.id(),
        subject,
        "Ada Example",
        "ada",
        Email.of("Ada@Example.test", true),
        URI.create("https://avatar.example/ada"),
        URI.create("https://bitbucket.org/ada"),
        Map.of("account_id", List.of("712020:x")));
  }

  private static Profile named(String subject, String username) {
    return new Profile(BITBUCKET.id(), subject, null, username, null, null, null, Map.of());
  }

  private static Profile person(Provider provider, String subject, @Nullable Email email) {
    return new Profile(provider.id(), subject, null, null, email, null, null, Map.of());
  }

  private static @Nullable Email verified(String address) {
    return Email.of(address, true);
  }

  private Session signIn(Provider provider, Profile profile, String name) throws LoginException {
    return accounts.signIn(provider, profile, session(name)).session();
  }

  private Session found(String name) {
    return Objects.requireNonNull(sessions.find(token(name)));
  }

  private static EmailOwner owner(LoginException refused) {
    return Objects.requireNonNull(refused.emailOwner());
  }

  private static NewSession session(String name, Digest... brought) {
    return new NewSession(
        token(name),
        Digest.of("attempt " + name),
        NOW.plus(Duration.ofMinutes(11)),
        NOW,
        NOW.plus(Duration.ofDays(30)),
        new Browser(List.of(brought), null));
  }

  static Digest token(String name) {
    return Digest.of("token " + HexFormat.of().formatHex(name.getBytes(UTF_8)));
  }

  private @Nullable String isTaken(String address) {
    try {
      var probe = UUID.randomUUID().toString();
      signIn(ACME, person(ACME, probe, verified(address)), probe);
      execute(
          "delete from social_login_user where id in (select user_id from"
              + " social_login_identity where subject = '"
              + probe
              + "')");
      return null;
    } catch (LoginException e) {
      return owner(e).provider().value();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private interface Try {
    Callable<Session> number(int i);
  }

  /** What each of them came to: a session, or why there is none. */
  private static List<Object> atOnce(int many, Try attempt) throws Exception {
    var together = new CyclicBarrier(many);
    var pool = Executors.newFixedThreadPool(many);
    try {
      var running = new ArrayList<Future<Session>>();
      for (var i = 0; i < many; i++) {
        var work = attempt.number(i);
        running.add(
            pool.submit(
                () -> {
                  together.await();
                  return work.call();
                }));
      }
      var outcomes = new ArrayList<>();
      for (var one : running) {
        try {
          outcomes.add(one.get());
        } catch (ExecutionException e) {
          outcomes.add(e.getCause());
        }
      }
      return outcomes;
    } finally {
      pool.shutdownNow();
    }
  }

  private int count(String table) {
    try (var connection = dataSource.getConnection();
        var query = Sql.prepare(connection, "select count(*) from " + table);
        var rows = query.executeQuery()) {
      rows.next();
      return rows.getInt(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void execute(String sql) throws SQLException {
    execute(dataSource, sql);
  }

  static void execute(HikariDataSource on, String sql) throws SQLException {
    try (var connection = on.getConnection()) {
      Sql.update(connection, sql);
    }
  }
}
