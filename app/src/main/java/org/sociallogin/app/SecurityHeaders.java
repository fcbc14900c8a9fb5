package org.sociallogin.app;

import io.micronaut.core.order.Ordered;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import org.sociallogin.web.Answers;

/** Stamps what no route of ours has answered: in this application every answer is stamped. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class SecurityHeaders implements Ordered {

  private final Answers answers;

  SecurityHeaders(Answers answers) {
    this.answers = answers;
  }

  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }

  @ResponseFilter
  void stamp(MutableHttpResponse<?> response) {
    answers.stamp(response);
  }
}
