package org.sociallogin.app;

import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.context.exceptions.DependencyInjectionException;
import java.net.BindException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Why the application does not start, in one sentence where the operator can mend it. */
final class StartFailure {

  private static final Logger LOG = LoggerFactory.getLogger(StartFailure.class);

  /** How Micronaut names the property whose value is of another type. */
  private static final Pattern UNREADABLE =
      Pattern.compile("property value \\[\\$\\{([a-z0-9.-]+)}]");

  private StartFailure() {}

  /** Writes it where the operator looks. What nobody foresaw is logged whole. */
  static void explain(Throwable failure) {
    var sentence = sentence(failure);
    if (sentence == null) {
      LOG.error("The application does not start", failure);
    } else {
      System.err.println("The application does not start: " + sentence + ".");
    }
  }

  static @Nullable String sentence(Throwable failure) {
    String sentence = null;
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConfigurationException) {
        sentence = cause.getMessage();
      } else if (cause instanceof BindException) {
        sentence =
            "micronaut.server.port is taken by another program, or micronaut.server.host is no"
                + " address of this machine";
      } else if (cause instanceof DependencyInjectionException && cause.getMessage() != null) {
        var unreadable = UNREADABLE.matcher(cause.getMessage());
        if (unreadable.find()) {
          sentence = unreadable.group(1) + " has a value that cannot be read";
        }
      }
    }
    return sentence;
  }
}
