package org.sociallogin.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.exceptions.ConfigurationException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("OPS-01")
class ProvidersCheckTest {

  private static final String CLIENT = "micronaut.security.oauth2.clients.corp.";
  private static final String KIND = "social-login.providers.corp.kind";

  @Test
  void aRegistrationThatNobodyServesStopsTheStart() {
    assertThatThrownBy(() -> check(Map.of(CLIENT + "client-id", "id1", KIND, "gitlb")))
        .isExactlyInstanceOf(ConfigurationException.class)
        .hasMessage(
            KIND
                + " does not say what micronaut.security.oauth2.clients.corp is: oidc, oauth2, or a"
                + " preset such as github");
  }

  @Test
  void whatIsSwitchedOffIsGoneOrIsTheHostsOwnStopsNothing() {
    var off =
        Map.<String, Object>of(CLIENT + "client-id", "a", CLIENT + "enabled", false, KIND, "b");

    assertThat(check(off)).isNotNull();
    assertThat(check(Map.of(KIND, "gitlab"))).isNotNull();
    assertThat(check(Map.of(CLIENT + "client-id", "id1"))).isNotNull();
    assertThat(check(Map.of("social-login.allow.bitbucket-workspaces", "team"))).isNotNull();
  }

  private static ProvidersCheck check(Map<String, Object> properties) {
    var clock = Clock.systemUTC();
    var accounts = Stage.accounts(List.of(), mock(), mock(), clock);
    var flow = Stage.flow(List.of(), accounts, Runnable::run, clock);
    try (var environment =
        ApplicationContext.builder(properties).build().getEnvironment().start()) {
      return new ProvidersCheck(flow, environment);
    }
  }
}
