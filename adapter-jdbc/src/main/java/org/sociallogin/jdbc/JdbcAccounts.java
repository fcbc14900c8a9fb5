package org.sociallogin.jdbc;

import static java.time.temporal.ChronoUnit.MICROS;

import io.micronaut.context.event.ApplicationEventPublisher;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.AccountEvent;
import org.sociallogin.core.AccountEvent.Kind;
import org.sociallogin.core.AccountRepository;
import org.sociallogin.core.Digest;
import org.sociallogin.core.Identity;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.LoginException.Reason;
import org.sociallogin.core.NewSession;
import org.sociallogin.core.Profile;
import org.sociallogin.core.Provider;
import org.sociallogin.core.Rotation;
import org.sociallogin.core.Session;
import org.sociallogin.core.User;
import org.sociallogin.core.UserId;

/**
 * The accounts in SQL. Between two who come at the same instant unique constraints decide, and
 * where there is nothing unique to decide by, the lock on the user's row.
 */
@Singleton
final class JdbcAccounts implements AccountRepository {

  private static final int MOST_SESSIONS = 100;

  /** Each is read with every session of the user. */
  private static final int MOST_IDENTITIES = 20;

  /** From here on a user's sessions are counted by one sign-in at a time. */
  private static final int MANY_SESSIONS = MOST_SESSIONS / 2;

  static final String FIND =
      """
      select k.id as known_id,
        (select count(*) from social_login_verified_email e where e.user_id = u.id) as addresses,
        (select count(*) from social_login_session s where s.user_id = u.id) as sessions,
      """
          + Rows.USER
          + "from social_login_identity k join social_login_user u on u.id = k.user_id "
          + Rows.OF_USER
          + "where k.provider = ? and k.authority = ? and k.subject = ?";

  private static final String USER =
      "select " + Rows.USER + "from social_login_user u " + Rows.OF_USER + "where u.id = ?";

  private final Database database;
  private final ApplicationEventPublisher<AccountEvent> events;
  private final Clock clock;

  JdbcAccounts(Database database, ApplicationEventPublisher<AccountEvent> events, Clock clock) {
    this.database = database;
    this.events = events;
    this.clock = clock;
  }

  @Override
  public @Nullable User find(Provider provider, String subject) {
    return database
        .statement(connection -> Optional.ofNullable(known(connection, provider, subject)))
        .map(Known::user)
        .orElse(null);
  }

  @Override
  public boolean hasOtherAuthority(Provider provider) {
    return database.statement(
        connection -> isThere(connection, provider, "<") || isThere(connection, provider, ">"));
  }

  /** Asked on both sides of the authority: each is one look into the index. */
  private static boolean isThere(Connection connection, Provider provider, String authorityIs)
      throws SQLException {
    try (var query =
            Sql.prepare(
                connection,
                "select 1 from social_login_identity where provider = ? and authority "
                    + authorityIs
                    + " ? limit 1",
                provider.id().value(),
                provider.authority());
        var rows = query.executeQuery()) {
      return rows.next();
    }
  }

  @Override
  public @Nullable SignIn signIn(
      Provider provider,
      Profile profile,
      NewSession session,
      boolean mayRegister,
      Predicate<Identity> usable)
      throws LoginException {
    var met =
        database.transaction(
            connection -> {
              // What is answered is what is stored, and the database keeps microseconds.
              var now = session.createdAt().truncatedTo(MICROS);
              var known = knownToChange(connection, provider, profile);
              if (known == null && !mayRegister) {
                return new Met(null, null);
              }
              if (known != null && known.disabled()) {
                // Kept: whoever was disabled by SQL alone is signed out for good by now.
                return new Met(null, signedOut(connection, known.user(), now));
              }
              var user =
                  known == null
                      ? register(connection, identity(provider, profile, now), now, usable)
                      : completed(connection, known, profile, now);
              var identity = known == null ? user.identities().get(0).id() : known.identity();
              // First, for they are of those that are too many.
              var signedOut = new ArrayList<User>();
              for (var brought : session.browser().sessions()) {
                JdbcSessions.end(connection, brought, user, now).ifPresent(signedOut::add);
              }
              var oldestEnded =
                  known != null
                      && known.sessions() >= MOST_SESSIONS
                      && JdbcSessions.endOldest(connection, user.id(), MOST_SESSIONS - 1, now) > 0;
              var begun = begin(connection, user, identity, session, now);
              return new Met(new SignIn(begun, known == null, oldestEnded, signedOut), null);
            });
    if (met.disabled() != null) {
      tellSignedOut(met.disabled());
      throw new LoginException(Reason.NOT_ALLOWED, "the user is disabled");
    }
    return met.signIn();
  }

