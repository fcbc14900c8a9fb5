package org.sociallogin.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.LoginException.Reason;

/** What is fetched while several people wait for it. */
@Timeout(60)
class FetchedTest {

  private static final Clock CLOCK = Clock.fixed(StubIssuer.NOW, ZoneOffset.UTC);

  private final AtomicInteger fetches = new AtomicInteger();
  private final CountDownLatch answer = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();

  private void await() {
    fetches.incrementAndGet();
    try {
      answer.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** People who all wait by now; what each is told is a failure's message, or the value. */
  private List<FutureTask<String>> waiting(Fetched<String> fetched) {
    var people = new ArrayList<FutureTask<String>>();
    for (var i = 0; i < 8; i++) {
      var person =
          new FutureTask<>(
              () -> {
                try {
                  return fetched.notOlderThan(Duration.ZERO);
                } catch (LoginException e) {
                  return e.reason() + ": " + e.getMessage();
                }
              });
      people.add(person);
      threads.add(new Thread(person));
    }
    threads.forEach(Thread::start);
    for (var thread : threads) {
      while (thread.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
    }
    return people;
  }

  @Test
  @Tag("FLOW-36")
  void oneFetchesForAll() throws Exception {
    var people =
        waiting(
            new Fetched<>(
                () -> {
                  await();
                  return "value";
                },
                CLOCK));
    answer.countDown();

    for (var person : people) {
      assertThat(person.get()).isEqualTo("value");
    }
    assertThat(fetches).hasValue(1);
  }

  @Test
  @Tag("FLOW-36")
  void aFailureIsForAllWhoWaited() throws Exception {
    var people =
        waiting(
            new Fetched<>(
                () -> {
                  await();
                  throw new LoginException(Reason.PROVIDER_UNINTELLIGIBLE, "nonsense");
                },
                CLOCK));
    answer.countDown();

    for (var person : people) {
      assertThat(person.get()).isEqualTo("PROVIDER_UNINTELLIGIBLE: nonsense");
    }
    assertThat(fetches).hasValue(1);
  }

  /** As a request does that core gave up. */
  @Test
  @Tag("HTTP-03")
  void whoIsOutOfTimeFailsNobodyElse() throws Exception {
    var fetched =
        new Fetched<>(
            () -> {
              if (fetches.incrementAndGet() == 1) {
                Thread.currentThread().interrupt();
                throw new LoginException(Reason.PROVIDER_UNAVAILABLE, "given up");
              }
              return "value";
            },
            CLOCK);

    assertThat(Scene.failure(() -> fetched.notOlderThan(Duration.ZERO)))
        .isEqualTo("PROVIDER_UNAVAILABLE: given up");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(fetched.notOlderThan(Duration.ZERO)).isEqualTo("value");
  }

  @Test
  @Tag("FLOW-36")
  @Tag("HTTP-03")
  void aRenewalThatHangsIsTriedOnceAMinuteAndTheOldValueStays() throws Exception {
    var clock = new Scene.TestClock();
    var fetched =
        new Fetched<>(
            () -> {
              if (fetches.incrementAndGet() > 1) {
                Thread.currentThread().interrupt();
                throw new LoginException(Reason.PROVIDER_UNAVAILABLE, "given up");
              }
              return "value";
            },
            clock);
    for (var i = 0; i < 3; i++) {
      assertThat(fetched.notOlderThan(Duration.ofHours(1))).isEqualTo("value");
      assertThat(Thread.interrupted()).isEqualTo(i > 0);
      assertThat(fetched.notOlderThan(Duration.ofHours(1))).isEqualTo("value");
      assertThat(Thread.interrupted()).isFalse();
      clock.turn(Duration.ofHours(1));
    }
    assertThat(fetches).hasValue(3);
  }

  @Test
  @Tag("FLOW-36")
  void thePauseBeginsWithTheFailureHoweverLongThatTook() {
    var clock = new Scene.TestClock();
    var fetched =
        new Fetched<String>(
            () -> {
              fetches.incrementAndGet();
              clock.turn(Duration.ofSeconds(10));
              throw new LoginException(Reason.PROVIDER_UNAVAILABLE, "silence");
            },
            clock);

    assertThat(Scene.failure(() -> fetched.notOlderThan(Duration.ZERO)))
        .isEqualTo("PROVIDER_UNAVAILABLE: silence");
    clock.turn(Duration.ofSeconds(4));
    assertThat(Scene.failure(() -> fetched.notOlderThan(Duration.ZERO)))
        .isEqualTo("PROVIDER_UNAVAILABLE: silence");
    assertThat(fetches).hasValue(1);

    clock.turn(Duration.ofSeconds(1));
    assertThat(Scene.failure(() -> fetched.notOlderThan(Duration.ZERO)))
        .isEqualTo("PROVIDER_UNAVAILABLE: silence");
    assertThat(fetches).hasValue(2);
  }

  @Test
  @Tag("FLOW-36")
  void nobodyWaitsForAnotherWhoRenewsIt() throws Exception {
    var clock = new Scene.TestClock();
    var fetched =
        new Fetched<>(
            () -> {
              if (fetches.get() == 0) {
                fetches.incrementAndGet();
              } else {
                await();
              }
              return "value " + fetches;
            },
            clock);
    assertThat(fetched.notOlderThan(Duration.ofHours(1))).isEqualTo("value 1");
    clock.turn(Duration.ofHours(1));
    var renewing = new FutureTask<>(() -> fetched.notOlderThan(Duration.ofHours(1)));
    threads.add(new Thread(renewing));
    threads.get(0).start();
    while (fetches.get() < 2) {
      Thread.onSpinWait();
    }

    assertThat(fetched.notOlderThan(Duration.ofHours(1))).isEqualTo("value 1");
    answer.countDown();
    assertThat(renewing.get()).isEqualTo("value 2");
  }

  @Test
  @Tag("HTTP-03")
  void whoIsOutOfTimeWaitsNoLonger() throws Exception {
    var fetching = new AtomicReference<Thread>();
    var people =
        waiting(
            new Fetched<>(
                () -> {
                  fetching.set(Thread.currentThread());
                  await();
                  return "value";
                },
                CLOCK));

    threads.stream().filter(thread -> !thread.equals(fetching.get())).forEach(Thread::interrupt);

    for (var i = 0; i < people.size(); i++) {
      if (!threads.get(i).equals(fetching.get())) {
        assertThat(people.get(i).get()).isEqualTo("PROVIDER_UNAVAILABLE: interrupted");
      }
    }
    answer.countDown();
    assertThat(people.get(threads.indexOf(fetching.get())).get()).isEqualTo("value");
  }
}
