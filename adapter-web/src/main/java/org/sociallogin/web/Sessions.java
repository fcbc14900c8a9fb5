package org.sociallogin.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.runtime.event.annotation.EventListener;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.AccountEvent;
import org.sociallogin.core.AccountEvent.Kind;
import org.sociallogin.core.Digest;
import org.sociallogin.core.Session;
import org.sociallogin.core.SessionRepository;
import org.sociallogin.core.SessionToken;
import org.sociallogin.core.SignedIn;
import org.sociallogin.core.StoreUnavailableException;
import org.sociallogin.core.UserId;
import org.sociallogin.web.Settings.SessionSettings;

/**
 * Who a browser is signed in as. A short memory answers most requests without the database; it
 * knows sessions by their digest, is bounded, and remembers nobody who is not there.
 */
@Singleton
final class Sessions {

  private static final int REMEMBERED = 50_000;

  /** After these, what was read of the user before is not so any more. */
  private static final Set<Kind> CHANGES =
      EnumSet.of(Kind.LINKED, Kind.UNLINKED, Kind.SESSION_ENDED, Kind.DISABLED, Kind.DELETED);

  private static final Duration SEEN_AT_MOST_EVERY = Duration.ofMinutes(5);

  private final SessionRepository repository;
  private final Cookies cookies;
  private final @Nullable Roles roles;
  private final Cache<Digest, Visitor> memory;
  private final AtomicInteger endings = new AtomicInteger();
  private final Duration idle;
  private final Duration seenEvery;
  private final ExecutorService executor;
  private final Clock clock;

  Sessions(
      SessionRepository repository,
      Cookies cookies,
      @Nullable Roles roles,
      SessionSettings settings,
      @Named(Wiring.EXECUTOR) ExecutorService executor,
      Clock clock) {
    this.repository = repository;
    this.cookies = cookies;
    this.roles = roles;
    this.memory =
        Caffeine.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(settings.cache()).build();
    this.idle = settings.idle();
    var quarter = settings.idle().dividedBy(4);
    this.seenEvery = quarter.compareTo(SEEN_AT_MOST_EVERY) < 0 ? quarter : SEEN_AT_MOST_EVERY;
    this.executor = executor;
    this.clock = clock;
  }

  /** What may be the browser's session token; most browsers have one or none. */
  List<SessionToken> tokens(HttpRequest<?> request) {
    return cookies.sessionTokens(request);
  }

  /** Who it is as far as this node remembers, or null when the database has to be asked. */
  @Nullable Visitor remembered(List<SessionToken> tokens) {
    for (var token : tokens) {
      var visitor = memory.getIfPresent(token.digest());
      if (visitor != null && isLive(visitor)) {
        return visitor;
      }
    }
    return null;
  }

  /** Who it is as the database has it now, or null. Blocks. */
  @Nullable Visitor read(List<SessionToken> tokens) {
    var endingsBefore = endings();
    for (var token : tokens) {
      var session = repository.find(token.digest());
      var visitor = session == null ? null : visitor(token, session);
      if (visitor != null && isLive(visitor)) {
        remember(visitor, endingsBefore);
        return visitor;
      }
      memory.invalidate(token.digest());
    }
    return null;
  }

  /** How much has ended here so far: what is read before more does may be over. */
  int endings() {
    return endings.get();
  }

  /**
   * A session that has just begun, so that its first request need not ask the database. A team's
   * bean is not asked now: it may take long, and the person waits for the answer.
   */
  void began(SignedIn signedIn, int endingsBefore) {
    if (roles == null) {
      remember(visitor(signedIn.token(), signedIn.session()), endingsBefore);
    }
  }

  /** Unless something has ended since it was read, which may be it. */
  private synchronized void remember(Visitor visitor, int endingsBefore) {
    if (endings.get() == endingsBefore) {
      memory.put(visitor.token(), visitor);
    }
  }

  private Visitor visitor(SessionToken token, Session session) {
    return new Visitor(
        token.digest(), session, roles == null ? List.of() : roles.of(session.user()));
  }

  /** Sessions that have just ended. */
  synchronized void ended(List<SessionToken> tokens) {
    for (var token : tokens) {
      endings.incrementAndGet();
      memory.invalidate(token.digest());
    }
  }

  /**
   * First of all who listen: whose account changes, or is no longer theirs to use, is looked up
   * again.
   */
  @EventListener
  @Order(Ordered.HIGHEST_PRECEDENCE)
  void happened(AccountEvent event) {
    var user = event.user();
    if (user != null && CHANGES.contains(event.kind())) {
      forget(user.id());
    }
  }

  private synchronized void forget(UserId user) {
    endings.incrementAndGet();
    memory.asMap().values().removeIf(visitor -> visitor.user().id().equals(user));
  }

  private boolean isLive(Visitor visitor) {
    var now = clock.instant();
    if (!visitor.isLive(now, idle)) {
      return false;
    }
    if (visitor.comesAgain(now, seenEvery)) {
      writeDown(visitor.token(), now);
    }
    return true;
  }

  private void writeDown(Digest token, Instant now) {
    try {
      executor.execute(
          () -> {
            try {
              repository.seen(token, now);
            } catch (StoreUnavailableException e) {
              // The next visit writes it down: whoever is signed in stays so.
              return;
            }
          });
    } catch (RejectedExecutionException | StoreUnavailableException e) {
      return; // the application stops, or all threads are busy: the next visit writes it down
    }
  }
}
