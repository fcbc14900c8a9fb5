package org.sociallogin.web;

import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line in the log for what did not end as somebody wanted: what it was, at which provider, why,
 * and the reference that the person reads. It holds no code, no token and nothing of the person.
 */
@Singleton
final class Outcomes {

  private static final Logger LOG = LoggerFactory.getLogger("org.sociallogin.outcome");
  private static final int MOST_CAUSES = 4;

  /** Something did not end as somebody wanted. What is our own fault is logged whole. */
  void failed(Failure failure, @Nullable Throwable cause) {
    var code = failure.problem().code();
    var provider = failure.provider() == null ? "-" : failure.provider();
    switch (failure.problem()) {
      case PROVIDER_REFUSED, PROVIDER_UNAVAILABLE, PROVIDER_UNINTELLIGIBLE ->
          LOG.warn(
              "{} provider={} reference={} cause={}",
              code,
              provider,
              failure.reference(),
              why(cause));
      case SIGNIN_UNAVAILABLE ->
          LOG.error(
              "{} provider={} reference={} cause={}",
              code,
              provider,
              failure.reference(),
              why(cause));
      case UNEXPECTED ->
          LOG.error("{} provider={} reference={}", code, provider, failure.reference(), cause);
      default ->
          LOG.info(
              "{} provider={} reference={} cause={}",
              code,
              provider,
              failure.reference(),
              why(cause));
    }
  }

  /** The messages from the outermost to what was at the bottom of it, in one line. */
  private static String why(@Nullable Throwable cause) {
    var why = new StringBuilder();
    var left = MOST_CAUSES;
    for (var at = cause; at != null && left > 0; at = at.getCause(), left--) {
      why.append(why.isEmpty() ? "" : " < ")
          .append(at.getMessage() == null ? at.getClass().getSimpleName() : at.getMessage());
    }
    return why.isEmpty() ? "-" : '"' + why.toString().replaceAll("\\p{Cntrl}+", " ") + '"';
  }
}
