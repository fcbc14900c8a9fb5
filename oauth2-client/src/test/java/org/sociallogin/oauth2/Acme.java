package org.sociallogin.oauth2;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
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
import org.sociallogin.core.Tokens;

/** A provider made up for tests, at a stub, and an application that is registered there. */
final class Acme implements AutoCloseable {

  static final ProviderId ID = new ProviderId("acme");
  static final String EVENT_LOOPS = "micronaut.netty.event-loops.default.num-threads";
  static final String STATE = "s".repeat(43);
  static final String VERIFIER = "v".repeat(43);
  static final URI REDIRECT_URI = URI.create("http://localhost:8080/oauth/callback/acme");

  static final String TOKEN =
      """
      {"access_token":"t1","token_type":"bearer"}""";
  static final String USER =
      """
      {"id":"42"}""";
  static final String EMAILS =
      """
      {"values":[]}""";

  final StubProvider stub;
  final ApplicationContext context;
  final SocialLoginPort port;

  Acme() {
    this(new StubProvider());
  }

  Acme(StubProvider stub) {
    this(stub, Map.of());
  }

  Acme(StubProvider stub, Map<String, Object> configuration) {
    this.stub = stub.json("/token", TOKEN).json("/user", USER).json("/emails", EMAILS);
    this.context = started(configuration);
    this.port = port(provider(stub));
  }

  /** On one event loop: a connection is back in the pool before the next request looks for it. */
  static ApplicationContext started(Map<String, Object> configuration) {
    return ApplicationContext.builder(
            Map.of(
                "micronaut.security.oauth2.clients.acme.client-id",
                "id1",
                "micronaut.security.oauth2.clients.acme.client-secret",
                "secret1",
                EVENT_LOOPS,
                1))
        .properties(configuration)
        .start();
  }

  SocialLoginPort port(OAuth2Provider provider) {
    return context.getBean(ClientRegistrations.class).port(provider);
  }

  static OAuth2Provider provider(StubProvider stub) {
    return provider(stub, Acme::profile);
  }

  static OAuth2Provider provider(StubProvider stub, ProfileLookUp lookUp) {
    return OAuth2Provider.of(ID, "Acme", stub.uri("/authorize"), stub.uri("/token"), lookUp)
        .withScopes("account", "email")
        .withResource("user-info", stub.uri("/user"))
        .withResource("emails", stub.uri("/emails"));
  }

  private static Profile profile(ResourceServer api) throws LoginException {
    var user = api.get("user-info", "emails").get(0).required();
    return profile(user.path("id").asText());
  }

  static Profile profile(String subject) {
    return new Profile(ID, subject, null, null, null, null, null, Map.of());
  }

  static LoginAttempt attempt() {
    return new LoginAttempt(
        ID, STATE, VERIFIER, "n".repeat(43), REDIRECT_URI, new LocalPath("/"), Instant.EPOCH);
  }

  AuthorizationGrant grant(String code) throws LoginException {
    var parameters = Map.of("code", List.of(code), "state", List.of(STATE));
    return attempt()
        .accept(
            AuthorizationResponse.of(parameters),
            port.provider(),
            Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
  }

  Tokens exchange() throws LoginException {
    return port.exchange(grant("c1"));
  }

  Profile lookUp() throws LoginException {
    return lookUp(new Tokens("t1", null));
  }

  Profile lookUp(Tokens tokens) throws LoginException {
    return port.lookUp(grant("c1"), tokens);
  }

  /** What the call throws, as "REASON: message", or null. */
  static @Nullable String failure(ThrowingCallable call) {
    var failure = catchThrowableOfType(LoginException.class, call);
    return failure == null ? null : failure.reason() + ": " + failure.getMessage();
  }

  @Override
  public void close() throws IOException {
    context.close();
    stub.close();
  }
}
