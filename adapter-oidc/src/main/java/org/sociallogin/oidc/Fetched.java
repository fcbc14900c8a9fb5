package org.sociallogin.oidc;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.LoginException.Reason;

/**
 * Something of an issuer that is fetched when the first person needs it, by one thread for all, and
 * kept. What was fetched once survives later failures, until it is a day older than it may be.
 */
final class Fetched<T> {

  @FunctionalInterface
  interface Source<T> {
    T fetch() throws LoginException;
  }

  private record State<T>(
      @Nullable T value, Instant fetchedAt, Instant triedAt, @Nullable LoginException failure) {}

  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(5);
  private static final Duration PAUSE_BETWEEN_FETCHES = Duration.ofMinutes(1);
  private static final Duration LONGER_DESPITE_FAILURES = Duration.ofDays(1);

  private final Source<T> source;
  private final Clock clock;
  private final ReentrantLock fetching = new ReentrantLock();
  private volatile State<T> state = new State<>(null, Instant.MIN, Instant.MIN, null);

  Fetched(Source<T> source, Clock clock) {
    this.source = source;
    this.clock = clock;
  }

  /**
   * The value, fetched again where it is older, but at most once a minute; where that fails, the
   * old one for another day, and where there is none, it is tried again, but not within five
   * seconds. Nobody waits for another who renews it by its age.
   */
  T notOlderThan(Duration age) throws LoginException {
    if (isDue(age) && enter(state.value != null && !age.isZero())) {
      try {
        if (isDue(age)) {
          state = fetch(age);
        }
      } finally {
        fetching.unlock();
      }
    }
    var now = state;
    if (now.value != null) {
      return now.value;
    }
    var failure = now.failure;
    throw failure == null
        ? new LoginException(Reason.PROVIDER_UNAVAILABLE, "nothing was fetched")
        : new LoginException(
            failure.reason(), String.valueOf(failure.getMessage()), failure.getCause());
  }

  private boolean isDue(Duration age) {
    var now = clock.instant();
    var last = state;
    return last.value == null
        ? isPast(last.triedAt, PAUSE_AFTER_FAILURE, now)
        : isPast(last.fetchedAt, age, now) && isPast(last.triedAt, PAUSE_BETWEEN_FETCHES, now);
  }

  private static boolean isPast(Instant since, Duration pause, Instant now) {
    return since.equals(Instant.MIN) || !now.isBefore(since.plus(pause));
  }

  private State<T> fetch(Duration age) throws LoginException {
    try {
      var value = source.fetch();
      var now = clock.instant();
      return new State<>(value, now, now, null);
    } catch (LoginException e) {
      if (state.value == null && Thread.currentThread().isInterrupted()) {
        throw e; // one person's time is up: the next one has their own
      }
      var now = clock.instant();
      return isPast(state.fetchedAt, age.plus(LONGER_DESPITE_FAILURES), now)
          ? new State<>(null, Instant.MIN, now, e)
          : new State<>(state.value, state.fetchedAt, now, e);
    }
  }

  private boolean enter(boolean ifNobodyIsThere) throws LoginException {
    if (ifNobodyIsThere) {
      return fetching.tryLock();
    }
    try {
      fetching.lockInterruptibly();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LoginException(Reason.PROVIDER_UNAVAILABLE, "interrupted", e);
    }
  }
}
