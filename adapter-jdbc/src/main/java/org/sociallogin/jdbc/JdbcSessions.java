package org.sociallogin.jdbc;

import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.Digest;
import org.sociallogin.core.NewSession;
import org.sociallogin.core.Rotation;
import org.sociallogin.core.Session;
import org.sociallogin.core.SessionRepository;
import org.sociallogin.core.StoreUnavailableException;
import org.sociallogin.core.User;
import org.sociallogin.core.UserId;

/** The sessions in SQL. */
@Singleton
class JdbcSessions implements SessionRepository {

  private static final String SESSION =
      """
      s.id as session_id, s.identity_id as session_identity_id, s.user_agent,
      coalesce(s.created_at, s.authenticated_at) as created_at, s.authenticated_at, s.last_seen_at,
      s.expires_at
      """;

  static final String FIND =
      "select "
          + SESSION
          + ", "
          + Rows.USER
          + "from social_login_session s join social_login_user u on u.id = s.user_id "
          + Rows.OF_USER
          + "where s.token = ? and not u.disabled";

  private static final String OF_USER =
      "select "
          + SESSION
          + "from social_login_session s where s.user_id = ? order by created_at desc, s.id";

  /** Nothing of the person stays in the row. */
  private static final String END =
      """
      update social_login_session set token = null, user_id = null, identity_id = null,
        user_agent = null, created_at = null, authenticated_at = null, last_seen_at = null,
        expires_at = ?
      where\s""";

  static final String PURGE =
      """
      delete from social_login_session where attempt in (
        select attempt from social_login_session
        where expires_at < ? and attempt_ends_at < ?
        order by expires_at
        limit ?)""";

  private static final Duration PURGED_EVERY = Duration.ofMinutes(4);
  private static final int PURGED_AT_ONCE = 500;

  private final Database database;
  private final Clock clock;

