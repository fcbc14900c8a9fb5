package org.sociallogin.oauth2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Everything is logged while people sign in, and none of it is a secret. */
class SecretsTest {

  private final Acme acme =
      new Acme(
          new StubProvider(),
          Map.of("micronaut.security.oauth2.clients.acme.client-secret", "canary-secret"));

  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final Appender<ILoggingEvent> console = root.getAppender("console");
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void logEverything() {
    root.detachAppender(console);
    root.addAppender(log);
    root.setLevel(Level.TRACE);
    log.start();
  }

  @AfterEach
  void stop() throws IOException {
    root.setLevel(Level.WARN);
    root.detachAppender(log);
    root.addAppender(console);
    acme.close();
  }

  @Test
  @Tag("FLOW-26")
  @Tag("OPS-04")
  void areInNoLogAtAnyLevel() throws Exception {
    signIn();

    assertNoSecretInTheLog();
  }

  @Test
  @Tag("FLOW-26")
  @Tag("OPS-04")
  void areInNoLogHoweverLateItsLevelIsRaised() throws Exception {
    signIn();
    ((Logger) LoggerFactory.getLogger("org.sociallogin.oauth2.http")).setLevel(Level.TRACE);

    signIn();

    assertNoSecretInTheLog();
  }

  private void signIn() throws Exception {
    acme.stub.json("/token", "{\"access_token\":\"canary-token\"}");
    var grant = acme.grant("canary-code");
    acme.port.authorize(Acme.attempt());
    acme.port.lookUp(grant, acme.port.exchange(grant));
  }

  private void assertNoSecretInTheLog() {
    var secrets = List.of("canary", Acme.VERIFIER, Acme.STATE, base64("id1:canary-secret"));
    assertThat(log.list).extracting(ILoggingEvent::getLevel).contains(Level.TRACE);
    assertThat(log.list)
        .filteredOn(line -> secrets.stream().anyMatch(line.getFormattedMessage()::contains))
        .isEmpty();
  }

  @Test
  @Tag("FLOW-26")
  void areInNoMessage() throws Exception {
    acme.stub.json("/token", "{\"access_token\":\"canary-broken");
    var grant = acme.grant("canary-code");

    assertThat(Acme.failure(() -> acme.port.exchange(grant)))
        .isNotNull()
        .doesNotContain("canary", Acme.VERIFIER);
  }

  private static String base64(String credentials) {
    return Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8));
  }
}
