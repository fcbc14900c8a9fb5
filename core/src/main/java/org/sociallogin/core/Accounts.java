package org.sociallogin.core;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.AccountEvent.Kind;
import org.sociallogin.core.LoginException.Reason;

/**
 * The accounts by their rules: what becomes of who comes from a provider, and what who is signed in
 * does with the own account. Whatever changes an account begins with the session as it is now.
 *
 * <p>Every method blocks, and throws {@link StoreUnavailableException} when the store does not
 * answer.
 */
public final class Accounts {

  /**
   * How long a session lasts.
   *
   * @param idle after which a silent browser is signed out
   * @param absolute after which every browser is
   */
  public record Lifetimes(Duration idle, Duration absolute) {

    public Lifetimes {
      if (idle.compareTo(Duration.ZERO) <= 0 || absolute.compareTo(Duration.ZERO) <= 0) {
        throw new IllegalArgumentException("a session lasts some time");
      }
    }
  }

  private final AccountRepository accounts;
  private final SessionRepository sessions;
  private final List<SocialLoginPort> providers;
  private final @Nullable Admission admission;
  private final AccountListener listener;
  private final Lifetimes lifetimes;
  private final Clock clock;
  private final SecureRandom random;

  /**
   * The accounts of that store.
   *
   * @param providers those that people can sign in with
   * @param admission who may come in, or null for everybody
   * @param listener hears what happened; what it throws reaches the person
   */
  public Accounts(
      AccountRepository accounts,
      SessionRepository sessions,
      Collection<SocialLoginPort> providers,
      @Nullable Admission admission,
      AccountListener listener,
      Lifetimes lifetimes,
      Clock clock,
      SecureRandom random) {
    this.accounts = accounts;
    this.sessions = sessions;
    this.providers = List.copyOf(providers);
    this.admission = admission;
    this.listener = listener;
    this.lifetimes = lifetimes;
    this.clock = clock;
    this.random = random;
  }

  /** Whether somebody can sign in with that identity as things are. */
  public boolean isUsable(Identity identity) {
    return providers.stream().anyMatch(port -> identity.isOf(port.provider()));
  }

  /**
   * Whether people are known by subjects that the provider of that id knows nothing of as it is
   * now: the id led to another issuer or host before.
   */
  public boolean hasOtherAuthority(Provider provider) {
    return accounts.hasOtherAuthority(provider);
  }

  /** Where the user is signed in, the newest first. */
  public List<Session> sessions(User user) {
    var now = clock.instant();
    return sessions.of(user).stream()
        .filter(session -> session.isLive(now, lifetimes.idle()))
        .toList();
  }

  /**
   * Takes one of the ways to sign in from the account, which is left one that lets the person in.
   *
   * @param session the digest of the token of the session that asks for it, which gets a new one
   * @return that session, or null when the account has no such identity and nothing happened
   * @throws LoginException {@code NOT_SIGNED_IN}, {@code REAUTHENTICATION_REQUIRED} or {@code
   *     LAST_IDENTITY}
   */
  public @Nullable SignedIn unlink(Digest session, UUID identity) throws LoginException {
    var user = fresh(session).user();
    var removed = user.identity(identity);
    if (removed == null) {
      return null;
    }
    if (!canSpare(user, identity)) {
      throw new LoginException(Reason.LAST_IDENTITY, "no other way to sign in lets the person in");
    }
    var token = SessionToken.next(random);
    var change = accounts.unlink(new Rotation(session, token.digest()), identity, user);
    return change.changed()
        ? changed(Kind.UNLINKED, removed.profile().provider(), token, change)
        : unlink(session, identity); // it was decided on what is no more
  }

  /** Whether somebody can sign in with what stays, if anybody could before. */
  private boolean canSpare(User user, UUID identity) {
    if (user.identities().size() == 1) {
      return false;
    }
    return !canSignIn(user) || canSignIn(user.without(identity));
  }

  private boolean canSignIn(User user) {
    return user.identities().stream().anyMatch(one -> isUsable(one) && isAdmitted(one, user));
  }

  private boolean isAdmitted(Identity identity, User user) {
    try {
      admit(identity.profile(), user);
      return true;
    } catch (LoginException e) {
      return false;
    }
  }

  /**
   * Ends one session of the account, the one that asks for it included.
   *
   * @return whether the account had it
   * @throws LoginException {@code NOT_SIGNED_IN}
   */
  public boolean endSession(Digest session, UUID ended) throws LoginException {
    var user = live(session).user();
    var wasThere = accounts.endSession(session, ended);
    if (wasThere) {
      happened(Kind.SESSION_ENDED, user, null);
    }
    return wasThere;
  }

  /**
   * Ends every session of the account but the one that asks for it.
   *
   * @return how many there were
   * @throws LoginException {@code NOT_SIGNED_IN}
   */
  public int endOtherSessions(Digest session) throws LoginException {
    var user = live(session).user();
    var ended = accounts.endOtherSessions(session);
    if (ended > 0) {
      happened(Kind.SESSION_ENDED, user, null);
    }
    return ended;
  }

  /** Ends the sessions that the browser brought; that there are none is the same. */
  public void signOut(Browser browser) {
    for (var token : browser.sessions()) {
      var session = sessions.find(token);
      if (accounts.endSession(token) && session != null) {
        happened(Kind.SESSION_ENDED, session.user(), null);
      }
    }
  }

  /**
   * Removes the account and all that belongs to it.
   *
   * @throws LoginException {@code NOT_SIGNED_IN} or {@code REAUTHENTICATION_REQUIRED}
   */
  public void delete(Digest session) throws LoginException {
    var user = fresh(session).user();
    accounts.delete(session);
    happened(Kind.DELETED, user, null);
  }

