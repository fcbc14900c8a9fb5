package org.sociallogin.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
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
import java.util.function.Predicate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.sociallogin.core.AccountEvent;
import org.sociallogin.core.AccountEvent.Kind;
import org.sociallogin.core.AccountRepository.Change;
import org.sociallogin.core.AccountRepository.SignIn;
import org.sociallogin.core.Browser;
import org.sociallogin.core.Digest;
import org.sociallogin.core.Email;
import org.sociallogin.core.Identity;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.LoginException.EmailOwner;
import org.sociallogin.core.LoginException.Reason;
import org.sociallogin.core.NewSession;
import org.sociallogin.core.Profile;
import org.sociallogin.core.Provider;
import org.sociallogin.core.ProviderId;
import org.sociallogin.core.Rotation;
import org.sociallogin.core.Session;
import org.sociallogin.core.StoreUnavailableException;
import org.sociallogin.core.User;
import org.sociallogin.core.UserId;

/** What the repositories promise, whatever database is behind them. */
abstract class AccountsContract {

  static final Instant NOW = Instant.parse("2026-11-25T10:00:00.123456Z");

  static final Browser BROWSER = new Browser(List.of(), null);

  static final Provider BITBUCKET = provider("bitbucket");
  static final Provider ACME = provider("acme");

  private static final String WITHOUT_IDENTITY =
      "social_login_session where identity_id is not null and identity_id not in (select id from"
          + " social_login_identity)";
  private static final String WITHOUT_USER =
      "social_login_session where user_id is not null and user_id not in (select id from"
          + " social_login_user)";

  HikariDataSource dataSource;
  Database database;
  final List<AccountEvent> events = new ArrayList<>();
  JdbcAccounts accounts;
  JdbcSessions sessions;
  JdbcSessions sessionsTomorrow;

  /** An empty database, another one each time. */
  abstract HikariDataSource dataSource();