  /** What came of somebody who came: who is disabled is refused when the transaction is kept. */
  private record Met(@Nullable SignIn signIn, @Nullable Disabled disabled) {}

  /** Who is let in no more, and whether the user was signed in somewhere until now. */
  private record Disabled(User user, boolean sessionsEnded) {}

  private static Disabled signedOut(Connection connection, User user, Instant now)
      throws SQLException {
    return new Disabled(user, JdbcSessions.endAll(connection, user.id(), now) > 0);
  }

  private void tellSignedOut(Disabled disabled) {
    if (disabled.sessionsEnded()) {
      tell(Kind.SESSION_ENDED, disabled.user());
    }
  }

  private void tell(Kind kind, User user) {
    events.publishEvent(new AccountEvent(kind, user, null, null));
  }

  @Override
  public Change link(Rotation rotation, Provider provider, Profile profile) throws LoginException {
    return database.transaction(
        connection -> {
          var now = now();
          var session = locked(connection, rotation.before());
          var known = known(connection, provider, profile.subject());
          if (known != null && !known.user().id().equals(session.user().id())) {
            throw new LoginException(Reason.IDENTITY_TAKEN, "the identity is somebody else's");
          }
          var user =
              known == null
                  ? extended(connection, session.user(), identity(provider, profile, now))
                  : completed(connection, known, profile, now);
          var othersEnded =
              known == null && JdbcSessions.endOthers(connection, user.id(), session.id(), now) > 0;
          var rotated =
              rotated(
                  connection,
                  rotation,
                  session,
                  user,
                  session.identity(),
                  session.authenticatedAt());
          return new Change(rotated, known == null, othersEnded);
        });
  }

  @Override
  public Session reauthenticate(Rotation rotation, Provider provider, Profile profile)
      throws LoginException {
    return database.transaction(
        connection -> {
          var now = now();
          var session = locked(connection, rotation.before());
          var known = known(connection, provider, profile.subject());
          if (known == null || !known.user().id().equals(session.user().id())) {
            throw new LoginException(
                Reason.REAUTHENTICATION_REQUIRED, "the identity is not one of the account");
          }
          var user = completed(connection, known, profile, now);
          return rotated(connection, rotation, session, user, known.identity(), now);
        });
  }

  @Override
  public Change unlink(Rotation rotation, UUID identity, User before) throws LoginException {
    return database.transaction(
        connection -> {
          var session = locked(connection, rotation.before());
          if (session.user().identity(identity) == null
              || !waysIn(session.user()).equals(waysIn(before))) {
            return new Change(session, false, false);
          }
          Identities.delete(connection, identity);
          var user = VerifiedEmails.replace(connection, session.user().without(identity));
          var othersEnded = JdbcSessions.endOthersOf(connection, session, identity, now()) > 0;
          var cameWith = identity.equals(session.identity()) ? null : session.identity();
          var rotated =
              rotated(connection, rotation, session, user, cameWith, session.authenticatedAt());
          return new Change(rotated, true, othersEnded);
        });
  }

  private static List<UUID> waysIn(User user) {
    return user.identities().stream().map(Identity::id).toList();
  }

