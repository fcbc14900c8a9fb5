package org.sociallogin.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sociallogin.core.AccountEvent;
import org.sociallogin.core.AccountEvent.Kind;
import org.sociallogin.core.Digest;
import org.sociallogin.core.Identity;
import org.sociallogin.core.Profile;
import org.sociallogin.core.ProviderId;
import org.sociallogin.core.Session;
import org.sociallogin.core.SessionRepository;
import org.sociallogin.core.SessionToken;
import org.sociallogin.core.SignedIn;
import org.sociallogin.core.User;
import org.sociallogin.core.UserId;
import org.sociallogin.web.Settings.SessionSettings;

class SessionsTest {

  private static final Instant NOW = Instant.parse("2026-11-24T14:05:06Z");

  private final Store store = new Store();
  private final Clock clock = mock();
  private final ExecutorService executor = mock();
  private final List<Runnable> later = new ArrayList<>();
  private final Sessions sessions = sessions();

  @BeforeEach
  void setUp() {
    when(clock.instant()).thenReturn(NOW);
    doAnswer(work -> later.add(work.getArgument(0))).when(executor).execute(any());
  }

  @Test
  @Tag("SESS-11")
  void remembersWhoIsThereAndNobodyElseHoweverManyCome() {
    var known = token(1);
    store.session = session();
    store.of = known.digest();
    sessions.read(List.of(known));
    store.asked = 0;

    var strangers = IntStream.rangeClosed(2, 1_000_000).mapToObj(SessionsTest::token);
    assertThat(strangers.filter(token -> sessions.read(List.of(token)) != null)).isEmpty();
    assertThat(sessions.remembered(List.of(token(2)))).isNull();
    assertThat(sessions.read(List.of(token(2)))).isNull();

    assertThat(store.asked).isEqualTo(1_000_000);
    assertThat(sessions.remembered(List.of(known))).isNotNull();
  }

  @Test
  @Tag("SESS-11")
  void remembersFiftyThousandAtMost() {
    store.session = session();
    for (var i = 0; i < 50_100; i++) {
      store.of = token(i).digest();
      assertThat(sessions.read(List.of(token(i)))).isNotNull();
    }

    // Those that are too many go in the background.
    var until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (remembered(50_100) > 50_000 && System.nanoTime() < until) {
      Thread.onSpinWait();
    }
    assertThat(remembered(50_100)).isBetween(49_000L, 50_000L);
  }

  private long remembered(int of) {
    return IntStream.range(0, of)
        .filter(i -> sessions.remembered(List.of(token(i))) != null)
        .count();
  }

  @Test
  @Tag("SESS-10")
  void forgetsAtOnceWhatEndedHere() {
    var token = token(1);
    store.session = session();
    store.of = token.digest();
    sessions.read(List.of(token));
    assertThat(sessions.remembered(List.of(token))).isNotNull();

    sessions.ended(List.of(token));

    assertThat(sessions.remembered(List.of(token))).isNull();
  }

  @Test
  @Tag("SESS-10")
  void remembersNothingThatEndedWhileItWasRead() {
    var token = token(1);
    var session = session();
    store.session = session;
    store.of = token.digest();

    store.meanwhile = () -> sessions.ended(List.of(token));
    sessions.read(List.of(token));
    assertThat(sessions.remembered(List.of(token))).isNull();

    store.meanwhile = () -> sessions.happened(event(Kind.DISABLED, session));
    sessions.read(List.of(token));
    assertThat(sessions.remembered(List.of(token))).isNull();
  }

  @Test
  @Tag("SESS-11")
  void remembersWhoHasJustSignedIn() {
    var token = token(1);

    sessions.began(new SignedIn(token, session(), true, false), sessions.endings());

    assertThat(sessions.remembered(List.of(token))).isNotNull();
    assertThat(store.asked).isZero();
  }

  @Test
  @Tag("SESS-10")
  void remembersNoSessionThatEndedWhileItBegan() {
    var token = token(1);
    var session = session();
    var endings = sessions.endings();

    sessions.happened(event(Kind.DISABLED, session));
    sessions.began(new SignedIn(token, session, true, false), endings);

    assertThat(sessions.remembered(List.of(token))).isNull();
  }

