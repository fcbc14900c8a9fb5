package org.sociallogin.app;

import io.micronaut.context.exceptions.ConfigurationException;
import java.net.BindException;
import java.nio.channels.UnresolvedAddressException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Why the application does not start, in one sentence where the operator can mend it. */
final class StartFailure {

  private static final Logger LOG = LoggerFactory.getLogger(StartFailure.class);

  /** What Micronaut says of a value that it cannot read; which it is may be a secret. */
  private static final Pattern NO_SUCH_VALUE =
      Pattern.compile(
          "property value \\[(?:\\$\\{)?([\\w.-]+)[^]]*]\\. (?:Unable to convert|Property doesn't exist)");

  private StartFailure() {}

  /** Writes it where the operator looks. What nobody foresaw is logged whole. */
  static void explain(Throwable failure) {
    var sentence = sentence(failure);
    if (sentence == null) {
      LOG.error("The application does not start", failure);
    } else {
      var end = sentence.endsWith(".") ? "" : ".";
      System.err.println("The application does not start: " + sentence + end);
    }
  }

  static @Nullable String sentence(Throwable failure) {
    String sentence = null;
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      var message = String.valueOf(cause.getMessage());
      var unread = NO_SUCH_VALUE.matcher(message);
      if (message.contains("Could not resolve placeholder")) {
        sentence = "a value holds ${…}, which Micronaut takes for the name of a property";
      } else if (message.startsWith("Invalid JDBC URL")) { // and there it stands, password and all
        sentence = "datasources.default.url must begin with jdbc:h2: or with jdbc:postgresql:";
      } else if (unread.find()) {
        sentence = unread.group(1) + " has a value that it cannot have";
      } else if (cause instanceof ConfigurationException) {
        sentence = cause.getMessage();
      } else if (cause instanceof BindException || cause instanceof UnresolvedAddressException) {
        sentence =
            "micronaut.server.port is taken by another program, or this user may not open it, or"
                + " micronaut.server.host is no address of this machine";
      }
    }
    return sentence;
  }
}
