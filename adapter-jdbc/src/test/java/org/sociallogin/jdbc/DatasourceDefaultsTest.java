package org.sociallogin.jdbc;

import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.micronaut.configuration.jdbc.hikari.DatasourceConfiguration;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.core.value.MapPropertyResolver;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The datasource as Micronaut makes it of what the operator wrote. */
class DatasourceDefaultsTest {

  @TempDir Path folder;

  @Test
  void addsWhatTheOperatorsAddressLacks() {
    assertThat(DatasourceDefaults.completed("jdbc:h2:file:./data/db").split(";"))
        .containsExactlyInAnyOrder(
            "jdbc:h2:file:./data/db",
            "MODE=PostgreSQL",
            "DATABASE_TO_LOWER=TRUE",
            "DEFAULT_NULL_ORDERING=HIGH",
            "WRITE_DELAY=0",
            "QUERY_CACHE_SIZE=64",
            "TRACE_LEVEL_FILE=0");
    assertThat(DatasourceDefaults.completed("jdbc:h2:mem:a;write_delay=0;MODE=PostgreSQL"))
        .startsWith("jdbc:h2:mem:a;write_delay=0;MODE=PostgreSQL;")
        .doesNotContain("WRITE_DELAY");
    assertThat(DatasourceDefaults.completed("jdbc:postgresql://localhost/db"))
        .isEqualTo("jdbc:postgresql://localhost/db");
  }

  @Test
  void theAddressAloneIsEnoughAndTheTablesAreThereFromTheStart() throws SQLException {
    try (var application = application(folder.resolve("db"))) {
      var pool = (HikariDataSource) application.getBean(DataSource.class);

      assertThat(pool.getJdbcUrl()).contains(";WRITE_DELAY=0");
      assertThat(pool.getUsername()).isEqualTo("sa");
      assertThat(pool.getConnectionTimeout()).isEqualTo(5_000);
      assertThat(pool.getInitializationFailTimeout()).isEqualTo(-1);
      assertThat(pool.getConnectionTestQuery()).isNull();
      try (var connection = pool.getConnection();
          var query = Sql.prepare(connection, "select count(*) from social_login_session");
          var rows = query.executeQuery()) {
        assertThat(rows.next()).isTrue();
      }
    }
  }

  @Test
  void whatTheOperatorSaysOfThePoolStays() {
    try (var application =
        ApplicationContext.run(
            Map.of(
                "datasources.default.url",
                "jdbc:h2:mem:said;MODE=PostgreSQL;TRACE_LEVEL_FILE=1",
                "datasources.default.username",
                "app",
                "datasources.default.connection-timeout",
                30_000,
                "datasources.default.initializationFailTimeout",
                1,
                "datasources.default.connection-test-query",
                "select 2",
                "datasources.default.maximum-pool-size",
                3))) {
      var pool = (HikariDataSource) application.getBean(DataSource.class);

      assertThat(pool.getJdbcUrl()).contains(";TRACE_LEVEL_FILE=1").doesNotContain("_FILE=0");
      assertThat(pool.getUsername()).isEqualTo("app");
      assertThat(pool.getConnectionTimeout()).isEqualTo(30_000);
      assertThat(pool.getInitializationFailTimeout()).isEqualTo(1);
      assertThat(pool.getConnectionTestQuery()).isEqualTo("select 2");
      assertThat(pool.getMaximumPoolSize()).isEqualTo(3);
    }
  }

  @Test
  void anApplicationKeepsItsOwnDatasourceWhereOursHasAnotherName() throws SQLException {
    try (var application =
        ApplicationContext.run(
            Map.of(
                "social-login.datasource", "people",
                "datasources.people.url", "jdbc:h2:mem:people",
                "datasources.default.url", "jdbc:h2:mem:theirs",
                "datasources.default.username", "theirs",
                "datasources.default.password", ""))) {
      var theirs =
          (HikariDataSource) application.getBean(DataSource.class, Qualifiers.byName("default"));
      var ours = application.getBean(DataSource.class, Qualifiers.byName("people"));

      assertThat(theirs.getJdbcUrl()).isEqualTo("jdbc:h2:mem:theirs");
      assertThat(theirs.getConnectionTimeout()).isEqualTo(30_000);
      assertThat(tables(theirs)).isEmpty();
      assertThat(tables(ours)).contains("social_login_user", "social_login_schema_history");
    }
  }

  @Test
  void saysWhichDatasourceIsMissing() {
    assertThatThrownBy(
            () -> ApplicationContext.run(Map.of("social-login.datasource", "people")).close())
        .hasRootCauseInstanceOf(ConfigurationException.class)
        .hasRootCauseMessage("datasources.people.url is not set");
  }

  private static Set<String> tables(DataSource datasource) throws SQLException {
    var tables = new TreeSet<String>();
    try (var connection = datasource.getConnection();
        var query =
            Sql.prepare(
                connection,
                "select table_name from information_schema.tables where table_schema <>"
                    + " 'INFORMATION_SCHEMA' and table_schema <> 'information_schema'");
        var rows = query.executeQuery()) {
      while (rows.next()) {
        tables.add(rows.getString(1));
      }
    }
    return tables;
  }

  @Test
  @Tag("OPS-17")
  @DisabledOnOs(OS.WINDOWS)
  void theFileAndItsNewFoldersAreTheirOwnersAlone() throws IOException {
    try (var application = application(folder.resolve("new/data/db"))) {
      assertThat(permissions(folder))
          .isEqualTo(
              Map.of(
                  "new", fromString("rwx------"),
                  "new/data", fromString("rwx------"),
                  "new/data/db.mv.db", fromString("rw-------")));
      assertThat(application.isRunning()).isTrue();
    }
  }

