package org.sociallogin.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.sociallogin.core.StoreUnavailableException;

/** PostgreSQL, a real one. */
@EnabledIf(value = "org.sociallogin.jdbc.Postgres#isThere", disabledReason = Postgres.MISSING)
class PostgresAccountsTest extends AccountsContract {

  private static final int NODES = 4;

  @Override
  HikariDataSource dataSource() {
    var config = new HikariConfig();
    config.setJdbcUrl(Postgres.freshDatabase());
    config.setConnectionTimeout(5_000);
    return new HikariDataSource(config);
  }

  @RepeatedTest(10)
  @Tag("C43")
  void nodesMayStartOnAnEmptyDatabaseAtTheSameInstant() throws Exception {
    try (var empty = dataSource()) {
      startAtOnce(empty);
    }
  }

  @Test
  void nodesMayStartBesideTheTablesOfOthersAtTheSameInstant() throws Exception {
    try (var shared = dataSource()) {
      execute(shared, "create table theirs (id int)");
      startAtOnce(shared);
    }
  }

  @Test
  @Tag("C58")
  void aDatabaseThatDoesNotAnswerIsGivenUp() {
    assertThatThrownBy(
            () ->
                database.statement(
                    connection -> {
                      try (var query = Sql.prepare(connection, "select pg_sleep(60)")) {
                        return query.execute();
                      }
                    }))
        .isInstanceOf(StoreUnavailableException.class);
  }

  @Test
  @Tag("C58")
  void aTransactionThatTheDatabaseCutsOffSaysThatItIsUnavailable() {
    assertThatThrownBy(
            () ->
                database.transaction(
                    connection -> {
                      var end = "select pg_terminate_backend(pg_backend_pid())";
                      try (var query = Sql.prepare(connection, end)) {
                        return query.execute();
                      }
                    }))
        .isInstanceOf(StoreUnavailableException.class);
  }

  @Test
  @Tag("OPS-17")
  void findsWhatHasExpiredByAnIndex() throws SQLException {
    execute(
        dataSource,
        """
        insert into social_login_session (id, attempt, attempt_ends_at, expires_at)
        select gen_random_uuid(), sha256(convert_to(i::text, 'UTF8')), now(), now() + i * interval '1 minute'
        from generate_series(-100, 200000) i""");
    execute(dataSource, "analyze social_login_session");

    assertThat(plan(JdbcSessions.PURGE, Instant.now(), Instant.now(), 500))
        .contains("Index Scan using social_login_session_expires_at")
        .doesNotContain("Seq Scan");
  }

  private String plan(String statement, Object... parameters) throws SQLException {
    try (var connection = dataSource.getConnection();
        var query = Sql.prepare(connection, "explain " + statement, parameters);
        var rows = query.executeQuery()) {
      var plan = new StringBuilder();
      while (rows.next()) {
        plan.append(rows.getString(1)).append('\n');
      }
      return plan.toString();
    }
  }

  private static void startAtOnce(HikariDataSource dataSource) throws Exception {
    var together = new CyclicBarrier(NODES);
    Callable<Database> start =
        () -> {
          together.await();
          return new Database(dataSource, "default");
        };
    var pool = Executors.newFixedThreadPool(NODES);
    try {
      for (var started : pool.invokeAll(Collections.nCopies(NODES, start))) {
        assertThat(started.get()).isNotNull();
      }
    } finally {
      pool.shutdownNow();
    }
  }
}
