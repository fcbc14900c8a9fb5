package org.sociallogin.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.micronaut.http.HttpRequest;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sociallogin.core.Digest;
import org.sociallogin.core.LocalPath;
import org.sociallogin.core.LoginAttempt;
import org.sociallogin.core.LoginFlow;
import org.sociallogin.core.Provider;
import org.sociallogin.core.ProviderId;
import org.sociallogin.core.Purpose;
import org.sociallogin.web.Settings.SessionSettings;

/** What a browser keeps of an attempt that a session began. */
@Tag("ACCT-16")
class BoundAttemptsTest {

  private static final ProviderId ACME = new ProviderId("acme");
  private static final URI CALLBACK = URI.create("http://localhost:8080/oauth/callback/acme");
  private static final String STATE = "s".repeat(43);
  private static final Digest SESSION = Digest.of("session");

  private final LoginFlow flow = mock();
  private final Cookies cookies = cookies();

  @Test
  void isWholeAgain() {
    for (var purpose : new Purpose[] {Purpose.LINK, Purpose.REAUTHENTICATE}) {
      var attempt = attempt(purpose, "/account");

      assertThat(found(Attempts.encode(attempt))).isEqualTo(attempt);
    }
  }

  @Test
  @Tag("ACCT-17")
  void isNoSignInAndASignInIsNothingElse() {
    var signIn =
        new LoginAttempt(
            ACME,
            STATE,
            "v".repeat(43),
            "n".repeat(43),
            CALLBACK,
            new LocalPath("/account"),
            Instant.EPOCH);

    assertThat(found(Attempts.encode(signIn))).isEqualTo(signIn);
    assertThat(found(Attempts.encode(signIn) + ".SIGN_IN." + SESSION)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".LINK",
        ".LINK.",
        ".LINK.short",
        ".link.",
        ".LINK.0123456789012345678901234567890123456789012.x",
        ".LINK.!123456789012345678901234567890123456789012",
        ".OTHER.0123456789012345678901234567890123456789012"
      })
  void isNothingWhenEdited(String end) {
    var whole = Attempts.encode(attempt(Purpose.LINK, "/account"));
    var signIn = whole.substring(0, whole.indexOf(".LINK"));

    assertThat(found(signIn + end)).isNull();
  }

  @Test
  @Tag("C08")
  void fitsWithTheLongestTarget() {
    var longest = attempt(Purpose.REAUTHENTICATE, "/" + "a".repeat(999));

    assertThat(Attempts.encode(longest)).hasSizeLessThan(2_500);
    assertThat(found(Attempts.encode(longest))).isEqualTo(longest);
  }

  private @Nullable LoginAttempt found(String value) {
    when(flow.provider("acme"))
        .thenReturn(
            Provider.of(ACME, "Acme", "client", URI.create("https://acme.example/authorize")));
    when(flow.redirectUri(ACME)).thenReturn(CALLBACK);
    var name = cookies.attemptPrefix + Digest.of(STATE).value().substring(0, 12);
    return new Attempts(cookies, flow, Clock.systemUTC())
        .find(HttpRequest.GET("/").header("Cookie", name + "=" + value), STATE);
  }

  private static LoginAttempt attempt(Purpose purpose, String returnTo) {
    return new LoginAttempt(
        ACME,
        purpose,
        SESSION,
        STATE,
        "v".repeat(43),
        "n".repeat(43),
        CALLBACK,
        new LocalPath(returnTo),
        Instant.EPOCH);
  }

  private static Cookies cookies() {
    Settings settings = mock();
    when(settings.cookieName()).thenReturn("social-login");
    return new Cookies(
        settings,
        new SessionSettings(Duration.ofDays(7), Duration.ofDays(30), Duration.ofSeconds(10)),
        BaseUrl.of("http://localhost:8080"));
  }
}
