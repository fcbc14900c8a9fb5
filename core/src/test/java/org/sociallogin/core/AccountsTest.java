package org.sociallogin.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.sociallogin.core.Examples.ACME;
import static org.sociallogin.core.Examples.CLOCK;
import static org.sociallogin.core.Examples.LIFETIMES;
import static org.sociallogin.core.Examples.NOW;
import static org.sociallogin.core.Examples.OTHER;
import static org.sociallogin.core.Examples.PROVIDER;
import static org.sociallogin.core.Examples.RETURN_TO;
import static org.sociallogin.core.Examples.answer;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sociallogin.core.AccountEvent.Kind;
import org.sociallogin.core.LoginException.Reason;
import org.sociallogin.core.LoginFlow.Limits;
import org.sociallogin.core.LoginFlow.Started;

/** What somebody signed in can do with the account, by a provider and without. */
class AccountsTest {

  private static final Digest ADAS = Digest.of("ada's session");
  private static final Digest BOS = Digest.of("bo's session");
  private static final Browser ADAS_BROWSER = new Browser(List.of(ADAS), null);
  private static final UUID AT_ACME = new UUID(0, 3);
  private static final UUID AT_OTHER = new UUID(0, 9);

  private final Store store = new Store();
  private final Acme acme = new Acme(PROVIDER);
  private final List<AccountEvent> events = new ArrayList<>();
  private final Accounts accounts = accounts(null, acme);
  private final LoginFlow flow = flow(accounts);

  @BeforeEach
  void signIn() {
    store.sessions.put(ADAS, Examples.session(NOW));
    store.sessions.put(BOS, Examples.session(NOW));
  }

  @Test
  @Tag("ACCT-15")
  @Tag("SESS-04")
  void linksAndGivesTheSessionANewToken() throws LoginException {
    var attempt = flow.startLink("acme", ADAS, RETURN_TO).attempt();

    var linked = finish(attempt, ADAS_BROWSER);

    assertThat(attempt.purpose()).isEqualTo(Purpose.LINK);
    assertThat(attempt.session()).isEqualTo(ADAS);
    assertThat(store.asked).containsExactly("link at acme");
    assertThat(store.profiles).containsExactly(Examples.profile(ACME, "code-1"));
    assertThat(store.rotations).containsExactly(new Rotation(ADAS, linked.token().digest()));
    assertThat(linked.session()).isSameAs(store.session);
    assertThat(store.made).isEmpty();
  }

  @Test
  @Tag("ACCT-20")
  @Tag("SESS-04")
  void confirmsAnOldSessionAndGivesItANewToken() throws LoginException {
    store.sessions.put(ADAS, Examples.session(NOW.minusSeconds(86_400)));
    var attempt = flow.startReauthentication("acme", ADAS, RETURN_TO).attempt();

    var confirmed = finish(attempt, ADAS_BROWSER);

    assertThat(attempt.purpose()).isEqualTo(Purpose.REAUTHENTICATE);
    assertThat(store.asked).containsExactly("reauthenticate at acme");
    assertThat(store.rotations).containsExactly(new Rotation(ADAS, confirmed.token().digest()));
  }

  @Test
  @Tag("ACCT-20")
  void confirmsByASignInThatIsNoOlderThanTheQuestion() throws LoginException {
    for (var good : List.of(NOW.getEpochSecond(), NOW.getEpochSecond() - 60, 1e30)) {
      acme.exchange = grant -> new Tokens("token", null, Map.of("auth_time", good));

      finish(flow.startReauthentication("acme", ADAS, RETURN_TO).attempt(), ADAS_BROWSER);
    }
    assertThat(store.asked).hasSize(3).containsOnly("reauthenticate at acme");
  }

