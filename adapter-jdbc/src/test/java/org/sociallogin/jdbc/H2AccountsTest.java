package org.sociallogin.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H2 in a file, as it comes. */
class H2AccountsTest extends AccountsContract {

  @TempDir Path folder;

  @Override
  HikariDataSource dataSource() {
    var config = new HikariConfig();
    config.setJdbcUrl(DatasourceDefaults.completed("jdbc:h2:file:" + folder.resolve("db")));
    config.setUsername("sa");
    config.setPassword("");
    config.setConnectionTimeout(5_000);
    return new HikariDataSource(config);
  }

  @Test
  void addsWhatTheOperatorsAddressLacks() {
    assertThat(DatasourceDefaults.completed("jdbc:h2:file:./data/db").split(";"))
        .containsExactlyInAnyOrder(
            "jdbc:h2:file:./data/db",
            "MODE=PostgreSQL",
            "DATABASE_TO_LOWER=TRUE",
            "DEFAULT_NULL_ORDERING=HIGH",
            "WRITE_DELAY=0");
    assertThat(DatasourceDefaults.completed("jdbc:h2:mem:a;write_delay=0;MODE=PostgreSQL"))
        .startsWith("jdbc:h2:mem:a;write_delay=0;MODE=PostgreSQL;")
        .doesNotContain("WRITE_DELAY");
    assertThat(DatasourceDefaults.completed("jdbc:postgresql://localhost/db"))
        .isEqualTo("jdbc:postgresql://localhost/db");
  }
}