  @Override
  public boolean endSession(Digest token) {
    return database.statement(connection -> JdbcSessions.end(connection, token, now()));
  }

  @Override
  public boolean endSession(Digest token, UUID session) throws LoginException {
    return database.transaction(
        connection -> {
          var user = locked(connection, token).user().id();
          return JdbcSessions.end(connection, user, session, now());
        });
  }

  @Override
  public int endOtherSessions(Digest token) throws LoginException {
    return database.transaction(
        connection -> {
          var asking = locked(connection, token);
          return JdbcSessions.endOthers(connection, asking.user().id(), asking.id(), now());
        });
  }

  @Override
  public void delete(Digest token) throws LoginException {
    var unused =
        database.transaction(
            connection -> {
              var user = locked(connection, token).user().id();
              Sql.update(connection, "delete from social_login_user where id = ?", user.value());
              return JdbcSessions.endAll(connection, user, now());
            });
  }

  @Override
  public boolean disable(UserId id) {
    var disabled =
        database.transaction(
            connection -> {
              Sql.update(
                  connection,
                  "update social_login_user set disabled = true where id = ?",
                  id.value());
              var user = user(connection, id);
              return user.isEmpty()
                  ? Optional.<Disabled>empty()
                  : Optional.of(signedOut(connection, user.get(), now()));
            });
    disabled.ifPresent(
        who -> {
          tell(Kind.DISABLED, who.user());
          tellSignedOut(who);
        });
    return disabled.isPresent();
  }

