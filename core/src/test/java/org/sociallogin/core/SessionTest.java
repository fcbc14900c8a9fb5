package org.sociallogin.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SessionTest {

  private static final Instant BEGAN = Examples.NOW;
  private static final Duration IDLE = Duration.ofDays(7);
  private static final Session SESSION =
      new Session(
          new UUID(0, 1),
          new User(
              new UserId(new UUID(0, 2)),
              BEGAN,
              List.of(
                  new Identity(
                      new UUID(0, 3),
                      "acme.example",
                      Examples.profile(Examples.ACME, "1"),
                      BEGAN,
                      BEGAN)),
              Set.of()),
          new UUID(0, 3),
          "Lynx",
          BEGAN,
          BEGAN,
          BEGAN,
          BEGAN.plus(Duration.ofDays(30)));

  @Test
  @Tag("SESS-09")
  void endsWhenTheBrowserWasSilentForTheIdleTime() {
    assertThat(SESSION.isLive(BEGAN.plus(IDLE).minusNanos(1), IDLE)).isTrue();
    assertThat(SESSION.isLive(BEGAN.plus(IDLE), IDLE)).isFalse();
  }

  @Test
  @Tag("SESS-09")
  void endsAtItsTimeHoweverLatelyTheBrowserCame() {
    var end = SESSION.expiresAt();
    var active = SESSION.seenAt(end.minusNanos(1));

    assertThat(active.isLive(end.minusNanos(1), IDLE)).isTrue();
    assertThat(active.isLive(end, IDLE)).isFalse();
  }

  @Test
  @Tag("ACCT-15")
  void isFreshForTenMinutesAfterThePersonCame() {
    assertThat(SESSION.isFresh(BEGAN.plus(Duration.ofMinutes(10)))).isTrue();
    assertThat(SESSION.isFresh(BEGAN.plus(Duration.ofMinutes(10)).plusNanos(1))).isFalse();
    assertThat(SESSION.seenAt(BEGAN.plusSeconds(601)).isFresh(BEGAN.plusSeconds(601))).isFalse();
  }

  @Test
  void isTheSameWhenSeenLater() {
    var later = BEGAN.plusSeconds(60);

    assertThat(SESSION.seenAt(later))
        .isEqualTo(
            new Session(
                SESSION.id(),
                SESSION.user(),
                SESSION.identity(),
                SESSION.userAgent(),
                SESSION.createdAt(),
                SESSION.authenticatedAt(),
                later,
                SESSION.expiresAt()));
  }
}
