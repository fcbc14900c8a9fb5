package org.sociallogin.core;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sociallogin.core.LoginException.Reason;

@Timeout(30)
class ProviderCallsTest {

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(50);

  private final ExecutorService executor = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  @Test
  void answersWhatTheProviderAnswers() throws LoginException {
    assertThat(calls(1, LONG).call(() -> "answer")).isEqualTo("answer");
  }

  @Test
  @Tag("HTTP-19")
  void makesTheCallAwayFromTheThreadThatWaits() throws LoginException {
    assertThat(calls(1, LONG).call(Thread::currentThread)).isNotSameAs(Thread.currentThread());
  }

  @Test
  @Tag("LIB-05")
  void passesOnTheReasonOfTheProvider() {
    var reason = new LoginException(Reason.NOT_ALLOWED, "not a person");

    assertThatThrownBy(
            () ->
                calls(1, LONG)
                    .call(
                        () -> {
                          throw reason;
                        }))
        .isSameAs(reason);
  }

  static Stream<Throwable> accidents() {
    return Stream.of(
        new IllegalStateException("secret"),
        new NullPointerException(),
        new Exception("secret"),
        new Error("secret"),
        new StackOverflowError(),
        new OutOfMemoryError("secret"),
        new NoClassDefFoundError("secret"),
        new AssertionError("secret"));
  }

  @Tag("LIB-05")
  @ParameterizedTest
  @MethodSource("accidents")
  void makesAReasonOfAnyAccident(Throwable accident) {
    assertThat(
            refusal(
                calls(1, LONG),
                () -> {
                  throw sneaky(accident);
                }))
        .hasMessage(
            "the provider's adapter failed with %s at %s",
            accident.getClass().getName(), accident.getStackTrace()[0])
        .hasCause(accident)
        .extracting(LoginException::reason)
        .isEqualTo(Reason.PROVIDER_UNINTELLIGIBLE);
  }

  @Test
  @Tag("LIB-05")
  void makesAReasonOfNothing() {
    assertThat(refusal(calls(1, LONG), () -> null))
        .hasMessage("the provider returned nothing")
        .extracting(LoginException::reason)
        .isEqualTo(Reason.PROVIDER_UNINTELLIGIBLE);
  }

  @Test
  @Tag("LIB-05")
  void makesAReasonOfAnInterruptedCall() {
    assertThat(
            refusal(
                calls(1, LONG),
                () -> {
                  throw new InterruptedException();
                }))
        .extracting(LoginException::reason)
        .isEqualTo(Reason.PROVIDER_UNAVAILABLE);
  }

  @Test
  @Tag("LIB-05")
  @Tag("HTTP-03")
  void interruptsACallAtTheDeadline() throws InterruptedException {
    var interrupted = new CountDownLatch(1);

    assertThat(refusal(calls(1, SHORT), () -> hang(interrupted)))
        .hasMessage("no answer within 50 ms")
        .extracting(LoginException::reason)
        .isEqualTo(Reason.PROVIDER_UNAVAILABLE);
    assertThat(interrupted.await(10, SECONDS)).isTrue();
  }

  @Test
  @Tag("HTTP-12")
  void refusesAtOnceWhatIsMoreThanTheProviderMayHold() throws Exception {
    var calls = calls(2, LONG);
    var release = new CountDownLatch(1);
    var first = begin(calls, release);
    var second = begin(calls, release);

    assertThat(refusal(calls, () -> "third"))
        .hasMessage("too many logins in flight")
        .extracting(LoginException::reason)
        .isEqualTo(Reason.PROVIDER_UNAVAILABLE);
    assertThat(calls(2, LONG).call(() -> "at another provider")).isEqualTo("at another provider");

    release.countDown();
    assertThat(first.get()).isEqualTo("held");
    assertThat(second.get()).isEqualTo("held");
  }

  @Test
  @Tag("LIB-05")
  @Tag("HTTP-12")
  void freesThePlaceOnlyWhenTheWorkHasEnded() throws Exception {
    var release = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    var calls =
        new ProviderCalls(
            new Acme(Examples.PROVIDER),
            1,
            SHORT,
            work ->
                executor.execute(
                    () -> {
                      work.run();
                      ended.countDown();
                    }));

    assertThat(refusal(calls, () -> ignoreInterrupts(release)))
        .hasMessage("no answer within 50 ms");
    assertThat(refusal(calls, () -> "next")).hasMessage("too many logins in flight");

    release.countDown();
    assertThat(ended.await(10, SECONDS)).isTrue();
    assertThat(calls.call(() -> "next")).isEqualTo("next");
  }

