package org.sociallogin.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A PostgreSQL of the tests' own: one for them all, which ends with them. */
final class Postgres {

  static final String MISSING =
      "PostgreSQL tests skipped: the binaries are for Linux on amd64 and arm64, and need user"
          + " namespaces (unshare) where root runs them";

  private static final Logger LOG = LoggerFactory.getLogger(Postgres.class);

  private Postgres() {}

  private static final class Server {
    static final EmbeddedPostgres RUNNING = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Where a missing server must fail instead of skipping, the tests run and fail. */
  static boolean isThere() {
    try {
      return Server.RUNNING.getPort() > 0;
    } catch (LinkageError e) { // what a class that cannot be initialized leaves
      LOG.warn(MISSING, e);
      return Boolean.parseBoolean(System.getenv("REQUIRE_POSTGRES"));
    }
  }

  /** The address of a new and empty database, with the user in it. */
  static String freshDatabase() {
    var name = "test_" + UUID.randomUUID().toString().replace('-', '_');
    try (var connection = Server.RUNNING.getPostgresDatabase().getConnection()) {
      Sql.update(connection, "create database " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return Server.RUNNING.getJdbcUrl("postgres", name);
  }
}
