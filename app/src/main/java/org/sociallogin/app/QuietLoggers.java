package org.sociallogin.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.ArrayList;
import java.util.List;

/**
 * Loggers of libraries that print codes, tokens or whole requests when asked for detail. What they
 * say below INFO is written nowhere, whatever level an operator gives them.
 */
public final class QuietLoggers extends Filter<ILoggingEvent> {

  private final List<String> names = new ArrayList<>();

  /** One more of them, with all that are below it: {@code <logger>} in logback.xml. */
  public void addLogger(String name) {
    names.add(name);
  }

  @Override
  public FilterReply decide(ILoggingEvent event) {
    return !event.getLevel().isGreaterOrEqual(Level.INFO)
            && names.stream().anyMatch(event.getLoggerName()::startsWith)
        ? FilterReply.DENY
        : FilterReply.NEUTRAL;
  }
}