  @Test
  void asksATeamsBeanForRolesWithTheFirstRequestOnly() {
    var token = token(1);
    var asked = new AtomicInteger();
    var withRoles =
        sessions(
            user -> {
              asked.incrementAndGet();
              return List.of("READER");
            },
            Duration.ofDays(7));

    withRoles.began(new SignedIn(token, session(), true, false), withRoles.endings());

    assertThat(asked).hasValue(0);
    assertThat(withRoles.remembered(List.of(token))).isNull();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  @Tag("SESS-10")
  void forgetsAUserWhoseAccountChangesAndNobodyElse(Kind kind) {
    var other = token(2);
    sessions.began(new SignedIn(other, session(), true, false), sessions.endings());
    var token = token(1);
    var session = session();
    sessions.began(new SignedIn(token, session, true, false), sessions.endings());

    sessions.happened(event(kind, session));

    var stays =
        Set.of(Kind.REGISTERED, Kind.SIGNED_IN, Kind.CONFIRMED, Kind.REFUSED).contains(kind);
    assertThat(sessions.remembered(List.of(token)) != null).isEqualTo(stays);
    assertThat(sessions.remembered(List.of(other))).isNotNull();
  }

  @Test
  void writesDownAVisitEveryFiveMinutesAndOffTheRequest() {
    var token = token(1);
    store.session = session();
    store.of = token.digest();
    sessions.read(List.of(token));

    for (var minute = 0; minute <= 11; minute++) {
      when(clock.instant()).thenReturn(NOW.plus(Duration.ofMinutes(minute)));
      assertThat(sessions.remembered(List.of(token))).isNotNull();
      assertThat(sessions.remembered(List.of(token))).isNotNull();
    }

    assertThat(store.seen).isEmpty();
    later.forEach(Runnable::run);
    assertThat(store.seen)
        .containsExactly(NOW.plus(Duration.ofMinutes(5)), NOW.plus(Duration.ofMinutes(10)));
  }

  @Test
  void writesDownAVisitMoreOftenWhereSilenceSoonSignsOut() {
    var brief = sessions(Duration.ofMinutes(4));
    var token = token(1);
    store.session = session();
    store.of = token.digest();
    brief.read(List.of(token));

    when(clock.instant()).thenReturn(NOW.plusSeconds(59));
    brief.remembered(List.of(token));
    when(clock.instant()).thenReturn(NOW.plusSeconds(60));
    brief.remembered(List.of(token));

    later.forEach(Runnable::run);
    assertThat(store.seen).containsExactly(NOW.plusSeconds(60));
  }

  private Sessions sessions() {
    return sessions(Duration.ofDays(7));
  }

  private Sessions sessions(Duration idle) {
    return sessions(null, idle);
  }

  private Sessions sessions(@Nullable Roles roles, Duration idle) {
    var settings =
        new Settings(
            "app",
            null,
            null,
            "social-login",
            "same-origin",
            Duration.ofSeconds(10),
            256,
            30,
            List.of());
    var session = new SessionSettings(idle, Duration.ofDays(30), Duration.ofHours(1));
    var cookies = new Cookies(settings, session, BaseUrl.of("http://localhost:8080"));
    return new Sessions(store, cookies, roles, session, executor, clock);
  }

  private static SessionToken token(int number) {
    return new SessionToken(String.format("%043d", number));
  }

  private static AccountEvent event(Kind kind, Session session) {
    return new AccountEvent(kind, session.user(), null, null);
  }

  private static Session session() {
    var said = new Profile(new ProviderId("acme"), "1", "Ada", null, null, null, null, Map.of());
    var identity = new Identity(UUID.randomUUID(), "acme.example", said, NOW, NOW);
    var user = new User(new UserId(UUID.randomUUID()), NOW, List.of(identity), Set.of());
    return new Session(UUID.randomUUID(), user, null, null, NOW, NOW, NOW, NOW.plusSeconds(3_600));
  }

  /** One session, what happens while it is read, and how often somebody asked. */
  private static final class Store implements SessionRepository {

    private @Nullable Session session;
    private @Nullable Digest of;
    private int asked;
    private Runnable meanwhile = () -> {};
    private final List<Instant> seen = new ArrayList<>();

    @Override
    public @Nullable Session find(Digest token) {
      asked++;
      meanwhile.run();
      return token.equals(of) ? session : null;
    }

    @Override
    public List<Session> of(User user) {
      throw new AssertionError("nobody lists sessions here");
    }

    @Override
    public void seen(Digest token, Instant at) {
      seen.add(at);
    }
  }
}
