package org.sociallogin.web;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micronaut.http.HttpRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.sociallogin.core.Email;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.LoginException.Reason;
import org.sociallogin.core.StoreUnavailableException;

class OutcomesTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger("org.sociallogin.outcome");
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Outcomes outcomes = new Outcomes(TrustedProxiesTest.trusting());

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
    logger.setAdditive(false);
    logger.setLevel(Level.DEBUG);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
    logger.setAdditive(true);
    logger.setLevel(null);
  }

  @Test
  @Tag("OPS-03")
  @Tag("OPS-11")
  void areOneLineWhateverTheirCausesSay() {
    var bottom =
        new IllegalStateException("no pool\r\n\tat line 2\u001b[31m\u0000a\u0085b\u2028c\u202ed");

    failed(Problem.SIGNIN_UNAVAILABLE, new StoreUnavailableException("no database", bottom));

    assertThat(log.list)
        .singleElement()
        .hasToString(
            "[ERROR] signin-unavailable provider=acme reference=K7QF-2M9D client=127.0.0.1"
                + " cause=\"no database < no pool at line 2 [31m a b c d\"");
  }

  @Test
  @Tag("OPS-03")
  void areShortWhateverTheirCausesSay() {
    failed(Problem.SIGNIN_UNAVAILABLE, new IllegalStateException("x".repeat(100_000)));

    assertThat(log.list)
        .singleElement()
        .satisfies(
            event ->
                assertThat(event.getFormattedMessage()).endsWith("x...\"").hasSizeLessThan(600));
  }

  @Test
  @Tag("OPS-04")
  void doNotRepeatWhatAnAdapterFailedWith() {
    var accident = new IllegalStateException("no user with the token t1");

    failed(
        Problem.PROVIDER_UNINTELLIGIBLE,
        new LoginException(Reason.PROVIDER_UNINTELLIGIBLE, "the adapter failed", accident));

    assertThat(log.list)
        .singleElement()
        .asString()
        .endsWith(" client=127.0.0.1 cause=\"the adapter failed\"");
  }

  @Test
  void ofOurOwnFaultAreLoggedWhole() {
    var fault = new IllegalStateException("a bug");

    failed(Problem.UNEXPECTED, fault);
    failed(Problem.PROVIDER_UNAVAILABLE, fault);

    assertThat(log.list)
        .extracting(ILoggingEvent::getThrowableProxy)
        .satisfiesExactly(
            whole -> assertThat(whole.getMessage()).isEqualTo("a bug"),
            none -> assertThat(none).isNull());
  }

  @Test
  void areNoNewsWhereSomebodyOnlyHasToSignIn() {
    failed(Problem.NOT_SIGNED_IN, null);
    failed(Problem.NOT_SIGNED_IN, new IllegalStateException("the session ended meanwhile"));

    assertThat(log.list)
        .extracting(ILoggingEvent::getLevel)
        .containsExactly(Level.DEBUG, Level.INFO);
  }

  private void failed(Problem problem, @Nullable Throwable cause) {
    outcomes.failed(
        HttpRequest.GET("/"), Stage.failure(problem, new Email("ada@example.com", true)), cause);
  }
}
