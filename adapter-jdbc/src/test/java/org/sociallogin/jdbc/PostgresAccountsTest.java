package org.sociallogin.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

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

  @Test
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

  private static void startAtOnce(HikariDataSource dataSource) throws Exception {
    var together = new CyclicBarrier(NODES);
    Callable<Database> start =
        () -> {
          together.await();
          return new Database(dataSource);
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
