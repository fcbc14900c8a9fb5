package org.sociallogin.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class AuthorizationGrantTest {

  @Test
  @Tag("FLOW-06")
  void holdsTheAttemptThatTheResponseAnswers() throws LoginException {
    var attempt = Examples.attempt();
    var response = Examples.answer("user", "{}");

    var grant = attempt.accept(response, Examples.PROVIDER, Examples.CLOCK);

    assertThat(grant.attempt()).isSameAs(attempt);
    assertThat(grant.response()).isSameAs(response);
    assertThat(grant.code()).isEqualTo("code-1");
  }

  @Test
  @Tag("OPS-05")
  void doesNotShowItsCode() throws LoginException {
    assertThat(Examples.attempt().accept(Examples.answer(), Examples.PROVIDER, Examples.CLOCK))
        .hasToString("AuthorizationGrant of acme");
  }
}