  @Test
  @Tag("OPS-17")
  @DisabledOnOs(OS.WINDOWS)
  void aFileThatOthersCouldReadIsClosedToThem() throws IOException {
    var file = Files.createFile(folder.resolve("db.mv.db"));
    Files.setPosixFilePermissions(file, fromString("rw-rw-r--"));

    DatabaseFile.keepToOwner("jdbc:h2:" + folder.resolve("db") + ";WRITE_DELAY=0", "default");

    assertThat(permissions(folder)).isEqualTo(Map.of("db.mv.db", fromString("rw-------")));
  }

  @ParameterizedTest
  @Tag("OPS-17")
  @ValueSource(
      strings = {
        "jdbc:postgresql://db.example/app",
        "jdbc:postgresql://db.example:5432/app?currentSchema=sso",
        "jdbc:postgresql://localhost,db.example/app",
        "jdbc:postgresql://localhost.example/app",
        "jdbc:postgresql://[fd00::2]:5432/app",
        "jdbc:postgresql://db.example?user=a&applicationName=ssl"
      })
  void speaksTlsToPostgresqlOnAnotherMachine(String url) {
    assertThat(DatasourceDefaults.needsTls(url, Map.of())).isTrue();
  }

  @ParameterizedTest
  @Tag("OPS-17")
  @ValueSource(
      strings = {
        "jdbc:postgresql://localhost/app",
        "jdbc:postgresql://127.0.0.1:5433,[::1]:5433/app",
        "jdbc:postgresql:///app",
        "jdbc:postgresql:app",
        "jdbc:postgresql://db.example/app?sslmode=disable",
        "jdbc:postgresql://db.example/app?user=a&ssl=true",
        "jdbc:postgresql://db.example/app?ssl",
        "jdbc:postgresql://db.example/app?ssl&user=a",
        "jdbc:h2:tcp://db.example/app"
      })
  void leavesTlsToTheOperatorOtherwise(String url) {
    assertThat(DatasourceDefaults.needsTls(url, Map.of())).isFalse();
  }

  @ParameterizedTest
  @Tag("OPS-17")
  @ValueSource(
      strings = {
        "jdbc:postgresql://db.example/app",
        "jdbc:otel:postgresql://db.example/app",
        "jdbc:aws-wrapper:postgresql://db.example/app",
        "jdbc:p6spy:postgresql://db.example/app"
      })
  void theAddressAndTheUserOfAPostgresqlStayAsTheyAre(String url) {
    var datasource = new DatasourceConfiguration("default");
    datasource.setUrl(url);
    datasource.setUsername("app");

    complete(datasource);

    assertThat(datasource.getJdbcUrl()).isEqualTo(url);
    assertThat(datasource.getUsername()).isEqualTo("app");
    assertThat(datasource.getDataSourceProperties()).isEqualTo(Map.of("sslmode", "require"));
  }

  @Test
  @Tag("OPS-17")
  @DisabledOnOs(OS.WINDOWS)
  void anH2ThatSomethingWrapsIsTheSame() throws IOException {
    var datasource = new DatasourceConfiguration("default");
    datasource.setUrl("jdbc:otel:h2:file:" + folder.resolve("db"));

    complete(datasource);

    assertThat(datasource.getJdbcUrl())
        .startsWith("jdbc:otel:h2:file:")
        .contains(";MODE=PostgreSQL", ";WRITE_DELAY=0");
    assertThat(datasource.getUsername()).isEqualTo("sa");
    assertThat(permissions(folder)).isEqualTo(Map.of("db.mv.db", fromString("rw-------")));
  }

  @ParameterizedTest
  @Tag("OPS-17")
  @CsvSource({"ssl, true", "sslmode, verify-full"})
  void leavesTlsToTheDriversProperties(String name, String value) {
    var datasource = new DatasourceConfiguration("default");
    datasource.setUrl("jdbc:postgresql://db.example/app");
    datasource.addDataSourceProperty(name, value);

    complete(datasource);

    assertThat(datasource.getDataSourceProperties()).isEqualTo(Map.of(name, value));
  }

  private static void complete(DatasourceConfiguration datasource) {
    new DatasourceDefaults("default", new MapPropertyResolver(Map.of())).complete(datasource);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "jdbc:foo:bar", "jdbc:postgres://localhost/app"})
  @Tag("OPS-01")
  void anAddressOfNoDatabaseOfOursStopsTheStart(String url) {
    assertThatThrownBy(() -> ApplicationContext.run(Map.of("datasources.default.url", url)))
        .rootCause()
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("datasources.default.url must begin with jdbc:h2: or with jdbc:postgresql:");
  }

  private static ApplicationContext application(Path file) {
    return ApplicationContext.run(Map.of("datasources.default.url", "jdbc:h2:file:" + file));
  }

  /** Of all that lies in the folder, by its path from there. */
  private static Map<String, Set<PosixFilePermission>> permissions(Path folder) throws IOException {
    var permissions = new TreeMap<String, Set<PosixFilePermission>>();
    try (var files = Files.walk(folder)) {
      for (var file : files.filter(file -> !file.equals(folder)).toList()) {
        permissions.put(folder.relativize(file).toString(), Files.getPosixFilePermissions(file));
      }
    }
    return permissions;
  }
}
