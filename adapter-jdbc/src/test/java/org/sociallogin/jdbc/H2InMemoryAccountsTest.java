package org.sociallogin.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.UUID;

/** H2 in memory, as the sandbox has it. */
class H2InMemoryAccountsTest extends AccountsContract {

  @Override
  HikariDataSource dataSource() {
    var config = new HikariConfig();
    config.setJdbcUrl(DatasourceDefaults.completed("jdbc:h2:mem:" + UUID.randomUUID()));
    config.setUsername("sa");
    config.setPassword("");
    config.setConnectionTimeout(5_000);
    return new HikariDataSource(config);
  }
}
