package org.sociallogin.core;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.LoginException.Reason;

/**
 * The way to one provider: every call has a deadline, only so many run at once, and whatever comes
 * out is an answer or a {@link LoginException}. A provider in trouble hurts nobody but itself.
 */
final class ProviderCalls {

  final SocialLoginPort port;
  private final Semaphore free;
  private final Duration deadline;
  private final Executor executor;

  ProviderCalls(SocialLoginPort port, int mostInFlight, Duration deadline, Executor executor) {
    this.port = port;
    this.free = new Semaphore(mostInFlight);
    this.deadline = deadline;
    this.executor = executor;
  }

  Provider provider() {
    return port.provider();
  }

  /** The same, asked first for its metadata where it has any. */
  Provider discovered() throws LoginException {
    return port instanceof Discovery discovery ? call(discovery::discover) : port.provider();
  }

  <T> T call(Callable<@Nullable T> work) throws LoginException {
    var answer = new FutureTask<@Nullable T>(work);
    run(answer);
    try {
      var value = answer.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
      if (value == null) {
        throw new LoginException(Reason.PROVIDER_UNINTELLIGIBLE, "the provider returned nothing");
      }
      return value;
    } catch (TimeoutException e) {
      throw new LoginException(
          Reason.PROVIDER_UNAVAILABLE, "no answer within " + deadline.toMillis() + " ms");
    } catch (ExecutionException e) {
      throw asLoginException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LoginException(Reason.PROVIDER_UNAVAILABLE, "interrupted");
    } finally {
      answer.cancel(true);
    }
  }

  /** The place is free again when the work has ended, not when it is no longer waited for. */
  private void run(FutureTask<?> work) throws LoginException {
    if (!free.tryAcquire()) {
      throw new LoginException(Reason.PROVIDER_UNAVAILABLE, "too many logins in flight");
    }
    var accepted = false;
    try {
      executor.execute(
          () -> {
            try {
              work.run();
            } finally {
              free.release();
            }
          });
      accepted = true;
    } catch (RejectedExecutionException e) {
      throw new LoginException(Reason.PROVIDER_UNAVAILABLE, "the application stops", e);
    } finally {
      if (!accepted) {
        free.release();
      }
    }
  }

  private static LoginException asLoginException(@Nullable Throwable cause) {
    if (cause instanceof LoginException known) {
      return known;
    }
    if (cause instanceof InterruptedException) {
      return new LoginException(Reason.PROVIDER_UNAVAILABLE, "interrupted", cause);
    }
    return new LoginException(
        Reason.PROVIDER_UNINTELLIGIBLE,
        "the provider's adapter failed with " + place(cause),
        cause);
  }

  /** What it was and where, without its words, which may repeat what the adapter was given. */
  private static String place(@Nullable Throwable accident) {
    if (accident == null) {
      return "nothing";
    }
    var frames = accident.getStackTrace();
    return accident.getClass().getName() + (frames.length == 0 ? "" : " at " + frames[0]);
  }
}
