package org.sociallogin.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.micronaut.context.env.Environment;
import io.micronaut.context.exceptions.ConfigurationException;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sociallogin.core.AccountRepository;
import org.sociallogin.core.Provider;
import org.sociallogin.core.ProviderId;
import org.sociallogin.core.SocialLoginPort;

@Tag("ACCT-03")
class AuthorityCheckTest {

  private static final String PROPERTY = "social-login.providers.corp.accept-new-subjects-from";

  @Test
  void stopsTheStartUntilTheOperatorNamesTheNewOne() {
    assertThatThrownBy(() -> check(true, null))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "people have signed in with corp under another issuer, host or client; if nobody of"
                + " them is to be known by it any more, set "
                + PROPERTY
                + " to new.example");
    assertThatThrownBy(() -> check(true, "old.example")).isInstanceOf(ConfigurationException.class);

    assertThat(check(true, "new.example")).isNotNull();
  }

  @Test
  void asksForNothingWhileTheProviderIsTheSame() {
    assertThat(check(false, null)).isNotNull();
  }

  private static AuthorityCheck check(boolean otherAuthority, @Nullable String accepted) {
    AccountRepository repository = mock();
    when(repository.hasOtherAuthority(any())).thenReturn(otherAuthority);
    Environment environment = mock();
    when(environment.getProperty(PROPERTY, String.class)).thenReturn(Optional.ofNullable(accepted));
    SocialLoginPort port = mock();
    when(port.provider())
        .thenReturn(
            Provider.of(
                new ProviderId("corp"),
                "Corp",
                "client",
                URI.create("https://new.example/authorize")));
    var clock = Clock.systemUTC();
    var accounts = Stage.accounts(List.of(port), repository, mock(), clock);
    var flow = Stage.flow(List.of(port), accounts, Runnable::run, clock);
    return new AuthorityCheck(flow, accounts, environment);
  }
}
