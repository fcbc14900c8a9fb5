package org.sociallogin.jdbc;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micronaut.context.exceptions.ConfigurationException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator reads when the database cannot be used. */
class DatabaseTest {

  @TempDir Path folder;

  @Test
  @Tag("OPS-01")
  void saysThatNobodyAnswers() {
    assertThatThrownBy(() -> open("jdbc:postgresql://localhost:1/app"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("datasources.default.url leads to a database that does not answer")
        .hasCauseInstanceOf(SQLException.class);
  }

  @Test
  @Tag("OPS-01")
  void saysThatTheUserIsRefused() {
    var url = "jdbc:h2:file:" + folder.resolve("db");
    try (var first = pool(url, "right")) {
      new Database(first, "default");
    }

    assertThatThrownBy(() -> open(url))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "datasources.default.url leads to a database that refuses datasources.default.username"
                + " with its password")
        .hasCauseInstanceOf(SQLException.class);
  }

  @Test
  @Tag("OPS-01")
  void saysThatAnotherProcessHasItOpen() throws Exception {
    var url = "jdbc:h2:file:" + folder.resolve("db");
    try (var other = FileChannel.open(folder.resolve("db.mv.db"), CREATE, WRITE)) {
      other.lock();

      assertThatThrownBy(() -> open(url))
          .isInstanceOf(ConfigurationException.class)
          .hasMessage(
              "datasources.default.url leads to a database that is open in another process: does"
                  + " the application run already?");
    }
  }

  @Test
  @Tag("OPS-01")
  void saysThatTheFileIsNoDatabase() throws Exception {
    Files.writeString(folder.resolve("db.mv.db"), "Dear diary,\n".repeat(10_000));

    assertThatThrownBy(() -> open("jdbc:h2:file:" + folder.resolve("db")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "datasources.default.url leads to a database that is a file that holds something"
                + " else, or is broken");
  }

  private static void open(String url) {
    try (var pool = pool(url, "wrong")) {
      new Database(pool, "default");
    }
  }

  private static HikariDataSource pool(String url, String password) {
    var config = new HikariConfig();
    config.setJdbcUrl(DatasourceDefaults.completed(url));
    config.setUsername("app");
    config.setPassword(password);
    config.setConnectionTimeout(500);
    config.setInitializationFailTimeout(-1);
    return new HikariDataSource(config);
  }
}
