package org.sociallogin.jdbc;

import io.micronaut.context.BeanContext;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Value;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.inject.qualifiers.Qualifiers;
import io.micronaut.jdbc.DataSourceResolver;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.sociallogin.core.StoreUnavailableException;

/** The database that holds our tables, which may hold others' tables too. */
@Context
final class Database {

  private static final int FIRST_TRIES = 2;

  /** A network that breaks without a word must not hold a connection for a quarter of an hour. */
  private static final int ANSWER_TIMEOUT_MILLIS = 5_000;

  private static final String DUPLICATE_KEY = "23505";
  private static final String SERIALIZATION_FAILURE = "40001";
  private static final String DEADLOCK = "40P01";
  private static final String REFUSES_CONNECTION = "08004";

  /** What H2 says of its file. */
  private static final Map<String, String> COMPLAINTS_OF_A_FILE =
      Map.of(
          "90020", "is open in another process: does the application run already?",
          "90028", "is a file that cannot be read or written",
          "90030", "is a file that holds something else, or is broken");

  private final DataSource dataSource;
  private final String properties;

  /**
   * Waits for the database of that name, which may be the application's own, and brings our tables
   * up to date.
   *
   * @throws ConfigurationException in one sentence, when it does not answer
   */
  @Inject
  Database(BeanContext beans, @Value("${social-login.datasource:default}") String name) {
    this(datasource(beans, name), name);
  }

  Database(DataSource dataSource, String name) {
    this.dataSource = dataSource;
    this.properties = "datasources." + name + '.';
    awaitFirstAnswer();
    migrate(
        Flyway.configure()
            .dataSource(dataSource)
            .locations("classpath:org/sociallogin/jdbc/migration")
            .table("social_login_schema_history")
            .baselineOnMigrate(true)
            .baselineVersion("0")
            .load());
  }

  private static DataSource datasource(BeanContext beans, String name) {
    var datasource =
        beans
            .findBean(DataSource.class, Qualifiers.byName(name))
            .orElseThrow(
                () -> new ConfigurationException("datasources." + name + ".url is not set"));
    // Micronaut Data hands out a datasource that gives no connection outside its own transactions.
    return beans
        .findBean(DataSourceResolver.class)
        .orElse(DataSourceResolver.DEFAULT)
        .resolve(datasource);
  }

  /**
   * Nodes that start on an empty database at the same instant can find each other's history begun
   * and still empty, which Flyway refuses; the second look waits for it as for any other.
   */
  private void migrate(Flyway flyway) {
    try {
      flyway.migrate();
    } catch (FlywayException first) {
      try {
        flyway.migrate();
      } catch (FlywayException again) {
        first.addSuppressed(again);
        throw new ConfigurationException(
            properties + "url leads to a database in which our tables cannot be made", first);
      }
    }
  }

  private void awaitFirstAnswer() {
    for (var tries = 1; ; tries++) {
      try {
        dataSource.getConnection().close();
        return;
      } catch (SQLException e) {
        if (tries == FIRST_TRIES) {
          throw new ConfigurationException(
              properties + "url leads to a database that " + complaint(e), e);
        }
      }
    }
  }

  private String complaint(SQLException e) {
    var state = state(e);
    if (state.startsWith("28")) {
      return "refuses " + properties + "username with its password";
    }
    if (state.equals(REFUSES_CONNECTION)) {
      return "refuses the connection (a PostgreSQL without TLS needs sslmode=prefer in that URL)";
    }
    return COMPLAINTS_OF_A_FILE.getOrDefault(state, "does not answer");
  }

  /** Something to do in one transaction. */
  interface Transaction<T, E extends Exception> {
    T run(Connection connection) throws SQLException, E;
  }

  /**
   * Runs it whole or not at all. Where somebody else was first to write what must be unique, or to
   * change what it builds on, it is run once more, and then sees what the other wrote.
   */
  <T, E extends Exception> T transaction(Transaction<T, E> work) throws E {
    try {
      try {
        return once(work);
      } catch (SQLException e) {
        if (!isLostRace(e)) {
          throw e;
        }
        return once(work);
      }
    } catch (SQLException e) {
      throw translated(e);
    }
  }

  private <T, E extends Exception> T once(Transaction<T, E> work) throws SQLException, E {
    try (var connection = connection()) {
      connection.setAutoCommit(false);
      try {
        var result = work.run(connection);
        connection.commit();
        connection.setAutoCommit(true);
        return result;
      } catch (Throwable e) { // also for an Error: what comes next would commit the half
        undo(connection, e);
        throw e;
      }
    }
  }

  /** A connection that broke cannot be asked to, and why it broke is what matters. */
  private static void undo(Connection connection, Throwable why) {
    try {
      connection.rollback();
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      why.addSuppressed(e);
    }
  }

  /** Something to ask or to change in one statement. */
  interface Statement<T> {
    T run(Connection connection) throws SQLException;
  }

  /** Runs it in a transaction of its own. */
  <T> T statement(Statement<T> work) {
    try (var connection = connection()) {
      return work.run(connection);
    } catch (SQLException e) {
      throw translated(e);
    }
  }

  private Connection connection() {
    try {
      return bounded(dataSource.getConnection());
    } catch (SQLException e) {
      throw new StoreUnavailableException("the database gives no connection", e);
    }
  }

  /** Not for migrations: they may take longer, and come by another way. */
  private static Connection bounded(Connection connection) throws SQLException {
    try {
      connection.setNetworkTimeout(Runnable::run, ANSWER_TIMEOUT_MILLIS);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** What to throw inside a transaction whose ground somebody else has just taken away. */
  static SQLException lostRace(String how) {
    return new SQLException(how, SERIALIZATION_FAILURE);
  }

  private static boolean isLostRace(SQLException e) {
    var state = state(e);
    return isDuplicate(e) || state.equals(SERIALIZATION_FAILURE) || state.equals(DEADLOCK);
  }

  static boolean isDuplicate(SQLException e) {
    return state(e).equals(DUPLICATE_KEY);
  }

  private static String state(SQLException e) {
    return e.getSQLState() == null ? "" : e.getSQLState();
  }

  private static RuntimeException translated(SQLException e) {
    return isUnavailable(e)
        ? new StoreUnavailableException("the database does not answer", e)
        : new IllegalStateException("the database refused a statement", e);
  }

  /**
   * Connection failures, too many connections, an operator's shutdown or cancellation, a lock that
   * nobody gives, a server that only reads since it took over; H2's broken connection and closed
   * database.
   */
  private static boolean isUnavailable(SQLException e) {
    var state = state(e);
    return e instanceof SQLTransientConnectionException
        || state.startsWith("08")
        || state.startsWith("57")
        || state.equals("55P03")
        || state.equals("HYT00")
        || state.equals("25006")
        || state.equals("53300")
        || state.equals("90067")
        || state.equals("90098")
        || state.equals("90121")
        || state.equals("90007");
  }
}
