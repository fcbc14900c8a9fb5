package org.sociallogin.oidc;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.micronaut.context.ApplicationContext;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.AuthorizationGrant;
import org.sociallogin.core.AuthorizationResponse;
import org.sociallogin.core.LocalPath;
import org.sociallogin.core.LoginAttempt;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.Profile;
import org.sociallogin.core.ProviderId;
import org.sociallogin.core.SocialLoginPort;

/** An application that is registered at an issuer, one attempt at it, and a clock to turn. */
final class Scene implements AutoCloseable {

  static final ProviderId ID = new ProviderId("acme");
  static final String STATE = "s".repeat(43);
  static final String VERIFIER = "v".repeat(43);
  static final String NONCE = "n".repeat(43);

  static final String CLIENT = "micronaut.security.oauth2.clients.acme.";
  static final String PROVIDER = "social-login.providers.acme.";

  /** Stands still until it is turned. */
  static final class TestClock extends Clock {

    private Instant now = StubIssuer.NOW;

    void turn(Duration by) {
      now = now.plus(by);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  final TestClock clock = new TestClock();
  final ApplicationContext context;
  final SocialLoginPort port;

  /** What an operator writes for any issuer, and what a test adds. */
  Scene(StubIssuer issuer, Map<String, ?> more) {
    var configuration = new HashMap<String, Object>();
    configuration.put(CLIENT + "client-id", "id1");
    configuration.put(CLIENT + "client-secret", "secret1");
    configuration.put(CLIENT + "openid.issuer", issuer.uri("").toString());
    configuration.putAll(more);
    context = ApplicationContext.builder().properties(configuration).singletons(clock).start();
    port = context.getBean(SocialLoginPort.class);
  }

  LoginAttempt attempt() {
    return new LoginAttempt(
        port.provider().id(),
        STATE,
        VERIFIER,
        NONCE,
        URI.create("http://localhost:8080/oauth/callback/" + port.provider().id()),
        new LocalPath("/"),
        clock.instant());
  }

  AuthorizationGrant grant(Map<String, String> more) throws LoginException {
    var parameters = new HashMap<String, List<String>>();
    parameters.put("code", List.of("c1"));
    parameters.put("state", List.of(STATE));
    more.forEach((name, value) -> parameters.put(name, List.of(value)));
    parameters.values().removeIf(List.of("")::equals);
    return attempt().accept(AuthorizationResponse.of(parameters), port.provider(), clock);
  }

  Profile signIn() throws LoginException {
    return signIn(Map.of());
  }

  /** From the click to the profile, with these parameters in the answer. */
  Profile signIn(Map<String, String> more) throws LoginException {
    port.authorize(attempt());
    return finish(more);
  }

  /** The second half, which another node may have begun. */
  Profile finish(Map<String, String> more) throws LoginException {
    var grant = grant(more);
    return port.lookUp(grant, port.exchange(grant));
  }

  /** What the sign-in throws, as "REASON: message", or null. */
  @Nullable String failure() {
    return failure(Map.of());
  }

  @Nullable String failure(Map<String, String> more) {
    return failure(() -> signIn(more));
  }

  static @Nullable String failure(ThrowingCallable call) {
    var failure = catchThrowableOfType(LoginException.class, call);
    return failure == null ? null : failure.reason() + ": " + failure.getMessage();
  }

  @Override
  public void close() {
    context.close();
  }
}
