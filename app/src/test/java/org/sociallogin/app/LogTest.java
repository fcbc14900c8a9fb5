package org.sociallogin.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The log as an operator reads it: what begins a line was said by us. */
class LogTest {

  private static final String FORGED = "x\n2026-01-01T00:00:00.000Z INFO  forged\r\u001b[2J\u2028y";

  @Test
  @Tag("OPS-03")
  void aMessageIsOneLine() throws JoranException {
    assertThat(written(FORGED, null))
        .endsWith(" ERROR log x?2026-01-01T00:00:00.000Z INFO  forged??[2J?y\n");
  }

  @Test
  @Tag("OPS-03")
  void whatAnExceptionSaysBeginsNoLine() throws JoranException {
    var fault = new IllegalStateException(FORGED, new IllegalStateException(FORGED));

    var written = written("a bug", fault);

    assertThat(written)
        .contains(" ERROR log a bug\n  java.lang.IllegalStateException: x\n  2026-01-01T")
        .contains("\n  Caused by: java.lang.IllegalStateException: x\n  2026-01-01T")
        .contains(
            "\n  \tat org.sociallogin.app.LogTest.whatAnExceptionSaysBeginsNoLine(LogTest.java:")
        .doesNotContainPattern("[\u001b\u2028]")
        .endsWith("\n");
    assertThat(written.lines().skip(1)).allMatch(line -> line.startsWith("  "));
  }

  private static String written(String message, @Nullable Throwable fault) throws JoranException {
    var context = new LoggerContext();
    var configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(LogTest.class.getResource("/logback.xml"));
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    var stdout = (OutputStreamAppender<ILoggingEvent>) root.getAppender("stdout");
    var event =
        new LoggingEvent(
            LogTest.class.getName(), context.getLogger("log"), Level.ERROR, message, fault, null);
    try {
      return new String(stdout.getEncoder().encode(event), UTF_8);
    } finally {
      context.stop();
    }
  }
}
