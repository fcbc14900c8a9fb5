package org.sociallogin.web;

import io.micronaut.security.authentication.Authentication;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.Digest;
import org.sociallogin.core.Session;
import org.sociallogin.core.User;

/** Somebody signed in, with what is worth keeping between two requests of one session. */
final class Visitor {

  private final Digest token;
  private final Authentication authentication;
  private volatile Session session;
  private volatile byte @Nullable [] json;

  Visitor(Digest token, Session session, Collection<String> roles) {
    this.token = token;
    this.session = session;
    this.authentication = Authentication.build(session.user().id().toString(), roles, Map.of());
  }

  Digest token() {
    return token;
  }

  Session session() {
    return session;
  }

  User user() {
    return session.user();
  }

  /** For whoever builds on us: its name is the user's id. */
  Authentication authentication() {
    return authentication;
  }

  boolean isLive(Instant now, Duration idle) {
    return session.isLive(now, idle);
  }

  /** Whether this visit is worth writing down: about once for each {@code interval}. */
  boolean comesAgain(Instant now, Duration interval) {
    if (now.isBefore(session.lastSeenAt().plus(interval))) {
      return false;
    }
    session = session.seenAt(now);
    return true;
  }

  /** The user as JSON, rendered once. */
  byte[] json(Function<User, byte[]> render) {
    var rendered = json;
    if (rendered == null) {
      rendered = render.apply(user());
      json = rendered;
    }
    return rendered;
  }
}