  private static Optional<User> user(Connection connection, UserId id) throws SQLException {
    try (var query = Sql.prepare(connection, USER, id.value());
        var rows = query.executeQuery()) {
      return rows.next() ? Optional.of(Rows.user(rows)) : Optional.empty();
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(MICROS);
  }

  /**
   * The user who has an identity.
   *
   * @param identity the id of that identity
   * @param addresses how many verified addresses the user owns
   * @param sessions how many sessions the user has
   */
  private record Known(User user, UUID identity, boolean disabled, int addresses, int sessions) {

    /** Whether what the provider says now is more than that the user came again. */
    boolean changesBy(Profile said) {
      var identity = user.identity(this.identity);
      return identity == null
          || !said.orElse(identity.profile()).equals(identity.profile())
          // One that somebody else had before may be free by now.
          || VerifiedEmails.of(user).size() != addresses
          // A node of the release before leaves the mark that somebody else has it.
          || user.addresses().size() != addresses;
    }
  }

  /**
   * The user who has an identity. Where something of the user changes, nobody else changes it until
   * the transaction ends: which addresses a user owns rests on all identities, and which sessions
   * are too many on all sessions.
   */
  private static @Nullable Known knownToChange(
      Connection connection, Provider provider, Profile said) throws SQLException {
    var known = known(connection, provider, said.subject());
    if (known == null || (!known.changesBy(said) && known.sessions() < MANY_SESSIONS)) {
      return known;
    }
    lock(
        connection,
        "select id from social_login_user where id = ? for update",
        known.user().id().value());
    return known(connection, provider, said.subject());
  }

  private static void lock(Connection connection, String sql, Object parameter)
      throws SQLException {
    try (var lock = Sql.prepare(connection, sql, parameter);
        var rows = lock.executeQuery()) {
      rows.next();
    }
  }

  private static @Nullable Known known(Connection connection, Provider provider, String subject)
      throws SQLException {
    try (var query =
            Sql.prepare(connection, FIND, provider.id().value(), provider.authority(), subject);
        var rows = query.executeQuery()) {
      if (!rows.next()) {
        return null;
      }
      var identity = Rows.uuid(rows, "known_id");
      var disabled = rows.getBoolean("disabled");
      var addresses = rows.getInt("addresses");
      var sessions = rows.getInt("sessions");
      return new Known(Rows.user(rows), identity, disabled, addresses, sessions);
    }
  }

  /** The session as it is, while nobody else changes its user until the transaction ends. */
  private static Session locked(Connection connection, Digest token)
      throws SQLException, LoginException {
    lock(
        connection,
        """
        select id from social_login_user
        where id = (select user_id from social_login_session where token = ?)
        for update""",
        token);
    return JdbcSessions.find(connection, token)
        .orElseThrow(() -> new LoginException(Reason.NOT_SIGNED_IN, "the session has ended"));
  }

  private static Identity identity(Provider provider, Profile profile, Instant now) {
    return new Identity(UUID.randomUUID(), provider.authority(), profile, now, now);
  }

  private static User register(
      Connection connection, Identity identity, Instant now, Predicate<Identity> usable)
      throws SQLException, LoginException {
    var user = new User(new UserId(UUID.randomUUID()), now, List.of(identity), Set.of());
    Sql.update(
        connection,
        "insert into social_login_user (id, registered_at) values (?, ?)",
        user.id().value(),
        now);
    Identities.insert(connection, user.id(), identity);
    // The identity is ours alone by now: whoever owns the address is somebody else.
    var email = identity.profile().email();
    return email != null && email.verified()
        ? VerifiedEmails.claim(connection, user, email, usable)
        : user;
  }

  /** The user with one identity more. */
  private static User extended(Connection connection, User user, Identity identity)
      throws SQLException, LoginException {
    if (user.identities().size() >= MOST_IDENTITIES) {
      throw LoginException.notAllowed(
          "An account has at most " + MOST_IDENTITIES + " ways to sign in.");
    }
    var identities = new ArrayList<>(user.identities());
    identities.add(identity);
    Identities.insert(connection, user.id(), identity);
    return VerifiedEmails.replace(
        connection, new User(user.id(), user.registeredAt(), identities, user.addresses()));
  }

  /** The user after coming again: the identity's profile completed, the rest as it was. */
  private static User completed(Connection connection, Known known, Profile said, Instant now)
      throws SQLException {
    var changes = known.changesBy(said);
    var identities = new ArrayList<Identity>();
    for (var identity : known.user().identities()) {
      if (identity.id().equals(known.identity())) {
        var profile = said.orElse(identity.profile());
        identities.add(
            new Identity(identity.id(), identity.authority(), profile, identity.linkedAt(), now));
        Identities.used(connection, identity.id(), now);
        if (!profile.equals(identity.profile())) {
          Identities.update(connection, identity.id(), profile);
        }
      } else {
        identities.add(identity);
      }
    }
    var before = known.user();
    var user = new User(before.id(), before.registeredAt(), identities, before.addresses());
    return changes ? VerifiedEmails.replace(connection, user) : user;
  }

  private static Session begin(
      Connection connection, User user, UUID identity, NewSession made, Instant now)
      throws SQLException, LoginException {
    var session =
        new Session(
            UUID.randomUUID(),
            user,
            identity,
            made.browser().userAgent(),
            now,
            now,
            now,
            made.expiresAt().truncatedTo(MICROS));
    try {
      JdbcSessions.insert(connection, session, made);
    } catch (SQLException e) {
      // Token and id are new: it can only be the attempt that came before.
      if (Database.isDuplicate(e)) {
        throw new LoginException(Reason.RESPONSE_INVALID, "the attempt has made a session", e);
      }
      throw e;
    }
    return session;
  }

  /** The session with its new token. */
  private static Session rotated(
      Connection connection,
      Rotation rotation,
      Session session,
      User user,
      @Nullable UUID identity,
      Instant authenticatedAt)
      throws SQLException, LoginException {
    var rotated =
        new Session(
            session.id(),
            user,
            identity,
            session.userAgent(),
            session.createdAt(),
            authenticatedAt,
            session.lastSeenAt(),
            session.expiresAt());
    if (!JdbcSessions.rotate(connection, rotation, rotated)) {
      throw new LoginException(Reason.NOT_SIGNED_IN, "the session has ended meanwhile");
    }
    return rotated;
  }
}