  /** Refuses to begin what the session may not do. */
  void checkStart(Purpose purpose, Digest session) throws LoginException {
    if (purpose == Purpose.LINK) {
      fresh(session);
    } else {
      live(session);
    }
  }

  /** Refuses an answer that does not come back to the session that the attempt is bound to. */
  void checkFinish(LoginAttempt attempt, Browser browser) throws LoginException {
    var session = attempt.session();
    if (session == null) {
      return;
    }
    if (browser.sessions().isEmpty()) {
      throw new LoginException(Reason.NOT_SIGNED_IN, "the browser brings no session");
    }
    if (!browser.sessions().contains(session)) {
      throw new LoginException(Reason.RESPONSE_INVALID, "another session began the attempt");
    }
    checkStart(attempt.purpose(), session);
  }

  /** What the attempt was made for, with the person that it led to. */
  SignedIn accept(LoginAttempt attempt, Provider provider, Profile profile, Browser browser)
      throws LoginException {
    var token = SessionToken.next(random);
    try {
      return switch (attempt.purpose()) {
        case SIGN_IN -> signIn(token, provider, profile, newSession(token, attempt, browser));
        case LINK -> link(token, attempt, provider, profile);
        case REAUTHENTICATE -> reauthenticate(token, attempt, provider, profile);
      };
    } catch (LoginException e) {
      // An answer that came twice refuses nobody: the first one did what it was for.
      if (e.reason() != Reason.RESPONSE_INVALID) {
        refused(whose(attempt, provider, profile), provider, e);
      }
      throw e;
    }
  }

  /** Tells that somebody came from the provider and was not let through. */
  void refused(@Nullable User user, Provider provider, LoginException e) {
    listener.happened(AccountEvent.refused(user, provider.id(), e.reason()));
  }

  private SignedIn signIn(
      SessionToken token, Provider provider, Profile profile, NewSession session)
      throws LoginException {
    var known = admission == null ? null : accounts.find(provider, profile.subject());
    admit(profile, known);
    var made = accounts.signIn(provider, profile, session, known == null, this::isUsable);
    if (made == null) {
      // Deleted meanwhile: it is somebody new, of whom nobody was asked yet.
      admit(profile, null);
      made =
          Objects.requireNonNull(accounts.signIn(provider, profile, session, true, this::isUsable));
    }
    var user = made.session().user();
    made.signedOut().forEach(one -> happened(Kind.SESSION_ENDED, one, null));
    happened(made.registered() ? Kind.REGISTERED : Kind.SIGNED_IN, user, provider.id());
    if (made.othersEnded()) {
      happened(Kind.SESSION_ENDED, user, null);
    }
    return new SignedIn(token, made.session(), made.registered(), made.othersEnded());
  }

  private SignedIn link(
      SessionToken token, LoginAttempt attempt, Provider provider, Profile profile)
      throws LoginException {
    admitBound(attempt, profile);
    var change = accounts.link(rotation(attempt, token), provider, profile);
    return changed(Kind.LINKED, provider.id(), token, change);
  }

  private SignedIn changed(
      Kind kind, ProviderId provider, SessionToken token, AccountRepository.Change change) {
    var session = change.session();
    if (change.changed()) {
      happened(kind, session.user(), provider);
    }
    if (change.othersEnded()) {
      happened(Kind.SESSION_ENDED, session.user(), null);
    }
    return new SignedIn(token, session, change.changed(), change.othersEnded());
  }

  private SignedIn reauthenticate(
      SessionToken token, LoginAttempt attempt, Provider provider, Profile profile)
      throws LoginException {
    admitBound(attempt, profile);
    var same = accounts.reauthenticate(rotation(attempt, token), provider, profile);
    happened(Kind.CONFIRMED, same.user(), provider.id());
    return new SignedIn(token, same, false, false);
  }

  private void admitBound(LoginAttempt attempt, Profile profile) throws LoginException {
    if (admission != null) {
      admission.admit(profile, live(bound(attempt)).user());
    }
  }

  private void admit(Profile profile, @Nullable User user) throws LoginException {
    if (admission != null) {
      admission.admit(profile, user);
    }
  }

  /** Whose account it is that somebody wanted to, or null when it is nobody's. */
  private @Nullable User whose(LoginAttempt attempt, Provider provider, Profile profile) {
    if (attempt.session() == null) {
      return accounts.find(provider, profile.subject());
    }
    var session = sessions.find(attempt.session());
    return session == null ? null : session.user();
  }

  private static Digest bound(LoginAttempt attempt) {
    return Objects.requireNonNull(attempt.session());
  }

  private static Rotation rotation(LoginAttempt attempt, SessionToken token) {
    return new Rotation(bound(attempt), token.digest());
  }

  private NewSession newSession(SessionToken token, LoginAttempt attempt, Browser browser) {
    var now = clock.instant();
    return new NewSession(
        token.digest(),
        Digest.of(attempt.state()),
        attempt.issuedAt().plus(LoginAttempt.LIFETIME).plus(LoginAttempt.CLOCK_SKEW),
        now,
        now.plus(lifetimes.absolute()),
        browser);
  }

  private void happened(Kind kind, User user, @Nullable ProviderId provider) {
    listener.happened(AccountEvent.of(kind, user, provider));
  }

  private Session fresh(Digest token) throws LoginException {
    var session = live(token);
    if (!session.isFresh(clock.instant())) {
      throw new LoginException(
          Reason.REAUTHENTICATION_REQUIRED, "the person came from a provider long ago");
    }
    return session;
  }

  private Session live(Digest token) throws LoginException {
    var session = sessions.find(token);
    if (session == null || !session.isLive(clock.instant(), lifetimes.idle())) {
      throw new LoginException(Reason.NOT_SIGNED_IN, "the session has ended");
    }
    return session;
  }
}
