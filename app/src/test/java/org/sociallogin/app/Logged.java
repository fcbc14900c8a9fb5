package org.sociallogin.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** What is logged during a test, at info and above, in place of the console. */
final class Logged implements BeforeEachCallback, AfterEachCallback {

  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final Level usual = root.getLevel();
  private final Appender<ILoggingEvent> console = root.getAppender("stdout");
  private final ListAppender<ILoggingEvent> kept = new ListAppender<>();

  @Override
  public void beforeEach(ExtensionContext test) {
    kept.list = new CopyOnWriteArrayList<>();
    kept.start();
    root.setLevel(Level.INFO);
    root.detachAppender(console);
    root.addAppender(kept);
  }

  @Override
  public void afterEach(ExtensionContext test) {
    root.detachAppender(kept);
    root.addAppender(console);
    root.setLevel(usual);
  }

  List<ILoggingEvent> events() {
    return List.copyOf(kept.list);
  }

  /** What was said, without the level and by whom. */
  List<String> lines() {
    return events().stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  void forget() {
    kept.list.clear();
  }

  /** The reference in a line, by which a person asks for it. */
  static String reference(String line) {
    return line.replaceAll(".*reference=(\\S+).*", "$1");
  }
}