  JdbcSessions(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public @Nullable Session find(Digest token) {
    return database.statement(connection -> find(connection, token)).orElse(null);
  }

  static Optional<Session> find(Connection connection, Digest token) throws SQLException {
    try (var query = Sql.prepare(connection, FIND, token);
        var rows = query.executeQuery()) {
      return rows.next() ? Optional.of(session(rows, Rows::user)) : Optional.empty();
    }
  }

  @Override
  public List<Session> of(User user) {
    return database.statement(
        connection -> {
          try (var query = Sql.prepare(connection, OF_USER, user.id().value());
              var rows = query.executeQuery()) {
            var sessions = new ArrayList<Session>();
            while (rows.next()) {
              sessions.add(session(rows, row -> user));
            }
            return sessions;
          }
        });
  }

  /** Whose session a row is of; it may read on. */
  private interface Owner {
    User of(ResultSet rows) throws SQLException;
  }

  private static Session session(ResultSet rows, Owner owner) throws SQLException {
    var id = Rows.uuid(rows, "session_id");
    var identity = rows.getObject("session_identity_id", UUID.class);
    var userAgent = rows.getString("user_agent");
    var createdAt = Rows.instant(rows, "created_at");
    var authenticatedAt = Rows.instant(rows, "authenticated_at");
    var lastSeenAt = Rows.instant(rows, "last_seen_at");
    var expiresAt = Rows.instant(rows, "expires_at");
    return new Session(
        id, owner.of(rows), identity, userAgent, createdAt, authenticatedAt, lastSeenAt, expiresAt);
  }

  @Override
  public void seen(Digest token, Instant at) {
    database.statement(
        connection ->
            Sql.update(
                connection,
                "update social_login_session set last_seen_at = ? where token = ? and last_seen_at < ?",
                at,
                token,
                at));
  }

  static void insert(Connection connection, Session session, NewSession made) throws SQLException {
    Sql.update(
        connection,
        """
        insert into social_login_session (id, token, attempt, attempt_ends_at, user_id, identity_id,
          user_agent, created_at, authenticated_at, last_seen_at, expires_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        session.id(),
        made.token(),
        made.attempt(),
        made.attemptEndsAt(),
        session.user().id().value(),
        session.identity(),
        session.userAgent(),
        session.createdAt(),
        session.authenticatedAt(),
        session.lastSeenAt(),
        session.expiresAt());
  }

  /** Gives the session its new token, and writes down how its user last came. */
  static boolean rotate(Connection connection, Rotation rotation, Session session)
      throws SQLException {
    return Sql.update(
            connection,
            """
            update social_login_session set token = ?, identity_id = ?, authenticated_at = ?,
              created_at = ?
            where token = ?""",
            rotation.after(),
            session.identity(),
            session.authenticatedAt(),
            session.createdAt(), // a row of the release before has none
            rotation.before())
        == 1;
  }

  static boolean end(Connection connection, Digest token, Instant now) throws SQLException {
    return Sql.update(connection, END + "token = ?", now, token) == 1;
  }

  /**
   * Ends a session that a browser brought to the sign-in of that user, and answers whose it was:
   * most often it is the same user's, and nothing has to be asked.
   */
  static Optional<User> end(Connection connection, Digest token, User user, Instant now)
      throws SQLException {
    var id = user.id().value();
    if (Sql.update(connection, END + "token = ? and user_id = ?", now, token, id) == 1) {
      return Optional.of(user);
    }
    var others = find(connection, token);
    return end(connection, token, now) ? others.map(Session::user) : Optional.empty();
  }

  static boolean end(Connection connection, UserId user, UUID session, Instant now)
      throws SQLException {
    return Sql.update(connection, END + "user_id = ? and id = ?", now, user.value(), session) == 1;
  }

  static int endAll(Connection connection, UserId user, Instant now) throws SQLException {
    return Sql.update(connection, END + "user_id = ?", now, user.value());
  }

  static int endOthers(Connection connection, UserId user, UUID session, Instant now)
      throws SQLException {
    return Sql.update(connection, END + "user_id = ? and id <> ?", now, user.value(), session);
  }

  /** Ends the user's other sessions in which the user last came with that identity. */
  static int endOthersOf(Connection connection, Session session, UUID identity, Instant now)
      throws SQLException {
    return Sql.update(
        connection,
        END + "user_id = ? and id <> ? and identity_id = ?",
        now,
        session.user().id().value(),
        session.id(),
        identity);
  }

  /**
   * Ends the user's sessions but for the newest, of which so many may stay. Of those that began at
   * the same instant always the same ones: H2 may ask for the inner rows more than once.
   */
  static int endOldest(Connection connection, UserId user, int kept, Instant now)
      throws SQLException {
    return Sql.update(
        connection,
        END
            + """
            attempt in (
              select attempt from social_login_session where user_id = ?
              order by coalesce(created_at, authenticated_at) desc, attempt offset ? rows)""",
        now,
        user.value(),
        kept);
  }

  /** Removes rows that nobody can need any more, some at a time, on one node at a time. */
  @Scheduled(fixedDelay = "5m", initialDelay = "1m")
  void purge() {
    try {
      while (purgeSome(clock.instant()) == PURGED_AT_ONCE) {
        // there is more
      }
    } catch (StoreUnavailableException e) {
      return; // the next run will do
    }
  }

  /**
   * One transaction's share, or none. Whoever has the lock removes; others pass by, and a node that
   * dies lets it go.
   */
  int purgeSome(Instant now) {
    return database.transaction(
        connection -> {
          if (!isDue(connection, now)) {
            return 0;
          }
          var purged = Sql.update(connection, PURGE, now, now, PURGED_AT_ONCE);
          if (purged < PURGED_AT_ONCE) {
            Sql.update(
                connection, "update social_login_purge set due_at = ?", now.plus(PURGED_EVERY));
          }
          return purged;
        });
  }

  private static boolean isDue(Connection connection, Instant now) throws SQLException {
    try (var query =
            Sql.prepare(
                connection,
                "select 1 from social_login_purge where due_at <= ? for update skip locked",
                now);
        var rows = query.executeQuery()) {
      return rows.next();
    }
  }
}
