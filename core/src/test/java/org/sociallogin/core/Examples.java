package org.sociallogin.core;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The values that tests share: one provider, one attempt at it, and the answer to that. */
final class Examples {

  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  static final ProviderId ACME = new ProviderId("acme");
  static final String ISSUER = "https://acme.example";

  static final Provider PROVIDER =
      Provider.of(ACME, "Acme", "client-1", URI.create("https://acme.example/authorize"));

  static final Provider OTHER =
      Provider.of(
          new ProviderId("other"),
          "Other",
          "client-2",
          URI.create("https://other.example/authorize"));

  static final String STATE = "state-0123456789abcdefghijklmnopqrstuvwxyz_";
  static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  static final String NONCE = "nonce-0123456789abcdefghijklmnopqrstuvwxyz_";

  /** A browser that brings nothing and says nothing. */
  static final Browser BROWSER = new Browser(List.of(), null);

  static final Accounts.Lifetimes LIFETIMES =
      new Accounts.Lifetimes(Duration.ofDays(7), Duration.ofDays(30));

  static final URI REDIRECT_URI = URI.create("https://app.example/oauth/callback/acme");
  static final LocalPath RETURN_TO = new LocalPath("/docs?a=b");

  private Examples() {}

  static LoginAttempt attempt() {
    return attempt(NOW);
  }

  static LoginAttempt attempt(Instant issuedAt) {
    return new LoginAttempt(ACME, STATE, VERIFIER, NONCE, REDIRECT_URI, RETURN_TO, issuedAt);
  }

  /** The same, to confirm who is at the session of that token. */
  static LoginAttempt confirming(Digest session) {
    return new LoginAttempt(
        ACME,
        Purpose.REAUTHENTICATE,
        session,
        STATE,
        VERIFIER,
        NONCE,
        REDIRECT_URI,
        RETURN_TO,
        NOW);
  }

  /** A right answer to {@link #attempt}, but for these parameters; an empty value takes one out. */
  static AuthorizationResponse answer(String... changed) {
    var parameters = new HashMap<>(Map.of("code", List.of("code-1"), "state", List.of(STATE)));
    for (var i = 0; i < changed.length; i += 2) {
      parameters.put(changed[i], List.of(changed[i + 1]));
    }
    parameters.values().removeIf(List.of("")::equals);
    return AuthorizationResponse.of(parameters);
  }

  /** The person who is {@code ada} at Acme and at the other provider. */
  private static User ada() {
    var identity = new Identity(new UUID(0, 3), "acme.example", profile(ACME, "ada"), NOW, NOW);
    var other = new Identity(new UUID(0, 9), "other.example", profile(OTHER.id(), "ada"), NOW, NOW);
    return new User(new UserId(new UUID(0, 2)), NOW, List.of(identity, other), Set.of());
  }

  /** A session of hers, who came from Acme at that time. */
  static Session session(Instant authenticatedAt) {
    return session(authenticatedAt, ada());
  }

  static Session session(Instant authenticatedAt, User user) {
    return new Session(
        new UUID(0, 1),
        user,
        new UUID(0, 3),
        "Lynx",
        authenticatedAt,
        authenticatedAt,
        NOW,
        NOW.plus(Duration.ofDays(1)));
  }

  static Profile profile(ProviderId provider, String subject) {
    return new Profile(provider, subject, "Ada Example", "ada", null, null, null, Map.of());
  }

  static Profile named(String name) {
    return new Profile(ACME, "1", name, null, null, null, null, Map.of());
  }
}