  @Test
  @Tag("HTTP-13")
  void freesThePlaceHoweverTheWorkEnded() throws LoginException {
    var calls = new ProviderCalls(new Acme(Examples.PROVIDER), 1, LONG, Runnable::run);
    for (var i = 0; i < 10; i++) {
      assertThat(calls.call(() -> "answer")).isEqualTo("answer");
      assertThat(refusal(calls, () -> null)).hasMessage("the provider returned nothing");
      assertThat(
              refusal(
                  calls,
                  () -> {
                    throw new AssertionError();
                  }))
          .hasMessageStartingWith(
              "the provider's adapter failed with java.lang.AssertionError at "
                  + getClass().getName());
    }
  }

  @Test
  void freesThePlaceOfWorkThatCouldNotBegin() throws LoginException {
    var executor = new Refusing();
    var calls = new ProviderCalls(new Acme(Examples.PROVIDER), 1, LONG, executor);

    executor.refusal = new RejectedExecutionException("shut down");
    assertThat(refusal(calls, () -> "answer"))
        .hasMessage("the application stops")
        .extracting(LoginException::reason)
        .isEqualTo(Reason.PROVIDER_UNAVAILABLE);

    executor.refusal = new OutOfMemoryError("unable to create native thread");
    assertThatThrownBy(() -> calls.call(() -> "answer")).isInstanceOf(OutOfMemoryError.class);

    executor.refusal = null;
    assertThat(calls.call(() -> "answer")).isEqualTo("answer");
  }

  @Test
  @Tag("LIB-05")
  void givesUpWhenTheWaitingThreadIsInterrupted() throws Exception {
    var calls = calls(1, LONG);
    var began = new CountDownLatch(1);
    var interrupted = new CountDownLatch(1);
    var stillInterrupted = new AtomicBoolean();
    var waiting =
        new FutureTask<LoginException>(
            () -> {
              var refusal =
                  refusal(
                      calls,
                      () -> {
                        began.countDown();
                        return hang(interrupted);
                      });
              stillInterrupted.set(Thread.interrupted());
              return refusal;
            });
    var thread = new Thread(waiting);
    thread.start();
    assertThat(began.await(10, SECONDS)).isTrue();

    thread.interrupt();

    assertThat(waiting.get().reason()).isEqualTo(Reason.PROVIDER_UNAVAILABLE);
    assertThat(stillInterrupted).isTrue();
    assertThat(interrupted.await(10, SECONDS)).isTrue();
  }

  private ProviderCalls calls(int mostInFlight, Duration deadline) {
    return new ProviderCalls(new Acme(Examples.PROVIDER), mostInFlight, deadline, executor);
  }

  /** A call that holds its place until it is released. */
  private FutureTask<String> begin(ProviderCalls calls, CountDownLatch release)
      throws InterruptedException {
    var began = new CountDownLatch(1);
    var call =
        new FutureTask<>(
            () ->
                calls.call(
                    () -> {
                      began.countDown();
                      release.await();
                      return "held";
                    }));
    executor.execute(call);
    assertThat(began.await(10, SECONDS)).isTrue();
    return call;
  }

  private static LoginException refusal(ProviderCalls calls, Callable<@Nullable String> work) {
    return catchThrowableOfType(LoginException.class, () -> calls.call(work));
  }

  private static String hang(CountDownLatch interrupted) throws InterruptedException {
    try {
      new CountDownLatch(1).await();
      return "never";
    } catch (InterruptedException e) {
      interrupted.countDown();
      throw e;
    }
  }

  private static String ignoreInterrupts(CountDownLatch release) {
    while (true) {
      try {
        release.await();
        return "late";
      } catch (InterruptedException ignored) {
        // as badly written code does
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> RuntimeException sneaky(Throwable accident) throws T {
    throw (T) accident;
  }

  /** Refuses work as a pool does that is shut down, or that gets no thread. */
  private static final class Refusing implements Executor {

    @Nullable Throwable refusal;

    @Override
    public void execute(Runnable work) {
      if (refusal != null) {
        throw ProviderCallsTest.<RuntimeException>sneaky(refusal);
      }
      work.run();
    }
  }
}
