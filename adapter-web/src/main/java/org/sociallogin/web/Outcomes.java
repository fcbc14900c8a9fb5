package org.sociallogin.web;

import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.sociallogin.core.LoginException;

/**
 * One line in the log for what did not end as somebody wanted: what it was, at which provider, why,
 * the reference that the person reads, and where it came from. It holds no code, no token and
 * nothing else of the person.
 */
@Singleton
final class Outcomes {

  private static final Logger LOG = LoggerFactory.getLogger("org.sociallogin.outcome");
  private static final int MOST_CAUSES = 4;
  private static final int MOST_CHARS = 500;

  private final TrustedProxies proxies;

  Outcomes(TrustedProxies proxies) {
    this.proxies = proxies;
  }

  /** Something did not end as somebody wanted. What is our own fault is logged whole. */
  void failed(HttpRequest<?> request, Failure failure, @Nullable Throwable cause) {
    var problem = failure.problem();
    LOG.atLevel(level(problem, cause))
        .setCause(problem == Problem.UNEXPECTED ? cause : null)
        .log(
            "{} provider={} reference={} client={} cause={}",
            problem.code(),
            failure.provider() == null ? "-" : failure.provider(),
            failure.reference(),
            proxies.client(request).getHostAddress(),
            why(problem, cause));
  }

  private static Level level(Problem problem, @Nullable Throwable cause) {
    return switch (problem) {
      case PROVIDER_REFUSED, PROVIDER_UNAVAILABLE, PROVIDER_UNINTELLIGIBLE -> Level.WARN;
      case SIGNIN_UNAVAILABLE, UNEXPECTED -> Level.ERROR;
      // A program that asks whether somebody is signed in is no news.
      case NOT_SIGNED_IN -> cause == null ? Level.DEBUG : Level.INFO;
      default -> Level.INFO;
    };
  }

  /**
   * The messages from the outermost to what was at the bottom of it, in one line. What an adapter
   * failed with is left out: it may repeat the code or the token that it was given.
   */
  private static String why(Problem problem, @Nullable Throwable cause) {
    var why = new StringBuilder();
    var left = MOST_CAUSES;
    for (var at = cause; at != null && left > 0; at = at.getCause(), left--) {
      if (problem == Problem.PROVIDER_UNINTELLIGIBLE && !(at instanceof LoginException)) {
        break;
      }
      why.append(why.isEmpty() ? "" : " < ")
          .append(at.getMessage() == null ? at.getClass().getSimpleName() : at.getMessage());
    }
    if (why.length() > MOST_CHARS) {
      why.replace(MOST_CHARS, why.length(), "...");
    }
    return why.isEmpty()
        ? "-"
        : '"' + why.toString().replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]+", " ") + '"';
  }
}