  static Stream<Arguments> oldTimes() {
    return Stream.of(
        arguments(NOW.getEpochSecond() - 61, Reason.REAUTHENTICATION_REQUIRED),
        arguments(0, Reason.REAUTHENTICATION_REQUIRED),
        arguments(-1e30, Reason.REAUTHENTICATION_REQUIRED),
        arguments("now", Reason.PROVIDER_UNINTELLIGIBLE),
        arguments(true, Reason.PROVIDER_UNINTELLIGIBLE));
  }

  @ParameterizedTest
  @MethodSource("oldTimes")
  @Tag("ACCT-20")
  void confirmsByNoOlderOne(Object time, Reason reason) throws LoginException {
    acme.exchange = grant -> new Tokens("token", null, Map.of("auth_time", time));
    var attempt = flow.startReauthentication("acme", ADAS, RETURN_TO).attempt();

    assertThat(refused(() -> finish(attempt, ADAS_BROWSER))).isEqualTo(reason);
    assertThat(acme.used).isEmpty();
    assertThat(store.asked).isEmpty();

    finish(flow.start("acme", RETURN_TO).attempt(), Examples.BROWSER);
    assertThat(store.asked).as("to sign in it is good enough").containsExactly("sign in at acme");
  }

  @ParameterizedTest
  @EnumSource(names = {"LINK", "REAUTHENTICATE"})
  @Tag("ACCT-16")
  void refusesAnAnswerWithoutTheSessionThatBeganTheAttempt(Purpose purpose) throws LoginException {
    var attempt = start(purpose).attempt();

    assertThat(refused(() -> finish(attempt, new Browser(List.of(BOS), null))))
        .isEqualTo(Reason.RESPONSE_INVALID);
    assertThat(refused(() -> finish(attempt, Examples.BROWSER))).isEqualTo(Reason.NOT_SIGNED_IN);
    store.sessions.remove(ADAS);
    assertThat(refused(() -> finish(attempt, ADAS_BROWSER))).isEqualTo(Reason.NOT_SIGNED_IN);
    assertThat(acme.exchanged).isEmpty();
    assertThat(store.asked).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"LINK", "REAUTHENTICATE"})
  @Tag("ACCT-16")
  void beginsNothingWithoutASession(Purpose purpose) {
    store.sessions.clear();

    assertThat(refused(() -> start(purpose))).isEqualTo(Reason.NOT_SIGNED_IN);
  }

  @Test
  @Tag("ACCT-17")
  void aSignInNeverLinks() throws LoginException {
    finish(flow.start("acme", RETURN_TO).attempt(), ADAS_BROWSER);

    assertThat(store.asked).containsExactly("sign in at acme");
    assertThat(store.rotations).isEmpty();
  }

  @Test
  @Tag("ACCT-15")
  void linksNothingToASessionThatIsNotFreshAtBothEnds() throws LoginException {
    var attempt = flow.startLink("acme", ADAS, RETURN_TO).attempt();
    store.sessions.put(ADAS, Examples.session(NOW.minusSeconds(601)));

    assertThat(refused(() -> flow.startLink("acme", ADAS, RETURN_TO)))
        .isEqualTo(Reason.REAUTHENTICATION_REQUIRED);
    assertThat(refused(() -> finish(attempt, ADAS_BROWSER)))
        .isEqualTo(Reason.REAUTHENTICATION_REQUIRED);
    assertThat(acme.exchanged).isEmpty();
  }

  @Test
  @Tag("SESS-09")
  void aSessionPastItsTimeIsNone() {
    var session = Examples.session(NOW);
    store.sessions.put(ADAS, session.seenAt(NOW.minus(LIFETIMES.idle())));

    assertThat(refused(() -> accounts.endOtherSessions(ADAS))).isEqualTo(Reason.NOT_SIGNED_IN);
    assertThat(refused(() -> accounts.delete(ADAS))).isEqualTo(Reason.NOT_SIGNED_IN);
    assertThat(store.asked).isEmpty();
  }

  @Test
  @Tag("ACCT-22")
  @Tag("SESS-04")
  void unlinksAndGivesTheSessionANewToken() throws LoginException {
    var unlinked = Objects.requireNonNull(accounts.unlink(ADAS, AT_OTHER));

    assertThat(store.asked).containsExactly("unlink " + AT_OTHER);
    assertThat(store.rotations).containsExactly(new Rotation(ADAS, unlinked.token().digest()));
  }

  @Test
  @Tag("ACCT-27")
  void whatIsNotTheirsIsNotThere() throws LoginException {
    store.isThere = false;

    assertThat(accounts.unlink(ADAS, new UUID(0, 7))).isNull();
    assertThat(accounts.endSession(ADAS, new UUID(0, 7))).isFalse();
    assertThat(store.rotations).isEmpty();
  }

  @Test
  @Tag("ACCT-21")
  @Tag("C41")
  void theLastUsableIdentityStays() throws LoginException {
    assertThat(refused(() -> accounts.unlink(ADAS, AT_ACME))).isEqualTo(Reason.LAST_IDENTITY);
    assertThat(store.asked).isEmpty();
    accounts(null, acme, new Acme(OTHER)).unlink(ADAS, AT_ACME);
    accounts(null).unlink(ADAS, AT_ACME);
    assertThat(store.asked).as("or nobody could sign in before").hasSize(2);

    goes(AT_OTHER);
    assertThat(refused(() -> accounts(null).unlink(ADAS, AT_ACME))).isEqualTo(Reason.LAST_IDENTITY);
  }

  @Test
  @Tag("ACCT-21")
  void oneThatStaysLetsThePersonIn() throws LoginException {
    var asked = new ArrayList<@Nullable User>();
    Admission nobodyOfOther =
        (profile, user) -> {
          asked.add(user);
          if (profile.provider().equals(OTHER.id())) {
            throw LoginException.notAllowed("Come from Acme.");
          }
        };
    var guarded = accounts(nobodyOfOther, acme, new Acme(OTHER));

    assertThat(refused(() -> guarded.unlink(ADAS, AT_ACME))).isEqualTo(Reason.LAST_IDENTITY);
    assertThat(store.asked).isEmpty();
    guarded.unlink(ADAS, AT_OTHER);

    var user = store.session.user();
    assertThat(store.asked).containsExactly("unlink " + AT_OTHER);
    assertThat(asked).containsExactly(user, user.without(AT_ACME), user, user.without(AT_OTHER));
  }

  @Test
  @Tag("ACCT-21")
  void whomNoWayLetsInAnyMoreMayStillRemoveOne() throws LoginException {
    var closed =
        accounts(
            (profile, user) -> {
              throw LoginException.notAllowed("Nobody comes in.");
            },
            acme,
            new Acme(OTHER));

    closed.unlink(ADAS, AT_OTHER);

    assertThat(store.asked).containsExactly("unlink " + AT_OTHER);
  }

  @Test
  @Tag("ACCT-21")
  void whatStaysIsAskedAboutAgainWhenSomeOfItHasGoneMeanwhile() {
    var slow = accounts((profile, user) -> goes(AT_OTHER), acme, new Acme(OTHER));

    assertThat(refused(() -> slow.unlink(ADAS, AT_ACME))).isEqualTo(Reason.LAST_IDENTITY);
    assertThat(events).isEmpty();
  }

  private void goes(UUID identity) {
    store.sessions.put(ADAS, Examples.session(NOW, store.session.user().without(identity)));
  }

  @Test
  @Tag("ACCT-25")
  void unlinkingAndDeletingNeedAFreshSession() throws LoginException {
    store.sessions.put(ADAS, Examples.session(NOW.minusSeconds(601)));

    assertThat(refused(() -> accounts.unlink(ADAS, AT_OTHER)))
        .isEqualTo(Reason.REAUTHENTICATION_REQUIRED);
    assertThat(refused(() -> accounts.delete(ADAS))).isEqualTo(Reason.REAUTHENTICATION_REQUIRED);
    assertThat(store.asked).isEmpty();

    store.sessions.put(ADAS, Examples.session(NOW.minusSeconds(600)));
    accounts.delete(ADAS);
    assertThat(store.asked).containsExactly("delete by " + ADAS);
  }

  @Test
  @Tag("SESS-12")
  void endsSessionsOfTheOwnAccountHoweverOldTheOwnSessionIs() throws LoginException {
    store.sessions.put(ADAS, Examples.session(NOW.minusSeconds(86_400)));

    assertThat(accounts.endSession(ADAS, new UUID(0, 7))).isTrue();
    assertThat(accounts.endOtherSessions(ADAS)).isEqualTo(3);
    accounts.signOut(new Browser(List.of(ADAS, BOS), null));

    assertThat(store.asked)
        .containsExactly(
            "end " + new UUID(0, 7) + " by " + ADAS,
            "end others than " + ADAS,
            "end " + ADAS,
            "end " + BOS);
  }

  @Test
  @Tag("ACCT-28")
  void listsTheSessionsThatAreLive() {
    store.sessions.put(BOS, Examples.session(NOW).seenAt(NOW.minus(LIFETIMES.idle())));

    assertThat(accounts.sessions(store.session.user())).containsExactly(Examples.session(NOW));
  }

  @Test
  @Tag("ACCT-03")
  @Tag("C49")
  void anIdentityIsUsableWhileItsProviderIsThereAndTheSame() {
    var identity = store.session.user().identities().get(0);
    var moved = PROVIDER.withIssuer("https://elsewhere.example", false);

    assertThat(accounts.isUsable(identity)).isTrue();
    assertThat(accounts(null, new Acme(moved)).isUsable(identity)).isFalse();
    assertThat(accounts(null).isUsable(identity)).isFalse();
  }

  @Test
  @Tag("ACCT-22")
  void tellsWhatHappened() throws LoginException {
    var user = store.session.user();
    finish(flow.start("acme", RETURN_TO).attempt(), Examples.BROWSER);
    store.isThere = false;
    finish(flow.start("acme", RETURN_TO).attempt(), Examples.BROWSER);
    finish(flow.startLink("acme", ADAS, RETURN_TO).attempt(), ADAS_BROWSER);
    finish(flow.startReauthentication("acme", ADAS, RETURN_TO).attempt(), ADAS_BROWSER);
    store.isThere = true;
    accounts.unlink(ADAS, AT_OTHER);
    accounts.endSession(ADAS, new UUID(0, 7));
    accounts.endOtherSessions(ADAS);
    accounts.signOut(ADAS_BROWSER);
    accounts.delete(ADAS);

    assertThat(events)
        .containsExactly(
            AccountEvent.of(Kind.SIGNED_IN, user, ACME),
            AccountEvent.of(Kind.REGISTERED, user, ACME),
            AccountEvent.of(Kind.LINKED, user, ACME),
            AccountEvent.of(Kind.CONFIRMED, user, ACME),
            AccountEvent.of(Kind.UNLINKED, user, OTHER.id()),
            AccountEvent.of(Kind.SESSION_ENDED, user, null),
            AccountEvent.of(Kind.SESSION_ENDED, user, null),
            AccountEvent.of(Kind.SESSION_ENDED, user, null),
            AccountEvent.of(Kind.DELETED, user, null));
  }

  @Test
  void tellsWhoWasRefusedAndNothingThatDidNotHappen() throws LoginException {
    store.refusal = new LoginException(Reason.IDENTITY_TAKEN, "somebody else's");
    var attempt = flow.startLink("acme", ADAS, RETURN_TO).attempt();
    assertThat(refused(() -> finish(attempt, ADAS_BROWSER))).isEqualTo(Reason.IDENTITY_TAKEN);
    store.refusal = null;
    store.isThere = false;
    accounts.unlink(ADAS, new UUID(0, 7));
    accounts.endSession(ADAS, new UUID(0, 7));
    accounts.signOut(ADAS_BROWSER);

    var user = store.session.user();
    assertThat(events).containsExactly(AccountEvent.refused(user, ACME, Reason.IDENTITY_TAKEN));
  }

  @Test
  void asksForEverybodyWhoComesFromAProviderWhetherToLetThemIn() throws LoginException {
    var asked = new ArrayList<@Nullable User>();
    var guarded = flow(accounts((profile, user) -> asked.add(user), acme));
    var user = store.session.user();

    guarded.finish("acme", answer(), Examples.attempt(), Examples.BROWSER);
    store.isThere = false;
    guarded.finish("acme", answer(), Examples.attempt(), Examples.BROWSER);
    finish(guarded, guarded.startLink("acme", ADAS, RETURN_TO).attempt());
    finish(guarded, guarded.startReauthentication("acme", ADAS, RETURN_TO).attempt());

    assertThat(asked).containsExactly(user, null, user, user);
  }

  @Test
  void letsNobodyInWhomTheTeamRefuses() {
    var closed =
        flow(
            accounts(
                (profile, user) -> {
                  throw LoginException.notAllowed("Ask Bo for an invitation.");
                },
                acme));

    var refused =
        catchThrowableOfType(
            LoginException.class,
            () -> closed.finish("acme", answer(), Examples.attempt(), Examples.BROWSER));

    assertThat(refused.reason()).isEqualTo(Reason.NOT_ALLOWED);
    assertThat(refused.words()).isEqualTo("Ask Bo for an invitation.");
    assertThat(refused.getMessage()).doesNotContain("Bo");
    assertThat(store.made).isEmpty();
    var user = store.session.user();
    assertThat(events).containsExactly(AccountEvent.refused(user, ACME, Reason.NOT_ALLOWED));
  }

  @Test
  void tellsWhomAProvidersOwnRulesRefuseAndNotThatItFailed() {
    acme.lookUp =
        (grant, tokens) -> {
          throw new LoginException(Reason.NOT_ALLOWED, "not active");
        };
    assertThat(refused(() -> finish(flow.start("acme", RETURN_TO).attempt(), Examples.BROWSER)))
        .isEqualTo(Reason.NOT_ALLOWED);
    acme.lookUp =
        (grant, tokens) -> {
          throw new LoginException(Reason.PROVIDER_UNAVAILABLE, "away");
        };
    assertThat(refused(() -> finish(flow.start("acme", RETURN_TO).attempt(), Examples.BROWSER)))
        .isEqualTo(Reason.PROVIDER_UNAVAILABLE);

    assertThat(events).containsExactly(AccountEvent.refused(null, ACME, Reason.NOT_ALLOWED));
  }

  @Test
  void anAnswerThatComesTwiceRefusesNobody() throws LoginException {
    store.refusal = new LoginException(Reason.RESPONSE_INVALID, "the attempt is used");
    var attempt = flow.start("acme", RETURN_TO).attempt();

    assertThat(refused(() -> finish(attempt, Examples.BROWSER))).isEqualTo(Reason.RESPONSE_INVALID);
    assertThat(events).isEmpty();
  }

  @Test
  void whoIsRefusedAndHasNoAccountIsNobody() throws LoginException {
    store.isThere = false;
    store.refusal = new LoginException(Reason.REGISTRATION_CLOSED, "closed");
    var attempt = flow.start("acme", RETURN_TO).attempt();

    assertThat(refused(() -> finish(attempt, Examples.BROWSER)))
        .isEqualTo(Reason.REGISTRATION_CLOSED);

    assertThat(events)
        .containsExactly(AccountEvent.refused(null, ACME, Reason.REGISTRATION_CLOSED));
  }

  @Test
  @Tag("ACCT-25")
  void whoIsDeletedWhileComingInIsAskedForAgainAsSomebodyNew() throws LoginException {
    store.goesMeanwhile = true;
    var closed =
        flow(
            accounts(
                (profile, user) -> {
                  if (user == null) {
                    throw new LoginException(Reason.REGISTRATION_CLOSED, "closed");
                  }
                },
                acme));

    assertThat(refused(() -> closed.finish("acme", answer(), Examples.attempt(), Examples.BROWSER)))
        .isEqualTo(Reason.REGISTRATION_CLOSED);
    assertThat(store.made).isEmpty();

    store.isThere = true;
    var open = flow(accounts((profile, user) -> {}, acme));
    assertThat(open.finish("acme", answer(), Examples.attempt(), Examples.BROWSER).changed())
        .isTrue();
  }

  @Test
  @Tag("ACCT-22")
  void tellsOfEverySessionThatEnds() throws LoginException {
    var user = store.session.user();
    var bo = new User(new UserId(new UUID(0, 8)), NOW, user.identities(), Set.of());
    store.othersEnd = true;
    store.signedOut = List.of(bo, user);
    finish(flow.start("acme", RETURN_TO).attempt(), ADAS_BROWSER);
    store.isThere = false;
    var linked = finish(flow.startLink("acme", ADAS, RETURN_TO).attempt(), ADAS_BROWSER);
    store.isThere = true;
    accounts.unlink(ADAS, AT_OTHER);

    assertThat(linked.othersEnded()).isTrue();
    assertThat(events)
        .containsExactly(
            AccountEvent.of(Kind.SESSION_ENDED, bo, null),
            AccountEvent.of(Kind.SESSION_ENDED, user, null),
            AccountEvent.of(Kind.SIGNED_IN, user, ACME),
            AccountEvent.of(Kind.SESSION_ENDED, user, null),
            AccountEvent.of(Kind.LINKED, user, ACME),
            AccountEvent.of(Kind.SESSION_ENDED, user, null),
            AccountEvent.of(Kind.UNLINKED, user, OTHER.id()),
            AccountEvent.of(Kind.SESSION_ENDED, user, null));
  }

  @Test
  @Tag("C40")
  void tellsOfNoIdentityThatWasTheirsAlready() throws LoginException {
    var again = finish(flow.startLink("acme", ADAS, RETURN_TO).attempt(), ADAS_BROWSER);

    assertThat(again.changed()).isFalse();
    assertThat(again.token().digest()).isEqualTo(store.rotations.get(0).after());
    assertThat(events).isEmpty();
  }

  @Test
  void aSessionLastsSomeTime() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Accounts.Lifetimes(Duration.ZERO, Duration.ofDays(1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Accounts.Lifetimes(Duration.ofDays(1), Duration.ZERO));
  }

  private Accounts accounts(@Nullable Admission admission, SocialLoginPort... providers) {
    return new Accounts(
        store,
        store,
        List.of(providers),
        admission,
        events::add,
        LIFETIMES,
        CLOCK,
        new SecureRandom());
  }

  private LoginFlow flow(Accounts accounts) {
    return new LoginFlow(
        List.of(acme),
        accounts,
        provider -> Examples.REDIRECT_URI,
        new Limits(Duration.ofSeconds(10), 256),
        Runnable::run,
        CLOCK,
        new SecureRandom());
  }

  private Started start(Purpose purpose) throws LoginException {
    return purpose == Purpose.LINK
        ? flow.startLink("acme", ADAS, RETURN_TO)
        : flow.startReauthentication("acme", ADAS, RETURN_TO);
  }

  private SignedIn finish(LoginAttempt attempt, Browser browser) throws LoginException {
    return flow.finish("acme", answer("state", attempt.state()), attempt, browser);
  }

  private static void finish(LoginFlow flow, LoginAttempt attempt) throws LoginException {
    flow.finish("acme", answer("state", attempt.state()), attempt, ADAS_BROWSER);
  }

  private static Reason refused(ThrowingCallable work) {
    return catchThrowableOfType(LoginException.class, work).reason();
  }
}