  @BeforeEach
  void open() {
    dataSource = dataSource();
    database = new Database(dataSource, "default");
    accounts = new JdbcAccounts(database, events::add, clock(NOW));
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
  @Tag("ACCT-08")
  void whoSharesAnAddressUnverifiedIsSomebodyNewAndItsOwnerStays() throws LoginException {
    var owner = signIn(BITBUCKET, ada("{a}"), "1").user();

    var came = signIn(ACME, person(ACME, "m", Email.of("ada@example.test", false)), "2").user();

    assertThat(came.id()).isNotEqualTo(owner.id());
    assertThat(found("1").user()).isEqualTo(owner);
    assertThat(isTaken("ada@example.test")).isEqualTo("bitbucket");
  }

  @Test
  @Tag("ACCT-10")
  @Tag("C38")
  void anAddressThatSomebodyElseHadFirstStaysTheirsUntilTheyLetItGo() throws LoginException {
    signIn(BITBUCKET, person(BITBUCKET, "{bo}", verified("bo@example.test")), "1");
    signIn(BITBUCKET, person(BITBUCKET, "{ada}", verified("ada@example.test")), "2");

    var ada = person(BITBUCKET, "{ada}", verified("bo@example.test"));
    var logged = new ListAppender<ILoggingEvent>();
    logged.start();
    var log = (Logger) LoggerFactory.getLogger(VerifiedEmails.class);
    log.setLevel(Level.INFO);
    log.addAppender(logged);
    var user = signIn(BITBUCKET, ada, "3").user();
    log.detachAppender(logged);
    assertThat(logged.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "user=" + user.id() + " has a verified address that stays another account's");
    assertThat(user.email()).isEqualTo(new Email("bo@example.test", false));
    assertThat(found("3").user()).isEqualTo(user);
    assertThat(isTaken("bo@example.test")).isEqualTo("bitbucket");
    assertThat(isTaken("ada@example.test")).isNull();

    signIn(BITBUCKET, person(BITBUCKET, "{bo}", verified("bo@new.test")), "4");
    assertThat(isTaken("bo@example.test")).isNull();
    assertThat(signIn(BITBUCKET, ada, "5").user().email()).isEqualTo(verified("bo@example.test"));
    assertThat(found("3").user().email()).isEqualTo(verified("bo@example.test"));
    assertThat(isTaken("bo@example.test")).isEqualTo("bitbucket");
  }

  @Test
  @Tag("ACCT-10")
  void anAddressOfTheirOwnThatTheReleaseBeforeWroteOverATakenOneIsTheirs() throws LoginException {
    signIn(BITBUCKET, person(BITBUCKET, "{bo}", verified("bo@example.test")), "1");
    signIn(BITBUCKET, person(BITBUCKET, "{ada}", null), "2");
    var ada = signIn(BITBUCKET, person(BITBUCKET, "{ada}", verified("bo@example.test")), "3");
    assertThat(ada.user().addresses()).isEmpty();
    var own = "ada@new.test";
    changed(ReleaseBefore.COMPLETE, "Ada", "ada", own, true, null, null, "", identityOf(ada));
    changed(ReleaseBefore.OWN, own, ada.user().id().value());
    var said = found("3").user().identities().get(0).profile();

    assertThat(signIn(BITBUCKET, said, "4").user().email()).isEqualTo(verified(own));
    assertThat(found("3").user().email()).isEqualTo(verified(own));
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
  @Tag("ACCT-03")
  @Tag("ACCT-09")
  void aTakenAddressIsToldWithAWayToSignInThatWorks() throws LoginException {
    signIn(BITBUCKET, ada("{a}"), "1");
    accounts.link(rotation("1"), ACME, person(ACME, "a", null));
    var elsewhere = BITBUCKET.withIssuer("https://elsewhere.example", false);

    assertThat(wayIn(elsewhere, any -> true)).isEqualTo(BITBUCKET.id());
    assertThat(wayIn(elsewhere, identity -> identity.isOf(ACME))).isEqualTo(ACME.id());
    assertThat(wayIn(elsewhere, any -> false)).isNull();
  }

  private @Nullable ProviderId wayIn(Provider newcomers, Predicate<Identity> usable) {
    var refused =
        catchThrowableOfType(
            LoginException.class,
            () -> accounts.signIn(newcomers, ada("{b}"), session("2"), true, usable));
    assertThat(refused.reason()).isEqualTo(Reason.EMAIL_TAKEN);
    return owner(refused).provider();
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
  @Tag("ACCT-24")
  void addressesOfTwoIdentitiesThatChangeAtOnceAreBothOwned() throws Exception {
    signIn(BITBUCKET, ada("{a}"), "1");
    accounts.link(rotation("1"), ACME, person(ACME, "a", verified("ada@acme.test")));
    for (var round = 0; round < 20; round++) {
      var at = round;
      var outcomes =
          atOnce(
              2,
              i ->
                  () -> {
                    var provider = i == 0 ? BITBUCKET : ACME;
                    var email = verified(provider.id() + "-" + at + "@example.test");
                    var subject = i == 0 ? "{a}" : "a";
                    return signIn(provider, person(provider, subject, email), at + "-" + i);
                  });

      assertThat(outcomes).hasOnlyElementsOfType(Session.class);
      assertThat(addresses())
          .containsExactlyInAnyOrder(
              "bitbucket-" + at + "@example.test", "acme-" + at + "@example.test");
    }
  }

  @Test
  @Tag("ACCT-26")
  void aDisabledUserIsLetInNoMore() throws Exception {
    var ada = signIn(BITBUCKET, ada("{a}"), "1").user();
    execute("update social_login_user set disabled = true");

    assertThat(sessions.find(token("1"))).isNull();
    assertThat(refusal(() -> signIn(BITBUCKET, ada("{a}"), "2"))).isEqualTo(Reason.NOT_ALLOWED);
    assertThat(refusal(() -> signIn(BITBUCKET, ada("{a}"), "3"))).isEqualTo(Reason.NOT_ALLOWED);
    assertThat(events).as("told once").containsExactly(event(Kind.SESSION_ENDED, ada));
    assertThat(count("social_login_user")).isEqualTo(1);
    assertThat(count("social_login_session where user_id is not null")).isZero();

    execute("update social_login_user set disabled = false");
    assertThat(sessions.find(token("1"))).as("ended, not suspended").isNull();
  }

  @Test
  @Tag("SESS-03")
  void theSessionThatTheBrowserCameWithEnds() throws LoginException {
    signIn(BITBUCKET, ada("{a}"), "1");

    come(BITBUCKET, ada("{a}"), session("2", token("1")));

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
                come(
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
                    come(
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
  void removesAtMostFiveHundredAtOnceAndThenTheRest() throws LoginException {
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

    assertThat(sessionsTomorrow.purgeSome(NOW.plus(Duration.ofDays(1)))).isEqualTo(500);
    assertThat(count("social_login_session")).isEqualTo(502);

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
      new JdbcAccounts(new Database(shared, "default"), events::add, clock(NOW))
          .signIn(BITBUCKET, ada("{a}"), session("1"), true, any -> true);

      var atTheNextStart = new JdbcSessions(new Database(shared, "default"), clock(NOW));
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

    var restarted = new JdbcSessions(new Database(dataSource, "default"), clock(NOW));

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

  // ------------------------------------------------------------------ several ways to sign in

  @Test
  @Tag("ACCT-28")
  @Tag("SESS-04")
  void aLinkAddsAnIdentityGivesTheSessionANewTokenAndEndsTheOthers() throws LoginException {
    var before = signIn(BITBUCKET, ada("{a}"), "1");
    signIn(BITBUCKET, ada("{a}"), "2");
    var atAcme = person(ACME, "a", verified("ada@acme.test"));

    var change = accounts.link(rotation("1"), ACME, atAcme);

    var linked = change.session();
    assertThat(change).isEqualTo(new Change(linked, true, true));
    assertThat(linked.id()).isEqualTo(before.id());
    assertThat(linked.user().id()).isEqualTo(before.user().id());
    assertThat(linked.user().identities())
        .extracting(Identity::profile)
        .containsExactlyInAnyOrder(ada("{a}"), atAcme);
    assertThat(sessions.find(token("1"))).isNull();
    assertThat(sessions.find(token("2"))).isNull();
    assertThat(found("1 rotated")).isEqualTo(linked);
    assertThat(signIn(ACME, atAcme, "3").user().id()).isEqualTo(before.user().id());
    assertThat(isTaken("ada@acme.test")).isEqualTo("acme");
  }

  @Test
  void anAccountHasAtMostTwentyIdentities() throws LoginException {
    signIn(BITBUCKET, ada("{a}"), "1");
    for (var i = 0; i < 19; i++) {
      var before = i == 0 ? "1" : "1" + " rotated".repeat(i);
      accounts.link(rotation(before), ACME, person(ACME, "a" + i, null));
    }
    var last = "1" + " rotated".repeat(19);

    assertThatThrownBy(() -> accounts.link(rotation(last), ACME, person(ACME, "more", null)))
        .asInstanceOf(type(LoginException.class))
        .returns(Reason.NOT_ALLOWED, LoginException::reason)
        .returns("An account has at most 20 ways to sign in.", LoginException::words);
    assertThat(found(last).user().identities()).hasSize(20);
    assertThat(accounts.find(ACME, "more")).isNull();
  }

  @Test
  @Tag("ACCT-18")
  @Tag("C40")
  void anIdentityOfSomebodyElseIsNotTakenAway() throws LoginException {
    var ada = signIn(BITBUCKET, ada("{a}"), "1");
    var atAcme = person(ACME, "bo", null);
    var bo = signIn(ACME, atAcme, "2");

    assertThat(refusal(() -> accounts.link(rotation("1"), ACME, atAcme)))
        .isEqualTo(Reason.IDENTITY_TAKEN);
    assertThat(found("1")).isEqualTo(ada);
    assertThat(found("2")).isEqualTo(bo);
  }

  @Test
  @Tag("C40")
  void anIdentityOfTheirOwnIsNotAddedTwice() throws LoginException {
    signIn(BITBUCKET, named("{a}", "ada"), "1");
    var elsewhere = signIn(BITBUCKET, named("{a}", "ada"), "2");

    var change = accounts.link(rotation("1"), BITBUCKET, named("{a}", "renamed"));

    assertThat(change).isEqualTo(new Change(found("1 rotated"), false, false));
    assertThat(found("2").id()).isEqualTo(elsewhere.id());
    assertThat(change.session().user().identities())
        .extracting(Identity::profile)
        .containsExactly(named("{a}", "renamed"));
    assertThat(count("social_login_identity")).isEqualTo(1);
  }

  @Test
  @Tag("ACCT-10")
  void aLinkTakesNobodysAddress() throws LoginException {
    signIn(BITBUCKET, person(BITBUCKET, "{bo}", verified("bo@example.test")), "1");
    signIn(BITBUCKET, ada("{a}"), "2");

    var linked = accounts.link(rotation("2"), ACME, person(ACME, "a", verified("bo@example.test")));

    assertThat(linked.changed()).isTrue();
    assertThat(linked.session().user().identities()).hasSize(2);
    assertThat(isTaken("bo@example.test")).isEqualTo("bitbucket");
  }

  @Test
  @Tag("ACCT-16")
  @Tag("ACCT-26")
  void nothingIsAddedConfirmedOrRemovedWithoutALiveSession() throws Exception {
    var user = signIn(BITBUCKET, ada("{a}"), "1").user();
    var identity = user.identities().get(0).id();
    signIn(BITBUCKET, ada("{a}"), "2");
    accounts.endSession(token("1"));
    execute("update social_login_user set disabled = true");

    for (var name : List.of("1", "2", "never")) {
      assertThat(refusal(() -> accounts.link(rotation(name), ACME, person(ACME, "a", null))))
          .isEqualTo(Reason.NOT_SIGNED_IN);
      assertThat(refusal(() -> accounts.reauthenticate(rotation(name), BITBUCKET, ada("{a}"))))
          .isEqualTo(Reason.NOT_SIGNED_IN);
      assertThat(refusal(() -> accounts.unlink(rotation(name), identity, user)))
          .isEqualTo(Reason.NOT_SIGNED_IN);
    }
    assertThat(count("social_login_identity")).isEqualTo(1);
  }

  @Test
  @Tag("ACCT-18")
  @Tag("ACCT-23")
  void oneIdentityAddedToTwoAccountsAtOnceHasOneOwner() throws Exception {
    for (var round = 0; round < 10; round++) {
      var at = "r" + round;
      signIn(BITBUCKET, person(BITBUCKET, at + "a", null), at + "-0");
      signIn(BITBUCKET, person(BITBUCKET, at + "b", null), at + "-1");

      var outcomes =
          atOnce(2, i -> () -> accounts.link(rotation(at + "-" + i), ACME, person(ACME, at, null)));

      assertThat(outcomes).filteredOn(Change.class::isInstance).hasSize(1);
      assertThat(outcomes)
          .filteredOn(LoginException.class::isInstance)
          .singleElement()
          .extracting(e -> ((LoginException) e).reason())
          .isEqualTo(Reason.IDENTITY_TAKEN);
    }
  }

  @Test
  @Tag("ACCT-16")
  void oneSessionChangedTwiceAtOnceHasOneNewToken() throws Exception {
    for (var round = 0; round < 10; round++) {
      var at = "r" + round;
      signIn(BITBUCKET, person(BITBUCKET, at, null), at);

      var outcomes =
          atOnce(
              2,
              i ->
                  () ->
                      accounts.link(
                          new Rotation(token(at), token(at + i)),
                          ACME,
                          person(ACME, at + i, null)));

      assertThat(outcomes).filteredOn(Change.class::isInstance).hasSize(1);
      assertThat(outcomes)
          .filteredOn(LoginException.class::isInstance)
          .singleElement()
          .extracting(e -> ((LoginException) e).reason())
          .isEqualTo(Reason.NOT_SIGNED_IN);
    }
    assertThat(count("social_login_identity where provider = 'acme'")).isEqualTo(10);
  }

  @Test
  @Tag("ACCT-20")
  @Tag("SESS-04")
  void aConfirmationMakesTheSessionFreshAndGivesItANewToken() throws LoginException {
    var before = signIn(BITBUCKET, ada("{a}"), "1");
    signIn(BITBUCKET, ada("{a}"), "2");
    var tomorrow = NOW.plus(Duration.ofDays(1));

    var confirmed =
        new JdbcAccounts(database, events::add, clock(tomorrow))
            .reauthenticate(rotation("1"), BITBUCKET, ada("{a}"));

    assertThat(confirmed.id()).isEqualTo(before.id());
    assertThat(confirmed.authenticatedAt()).isEqualTo(tomorrow);
    assertThat(confirmed.createdAt()).isEqualTo(NOW);
    assertThat(confirmed.expiresAt()).isEqualTo(before.expiresAt());
    assertThat(sessions.find(token("1"))).isNull();
    assertThat(found("1 rotated")).isEqualTo(confirmed);
    assertThat(found("2").authenticatedAt()).isEqualTo(NOW);
  }

  @Test
  @Tag("ACCT-19")
  @Tag("ACCT-20")
  void nobodyElseConfirms() throws LoginException {
    var ada = signIn(BITBUCKET, ada("{a}"), "1");
    signIn(BITBUCKET, person(BITBUCKET, "{bo}", null), "2");

    for (var subject : List.of("{bo}", "{nobody}", "{A}")) {
      var other = person(BITBUCKET, subject, null);
      assertThat(refusal(() -> accounts.reauthenticate(rotation("1"), BITBUCKET, other)))
          .isEqualTo(Reason.REAUTHENTICATION_REQUIRED);
    }
    assertThat(found("1")).isEqualTo(ada);
    assertThat(count("social_login_user")).isEqualTo(2);
  }

  @Test
  @Tag("ACCT-22")
  @Tag("SESS-04")
  void aRemovedIdentityTakesItsAddressAndItsSessionsWithIt() throws LoginException {
    var acme = person(ACME, "a", verified("ada@acme.test"));
    signIn(BITBUCKET, ada("{a}"), "1");
    accounts.link(rotation("1"), ACME, acme);
    var throughAcme = signIn(ACME, acme, "2");
    signIn(BITBUCKET, ada("{a}"), "3");

    var unlinked = unlink(new Rotation(token("1 rotated"), token("4")), identityOf(throughAcme));

    assertThat(unlinked).isEqualTo(new Change(found("4"), true, true));
    assertThat(found("4").user().identities())
        .extracting(Identity::profile)
        .containsExactly(ada("{a}"));
    assertThat(sessions.find(token("1 rotated"))).isNull();
    assertThat(sessions.find(token("2"))).isNull();
    assertThat(sessions.find(token("3"))).isNotNull();
    assertThat(isTaken("ada@acme.test")).isNull();
    assertThat(isTaken("ada@example.test")).isEqualTo("bitbucket");
  }

  @Test
  @Tag("ACCT-22")
  void aSessionIsOfTheIdentityThatItsUserLastCameWith() throws LoginException {
    var acme = person(ACME, "a", null);
    signIn(BITBUCKET, ada("{a}"), "1");
    accounts.link(rotation("1"), ACME, acme);
    var opened = signIn(ACME, acme, "2");
    accounts.reauthenticate(rotation("2"), BITBUCKET, ada("{a}"));

    unlink(new Rotation(token("1 rotated"), token("3")), identityOf(opened));

    assertThat(found("2 rotated").id()).as("opened by it, confirmed since").isEqualTo(opened.id());
  }

  @Test
  @Tag("ACCT-22")
  void theSessionThatRemovesTheIdentityItCameWithStays() throws LoginException {
    var began = signIn(BITBUCKET, ada("{a}"), "1");
    accounts.link(rotation("1"), ACME, person(ACME, "a", null));

    unlink(new Rotation(token("1 rotated"), token("2")), identityOf(began));

    assertThat(found("2").id()).isEqualTo(began.id());
    assertThat(found("2").identity()).isNull();
  }

  @Test
  @Tag("ACCT-27")
  @Tag("C41")
  void nothingIsRemovedThatWasDecidedOnOtherIdentities() throws LoginException {
    var before = signIn(BITBUCKET, ada("{a}"), "1");
    var bo = signIn(ACME, person(ACME, "bo", null), "2");
    accounts.link(rotation("1"), ACME, person(ACME, "a", null));
    var ada = found("1 rotated");

    for (var other : List.of(before.user(), bo.user())) {
      var rotation = new Rotation(token("1 rotated"), token("3"));
      assertThat(accounts.unlink(rotation, identityOf(before), other))
          .isEqualTo(new Change(ada, false, false));
    }
    for (var nothingOfHers : List.of(identityOf(bo), UUID.randomUUID())) {
      var rotation = new Rotation(token("1 rotated"), token("3"));
      assertThat(accounts.unlink(rotation, nothingOfHers, ada.user()))
          .isEqualTo(new Change(ada, false, false));
    }

    assertThat(found("1 rotated")).isEqualTo(ada);
    assertThat(found("2")).isEqualTo(bo);
  }

  @Test
  @Tag("ACCT-21")
  @Tag("C41")
  void theLastTwoIdentitiesRemovedAtOnceLeaveOne() throws Exception {
    for (var round = 0; round < 10; round++) {
      var at = "r" + round;
      var profile = person(BITBUCKET, at, null);
      var bitbucket = identityOf(signIn(BITBUCKET, profile, at));
      accounts.link(rotation(at), ACME, person(ACME, at, null));
      var acme = identityOf(signIn(ACME, person(ACME, at, null), at + "-0"));
      var user = signIn(BITBUCKET, profile, at + "-1").user();

      var outcomes =
          atOnce(
              2,
              i -> () -> accounts.unlink(rotation(at + "-" + i), i == 0 ? acme : bitbucket, user));

      assertThat(outcomes)
          .extracting(change -> ((Change) change).changed())
          .containsExactlyInAnyOrder(true, false);
    }
    assertThat(count("social_login_identity")).isEqualTo(10);
  }

  @Test
  @Tag("ACCT-22")
  @Tag("ACCT-25")
  void nobodyStaysSignedInWithWhatIsRemovedAtTheSameInstant() throws Exception {
    for (var round = 0; round < 10; round++) {
      var at = "r" + round;
      var atAcme = person(ACME, at, null);
      signIn(BITBUCKET, person(BITBUCKET, at, null), at);
      accounts.link(rotation(at), ACME, atAcme);
      var acme = identityOf(signIn(ACME, atAcme, at + " before"));
      var rotation = new Rotation(token(at + " rotated"), token(at + " again"));

      atOnce(
          2, i -> () -> i == 0 ? signIn(ACME, atAcme, at + " meanwhile") : unlink(rotation, acme));
      assertThat(count(WITHOUT_IDENTITY)).isZero();

      atOnce(
          2,
          i ->
              () ->
                  i == 0
                      ? deleted(at + " again")
                      : signIn(BITBUCKET, person(BITBUCKET, at, null), at + " late"));
      assertThat(count(WITHOUT_USER)).isZero();
      assertThat(sessions.find(token(at + " again"))).isNull();
    }
  }

  // ------------------------------------------------------------------------ the sessions of a user

  @Test
  void saysWhoRegistered() throws LoginException {
    assertThat(come(BITBUCKET, ada("{a}"), session("1")).registered()).isTrue();
    assertThat(come(BITBUCKET, ada("{a}"), session("2")).registered()).isFalse();
  }

  @Test
  @Tag("SESS-03")
  @Tag("SESS-07")
  void everySessionThatTheBrowserBroughtEnds() throws LoginException {
    var ada = signIn(BITBUCKET, ada("{a}"), "1").user();
    var bo = signIn(BITBUCKET, person(BITBUCKET, "{bo}", null), "2").user();

    var came = come(BITBUCKET, ada("{a}"), session("3", token("1"), token("2"), token("never")));

    assertThat(came.signedOut()).containsExactly(ada, bo);
    assertThat(come(BITBUCKET, ada("{a}"), session("4", token("1"))).signedOut()).isEmpty();
    assertThat(sessions.find(token("1"))).isNull();
    assertThat(sessions.find(token("2"))).isNull();
    assertThat(sessions.find(token("3"))).isNotNull();
  }

  @Test
  @Tag("ACCT-28")
  @Tag("SESS-12")
  void listsWhereAUserIsSignedInTheNewestFirst() throws LoginException {
    var first = signIn(BITBUCKET, ada("{a}"), "1");
    signIn(BITBUCKET, person(BITBUCKET, "{bo}", null), "2");
    var later = NOW.plusSeconds(60);
    var second =
        come(
                BITBUCKET,
                ada("{a}"),
                new NewSession(
                    token("3"),
                    Digest.of("attempt 3"),
                    later,
                    later,
                    later.plusSeconds(60),
                    new Browser(List.of(), "Lynx/2.9 🦊")))
            .session();

    var listed = sessions.of(second.user());

    assertThat(listed).extracting(Session::id).containsExactly(second.id(), first.id());
    assertThat(listed.get(0)).isEqualTo(second).isEqualTo(found("3"));
    assertThat(second.userAgent()).isEqualTo("Lynx/2.9 🦊");
    assertThat(second.identity()).isEqualTo(second.user().identities().get(0).id());
  }

  @Test
  @Tag("SESS-12")
  @Tag("ACCT-27")
  void endsOneSessionOfTheUserAndNobodyElses() throws LoginException {
    var ada = signIn(BITBUCKET, ada("{a}"), "1");
    var bo = signIn(BITBUCKET, person(BITBUCKET, "{bo}", null), "2");

    var other = signIn(BITBUCKET, ada("{a}"), "3");
    assertThat(accounts.endSession(token("1"), bo.id())).isFalse();
    assertThat(accounts.endSession(token("1"), other.id())).isTrue();
    assertThat(accounts.endSession(token("1"), other.id())).isFalse();
    assertThat(accounts.endSession(token("1"), ada.id())).isTrue();

    assertThat(sessions.find(token("1"))).isNull();
    assertThat(sessions.find(token("2"))).isNotNull();
  }

  @Test
  @Tag("SESS-12")
  void endsAllSessionsOfTheUserButOne() throws LoginException {
    var kept = signIn(BITBUCKET, ada("{a}"), "1");
    signIn(BITBUCKET, ada("{a}"), "2");
    signIn(BITBUCKET, ada("{a}"), "3");
    signIn(BITBUCKET, person(BITBUCKET, "{bo}", null), "4");

    assertThat(accounts.endOtherSessions(token("1"))).isEqualTo(2);

    assertThat(sessions.of(kept.user())).containsExactly(found("1"));
    assertThat(sessions.find(token("4"))).isNotNull();
  }

  @Test
  @Tag("SESS-12")
  void aUserHasAtMostAHundredSessionsAndTheOldestEnd() throws LoginException {
    for (var i = 0; i < 102; i++) {
      var at = NOW.plusSeconds(i);
      var came =
          come(
              BITBUCKET,
              ada("{a}"),
              new NewSession(
                  token("s" + i),
                  Digest.of("attempt s" + i),
                  at,
                  at,
                  at.plusSeconds(600),
                  BROWSER));

      assertThat(came.othersEnded()).as("number " + i).isEqualTo(i >= 100);
    }

    assertThat(sessions.of(found("s101").user())).hasSize(100);
    assertThat(sessions.find(token("s1"))).isNull();
    assertThat(sessions.find(token("s2"))).isNotNull();
  }

  @Test
  @Tag("SESS-03")
  @Tag("SESS-12")
  void aHundredthThatTheBrowserCameWithMakesRoomForTheNext() throws LoginException {
    for (var i = 0; i < 100; i++) {
      signIn(BITBUCKET, ada("{a}"), "s" + i);
    }

    var came = come(BITBUCKET, ada("{a}"), session("next", token("s50")));

    assertThat(came.othersEnded()).isFalse();
    assertThat(came.signedOut()).hasSize(1);
    assertThat(sessions.of(came.session().user())).hasSize(100);
  }

  @Test
  @Tag("SESS-12")
  void thereAreNoMoreThanAHundredWhenManyComeAtOnce() throws Exception {
    for (var i = 0; i < 99; i++) {
      signIn(BITBUCKET, ada("{a}"), "s" + i);
    }

    var outcomes = atOnce(8, i -> () -> signIn(BITBUCKET, ada("{a}"), "late " + i));

    assertThat(outcomes).hasOnlyElementsOfType(Session.class);
    assertThat(count("social_login_session where user_id is not null")).isEqualTo(100);
  }

  @Test
  @Tag("ACCT-25")
  void nobodyIsRegisteredWhoMayNot() throws LoginException {
    assertThat(accounts.signIn(BITBUCKET, ada("{a}"), session("1"), false, any -> true)).isNull();
    assertThat(count("social_login_user")).isZero();
    assertThat(count("social_login_session")).isZero();

    signIn(BITBUCKET, ada("{a}"), "1");
    assertThat(accounts.signIn(BITBUCKET, ada("{a}"), session("2"), false, any -> true))
        .isNotNull();
  }

  // -------------------------------------------------------------------------- the end of an
  // account

  @Test
  @Tag("ACCT-25")
  @Tag("C44")
  void aDeletedUserLeavesNothing() throws LoginException {
    var ada = signIn(BITBUCKET, ada("{a}"), "1");
    accounts.link(rotation("1"), ACME, person(ACME, "a", verified("ada@acme.test")));
    signIn(BITBUCKET, person(BITBUCKET, "{bo}", null), "2");

    accounts.delete(token("1 rotated"));

    assertThat(sessions.find(token("1 rotated"))).isNull();
    assertThat(count("social_login_identity")).isEqualTo(1);
    assertThat(count("social_login_last_login")).isEqualTo(1);
    assertThat(count("social_login_verified_email")).isZero();
    assertThat(count("social_login_session where user_id is not null")).isEqualTo(1);
    assertThat(signIn(BITBUCKET, ada("{a}"), "3").user().id()).isNotEqualTo(ada.user().id());
  }

  @Test
  @Tag("ACCT-25")
  @Tag("SESS-10")
  void aSessionThatHasEndedChangesNothing() throws LoginException {
    var other = signIn(BITBUCKET, ada("{a}"), "1");
    signIn(BITBUCKET, ada("{a}"), "2");
    accounts.endSession(token("2"));

    assertThat(refusal(() -> accounts.delete(token("2")))).isEqualTo(Reason.NOT_SIGNED_IN);
    assertThat(refusal(() -> accounts.endSession(token("2"), other.id())))
        .isEqualTo(Reason.NOT_SIGNED_IN);
    assertThat(refusal(() -> accounts.endOtherSessions(token("2"))))
        .isEqualTo(Reason.NOT_SIGNED_IN);

    assertThat(found("1")).isEqualTo(other);
  }

  @Test
  @Tag("SESS-10")
  void ofTwoSessionsThatEndEachOtherAtOnceOneStays() throws Exception {
    for (var round = 0; round < 10; round++) {
      var at = "r" + round;
      var person = person(BITBUCKET, at, null);
      signIn(BITBUCKET, person, at + "-0");
      signIn(BITBUCKET, person, at + "-1");

      var outcomes = atOnce(2, i -> () -> accounts.endOtherSessions(token(at + "-" + i)));

      assertThat(outcomes).filteredOn(Integer.valueOf(1)::equals).hasSize(1);
      assertThat(outcomes)
          .filteredOn(LoginException.class::isInstance)
          .singleElement()
          .extracting(e -> ((LoginException) e).reason())
          .isEqualTo(Reason.NOT_SIGNED_IN);
    }
    assertThat(count("social_login_session where user_id is not null")).isEqualTo(10);
  }

  @Test
  @Tag("ACCT-26")
  void aUserWhoIsDisabledIsSignedOut() throws LoginException {
    var ada = signIn(BITBUCKET, ada("{a}"), "1");

    assertThat(accounts.disable(ada.user().id())).isTrue();
    assertThat(accounts.disable(new UserId(UUID.randomUUID()))).isFalse();
    assertThat(events)
        .containsExactly(event(Kind.DISABLED, ada.user()), event(Kind.SESSION_ENDED, ada.user()));
    events.clear();
    accounts.disable(ada.user().id());
    assertThat(events).as("nobody was signed in").containsExactly(event(Kind.DISABLED, ada.user()));

    assertThat(count("social_login_session where user_id is not null")).isZero();
    assertThat(refusal(() -> signIn(BITBUCKET, ada("{a}"), "2"))).isEqualTo(Reason.NOT_ALLOWED);
  }

  @Test
  @Tag("ACCT-03")
  void knowsWhoCameFromWhereAProviderLedBefore() throws LoginException {
    var moved = BITBUCKET.withIssuer("https://elsewhere.example", false);
    var user = signIn(BITBUCKET, ada("{a}"), "1").user();

    assertThat(accounts.find(BITBUCKET, "{a}")).isEqualTo(user);
    assertThat(accounts.find(moved, "{a}")).isNull();
    assertThat(accounts.hasOtherAuthority(BITBUCKET)).isFalse();
    assertThat(accounts.hasOtherAuthority(moved)).isTrue();
    assertThat(accounts.hasOtherAuthority(BITBUCKET.withIssuer("a", false))).isTrue();
    assertThat(accounts.hasOtherAuthority(ACME)).isFalse();
    assertThat(user.identities().get(0).isOf(moved)).isFalse();
  }

  @Test
  @Tag("OPS-17")
  void oneNodeRemovesAtATime() throws LoginException {
    var anotherNode = new JdbcSessions(database, clock(NOW.plus(Duration.ofDays(1))));
    sessionsTomorrow.purge();
    signIn(BITBUCKET, ada("{a}"), "1");
    accounts.endSession(token("1"));

    anotherNode.purge();
    assertThat(count("social_login_session")).isEqualTo(1);
    new JdbcSessions(database, clock(NOW.plus(Duration.ofDays(2)))).purge();
    assertThat(count("social_login_session")).isZero();
  }

  @Test
  @Tag("OPS-17")
  void removesNothingWhileAnotherNodeDoesAndGoesOnForANodeThatDied() throws Exception {
    signIn(BITBUCKET, ada("{a}"), "1");
    accounts.endSession(token("1"));

    assertThatThrownBy(
            () ->
                database.transaction(
                    anotherNode -> {
                      Sql.update(anotherNode, "update social_login_purge set due_at = ?", NOW);
                      sessionsTomorrow.purge();
                      assertThat(count("social_login_session")).isEqualTo(1);
                      throw new SQLException("it dies");
                    }))
        .hasRootCauseMessage("it dies");

    sessionsTomorrow.purge();
    assertThat(count("social_login_session")).isZero();
  }

  @Test
  void aSessionOfTheReleaseBeforeBeganWhenItsUserCame() throws Exception {
    signIn(BITBUCKET, ada("{a}"), "1");
    execute("update social_login_session set created_at = null, user_agent = null");

    assertThat(found("1").createdAt()).isEqualTo(NOW);
    new JdbcAccounts(database, events::add, clock(NOW.plusSeconds(60)))
        .reauthenticate(rotation("1"), BITBUCKET, ada("{a}"));
    assertThat(found("1 rotated").createdAt()).isEqualTo(NOW);
  }

  @Test
  void whomTheReleaseBeforeRegistersIsKnownHere() throws Exception {
    var user = UUID.randomUUID();
    var identity = UUID.randomUUID();
    var session = UUID.randomUUID();
    database.transaction(
        before -> {
          Sql.update(before, ReleaseBefore.REGISTER, user, NOW);
          Sql.update(
              before,
              ReleaseBefore.ADD_IDENTITY,
              identity,
              user,
              "bitbucket",
              BITBUCKET.authority(),
              "{a}",
              null,
              "ada",
              "Ada@example.test",
              true,
              null,
              null,
              "",
              NOW);
          Sql.update(before, ReleaseBefore.FIRST_LOGIN, identity, NOW);
          Sql.update(before, ReleaseBefore.OWN, "ada@example.test", user);
          return Sql.update(
              before,
              ReleaseBefore.BEGIN_SESSION,
              session,
              token("1"),
              Digest.of("attempt 1"),
              NOW,
              user,
              identity,
              NOW,
              NOW,
              NOW.plusSeconds(600));
        });

    var found = found("1");
    assertThat(found.id()).isEqualTo(session);
    assertThat(found.createdAt()).isEqualTo(NOW);
    assertThat(found.user().id().value()).isEqualTo(user);
    assertThat(sessions.of(found.user())).containsExactly(found);
    assertThat(isTaken("ada@example.test")).isEqualTo("bitbucket");
    assertThat(signIn(BITBUCKET, ada("{a}"), "2").user().id().value()).isEqualTo(user);
    accounts.link(rotation("1"), ACME, person(ACME, "a", null));
    assertThat(sessions.of(found("1 rotated").user())).hasSize(1);
  }

  @Test
  void theReleaseBeforeKnowsWhoIsRegisteredHere() throws Exception {
    var session = signIn(BITBUCKET, ada("{a}"), "1");
    var user = session.user().id().value();
    var identity = session.user().identities().get(0).id();
    var later = NOW.plusSeconds(60);

    assertThat(answer(ReleaseBefore.FIND_USER, "bitbucket", BITBUCKET.authority(), "{a}"))
        .singleElement()
        .satisfies(row -> assertThat(row).containsEntry("user_id", user.toString()));
    assertThat(answer(ReleaseBefore.FIND_SESSION, token("1")))
        .singleElement()
        .satisfies(row -> assertThat(row).containsEntry("id", session.id().toString()));
    assertThat(answer(ReleaseBefore.OWNED, user))
        .containsExactly(Map.of("address", "ada@example.test"));
    assertThat(answer(ReleaseBefore.OWNER, "ada@example.test")).hasSize(1);
    assertThat(changed(ReleaseBefore.LOGIN, later, identity)).isEqualTo(1);
    assertThat(changed(ReleaseBefore.COMPLETE, "Ada", "ada", null, false, null, null, "", identity))
        .isEqualTo(1);
    assertThat(changed(ReleaseBefore.RELEASE, "ada@example.test")).isEqualTo(1);
    assertThat(changed(ReleaseBefore.SEEN, later, session.id(), later)).isEqualTo(1);
    assertThat(found("1").lastSeenAt()).isEqualTo(later);
    assertThat(found("1").user().name()).isEqualTo("Ada");
    assertThat(changed(ReleaseBefore.END_SESSION, later, token("1"))).isEqualTo(1);
    assertThat(sessions.find(token("1"))).isNull();
    assertThat(sessions.of(session.user())).isEmpty();
    var tomorrow = NOW.plus(Duration.ofDays(1));
    assertThat(changed(ReleaseBefore.PURGE, tomorrow, tomorrow, 500)).isEqualTo(1);
  }

  private int changed(String sql, @Nullable Object... parameters) {
    return database.statement(connection -> Sql.update(connection, sql, parameters));
  }

  /** Every row, with what each column says as text. */
  private List<Map<String, @Nullable String>> answer(String sql, @Nullable Object... parameters) {
    return database.statement(
        connection -> {
          try (var query = Sql.prepare(connection, sql, parameters);
              var rows = query.executeQuery()) {
            var all = new ArrayList<Map<String, @Nullable String>>();
            while (rows.next()) {
              var row = new HashMap<String, @Nullable String>();
              for (var i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                row.put(
                    rows.getMetaData().getColumnLabel(i).toLowerCase(Locale.ROOT),
                    rows.getString(i));
              }
              all.add(row);
            }
            return all;
          }
        });
  }

  // ---------------------------------------------------------------- the people and their sessions

  private static Provider provider(String id) {
    return Provider.of(
        new ProviderId(id), id, "client", URI.create("https://" + id + ".example/authorize"));
  }

  private static AccountEvent event(Kind kind, User user) {
    return new AccountEvent(kind, user, null, null);
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

  private SignIn come(Provider provider, Profile profile, NewSession session)
      throws LoginException {
    return Objects.requireNonNull(accounts.signIn(provider, profile, session, true, any -> true));
  }

  private Session signIn(Provider provider, Profile profile, String name) throws LoginException {
    return come(provider, profile, session(name)).session();
  }

  private boolean deleted(String name) throws LoginException {
    accounts.delete(token(name));
    return true;
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

  /** The session of that name gets the token of its name and " rotated". */
  private static Rotation rotation(String name) {
    return new Rotation(token(name), token(name + " rotated"));
  }

  /** The identity that the session began with. */
  private static UUID identityOf(Session session) {
    return Objects.requireNonNull(session.identity());
  }

  private static Reason refusal(ThrowingCallable work) {
    return catchThrowableOfType(LoginException.class, work).reason();
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
      return String.valueOf(owner(e).provider());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Decided on the identities as they are. */
  private Change unlink(Rotation rotation, UUID identity) throws LoginException {
    var session = Objects.requireNonNull(sessions.find(rotation.before()));
    return accounts.unlink(rotation, identity, session.user());
  }

  private interface Try {
    Callable<?> number(int i);
  }

  /** What each of them came to: an answer, or why there is none. */
  private static List<Object> atOnce(int many, Try attempt) throws Exception {
    var together = new CyclicBarrier(many);
    var pool = Executors.newFixedThreadPool(many);
    try {
      var running = new ArrayList<Future<?>>();
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

  private List<String> addresses() {
    try (var connection = dataSource.getConnection();
        var query = Sql.prepare(connection, "select address from social_login_verified_email");
        var rows = query.executeQuery()) {
      var addresses = new ArrayList<String>();
      while (rows.next()) {
        addresses.add(rows.getString(1));
      }
      return addresses;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
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
