package org.sociallogin.web;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.AccountRepository;
import org.sociallogin.core.Digest;
import org.sociallogin.core.Identity;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.NewSession;
import org.sociallogin.core.Profile;
import org.sociallogin.core.Provider;
import org.sociallogin.core.Session;
import org.sociallogin.core.SessionRepository;
import org.sociallogin.core.StoreUnavailableException;
import org.sociallogin.core.User;
import org.sociallogin.core.UserId;

/** A store in memory that can be made not to answer. */
@Singleton
final class Store implements AccountRepository, SessionRepository {

  final Map<Digest, Session> sessions = new ConcurrentHashMap<>();
  private final Map<String, UserId> users = new ConcurrentHashMap<>();
  volatile boolean unavailable;
  final AtomicInteger reads = new AtomicInteger();

  @Override
  public Session signIn(Provider provider, Profile profile, NewSession made) throws LoginException {
    answer();
    var user = users.computeIfAbsent(profile.subject(), s -> new UserId(UUID.randomUUID()));
    var identity = new Identity(UUID.randomUUID(), profile, made.createdAt(), made.createdAt());
    var session =
        new Session(
            UUID.randomUUID(),
            new User(user, made.createdAt(), List.of(identity)),
            made.createdAt(),
            made.createdAt(),
            made.expiresAt());
    if (made.replaces() != null) {
      sessions.remove(made.replaces());
    }
    sessions.put(made.token(), session);
    return session;
  }

  @Override
  public void endSession(Digest token) {
    answer();
    sessions.remove(token);
  }

  @Override
  public @Nullable Session find(Digest token) {
    answer();
    reads.incrementAndGet();
    return sessions.get(token);
  }

  @Override
  public void seen(UUID session, Instant at) {
    answer();
  }

  private void answer() {
    if (unavailable) {
      throw new StoreUnavailableException("the store is away", new IllegalStateException());
    }
  }
}
