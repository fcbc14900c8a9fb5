package org.sociallogin.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sociallogin.core.Digest;
import org.sociallogin.core.Identity;
import org.sociallogin.core.Profile;
import org.sociallogin.core.ProviderId;
import org.sociallogin.core.Session;
import org.sociallogin.core.SessionRepository;
import org.sociallogin.core.SessionToken;
import org.sociallogin.core.User;
import org.sociallogin.core.UserId;
import org.sociallogin.web.Settings.SessionSettings;

class SessionsTest {

  private static final Instant NOW = Instant.parse("2026-11-24T14:05:06Z");

  private final Store store = new Store();
  private final Sessions sessions = sessions(store);

  @Test
  @Tag("SESS-11")
  void remembersWhoIsThereAndNobodyElseHoweverManyCome() {
    var known = token(1);
    store.session = session();
    store.of = known.digest();
    sessions.read(List.of(known));
    store.asked = 0;

    for (var i = 2; i <= 100_000; i++) {
      assertThat(sessions.read(List.of(token(i)))).isNull();
    }
    assertThat(sessions.remembered(List.of(token(2)))).isNull();
    assertThat(sessions.read(List.of(token(2)))).isNull();

    assertThat(store.asked).isEqualTo(100_000);
    assertThat(sessions.remembered(List.of(known))).isNotNull();
  }

  @Test
  @Tag("SESS-10")
  void forgetsAtOnceWhatEndedHere() {
    var token = token(1);
    sessions.began(token, session());
    assertThat(sessions.remembered(List.of(token))).isNotNull();

    sessions.ended(List.of(token));

    assertThat(sessions.remembered(List.of(token))).isNull();
  }

  private static Sessions sessions(SessionRepository store) {
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
    var session =
        new SessionSettings(Duration.ofDays(7), Duration.ofDays(30), Duration.ofSeconds(10));
    var cookies = new Cookies(settings, session, BaseUrl.of("http://localhost:8080"));
    var clock = Clock.fixed(NOW, ZoneOffset.UTC);
    return new Sessions(store, cookies, null, session, ForkJoinPool.commonPool(), clock);
  }

  private static SessionToken token(int number) {
    return new SessionToken(String.format("%043d", number));
  }

  private static Session session() {
    var said = new Profile(new ProviderId("acme"), "1", "Ada", null, null, null, null, Map.of());
    var identity = new Identity(UUID.randomUUID(), "acme.example", said, NOW, NOW);
    var user = new User(new UserId(UUID.randomUUID()), NOW, List.of(identity));
    return new Session(UUID.randomUUID(), user, null, null, NOW, NOW, NOW, NOW.plusSeconds(60));
  }

  /** One session, and how often somebody asked. */
  private static final class Store implements SessionRepository {

    private @Nullable Session session;
    private @Nullable Digest of;
    private int asked;

    @Override
    public @Nullable Session find(Digest token) {
      asked++;
      return token.equals(of) ? session : null;
    }

    @Override
    public List<Session> of(User user) {
      throw new AssertionError("nobody lists sessions here");
    }

    @Override
    public void seen(Digest token, Instant at) {}
  }
}
