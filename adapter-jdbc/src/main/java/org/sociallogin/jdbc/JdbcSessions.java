package org.sociallogin.jdbc;

import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.Digest;
import org.sociallogin.core.NewSession;
import org.sociallogin.core.Session;
import org.sociallogin.core.SessionRepository;
import org.sociallogin.core.StoreUnavailableException;

/** The sessions in SQL. */
@Singleton
class JdbcSessions implements SessionRepository {

  private static final String FIND =
      "select s.id, s.authenticated_at, s.last_seen_at, s.expires_at, "
          + Rows.USER
          + "from social_login_session s join social_login_user u on u.id = s.user_id "
          + Rows.OF_USER
          + "where s.token = ? and not u.disabled";

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

  private static Optional<Session> find(Connection connection, Digest token) throws SQLException {
    try (var query = Sql.prepare(connection, FIND, token);
        var rows = query.executeQuery()) {
      if (!rows.next()) {
        return Optional.empty();
      }
      var id = Rows.uuid(rows, "id");
      var authenticatedAt = Rows.instant(rows, "authenticated_at");
      var lastSeenAt = Rows.instant(rows, "last_seen_at");
      var expiresAt = Rows.instant(rows, "expires_at");
      var user = Rows.user(rows);
      return Optional.of(new Session(id, user, authenticatedAt, lastSeenAt, expiresAt));
    }
  }

  @Override
  public void seen(UUID session, Instant at) {
    database.statement(
        connection ->
            Sql.update(
                connection,
                "update social_login_session set last_seen_at = ? where id = ? and last_seen_at < ?",
                at,
                session,
                at));
  }

  static void insert(
      Connection connection, UUID id, UUID user, UUID identity, NewSession session, Instant now)
      throws SQLException {
    Sql.update(
        connection,
        """
        insert into social_login_session (id, token, attempt, attempt_ends_at, user_id, identity_id,
          authenticated_at, last_seen_at, expires_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        id,
        session.token(),
        session.attempt(),
        session.attemptEndsAt(),
        user,
        identity,
        now,
        now,
        session.expiresAt());
  }

  /** Nothing of the person stays in the row. */
  static void end(Connection connection, Digest token, Instant now) throws SQLException {
    Sql.update(
        connection,
        """
        update social_login_session set token = null, user_id = null, identity_id = null,
          authenticated_at = null, last_seen_at = null, expires_at = ?
        where token = ?""",
        now,
        token);
  }

  /** Removes rows that nobody can need any more, some at a time. */
  @Scheduled(fixedDelay = "5m", initialDelay = "1m")
  void purge() {
    var now = clock.instant();
    try {
      while (purgeSome(now) == PURGED_AT_ONCE) {
        // there is more
      }
    } catch (StoreUnavailableException e) {
      return; // the next run will do
    }
  }

  private int purgeSome(Instant now) {
    return database.statement(
        connection ->
            Sql.update(
                connection,
                """
                delete from social_login_session where attempt in (
                  select attempt from social_login_session
                  where expires_at < ? and attempt_ends_at < ?
                  limit ?)""",
                now,
                now,
                PURGED_AT_ONCE));
  }
}
