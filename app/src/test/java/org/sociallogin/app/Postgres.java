package org.sociallogin.app;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A PostgreSQL of a test's own, which can be stopped, and started again with what is in it. */
final class Postgres implements AutoCloseable {

  static final String MISSING =
      "PostgreSQL tests skipped: the binaries are for Linux on amd64 and arm64, and need user"
          + " namespaces (unshare) where root runs them";

  private static final Logger LOG = LoggerFactory.getLogger(Postgres.class);

  private final Path folder;
  private final int port = Running.freePort();
  private EmbeddedPostgres server;

  Postgres(Path folder) {
    this.folder = folder;
    this.server = started();
  }

  /** Where a missing server must fail instead of skipping, the tests run and fail. */
  static boolean isThere() {
    try (var server = EmbeddedPostgres.start()) {
      return server.getPort() > 0;
    } catch (IOException | IllegalStateException e) {
      LOG.warn(MISSING, e);
      return Boolean.parseBoolean(System.getenv("REQUIRE_POSTGRES"));
    }
  }

  /** The address of its database, with the user in it: all that an operator has to say. */
  String url() {
    return server.getJdbcUrl("postgres", "postgres");
  }

  void start() {
    server = started();
  }

  /** As an operator does: whoever is connected is cut off. */
  void stop() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private EmbeddedPostgres started() {
    try {
      return EmbeddedPostgres.builder()
          .setDataDirectory(folder)
          .setCleanDataDirectory(false)
          .setPort(port)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many rows a statement changes. */
  int update(String sql) {
    try (var connection = server.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The number that a query answers. */
  int number(String sql) {
    try (var connection = server.getPostgresDatabase().getConnection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getInt(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    stop();
  }
}
