package org.sociallogin.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sociallogin.core.Digest;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.NewSession;
import org.sociallogin.core.Profile;

/** H2 in a file, as it comes. */
class H2AccountsTest extends AccountsContract {

  @TempDir Path folder;

  @Override
  HikariDataSource dataSource() {
    return h2(folder.resolve(UUID.randomUUID().toString()));
  }

  @Test
  @Tag("C33")
  void isTheSameAfterARestart() throws LoginException {
    var fox = "\u00c1ngela \ud83d\udc69\u200d\ud83d\udc67 \ud83e\udd8a";
    var profile = new Profile(BITBUCKET.id(), "{a}", fox, fox, null, null, null, Map.of());
    var file = folder.resolve("kept");
    var session =
        new NewSession(
            token("1"), Digest.of("attempt 1"), NOW, NOW, NOW.plusSeconds(3_600), BROWSER);

    try (var before = h2(file)) {
      new JdbcAccounts(new Database(before, "default"), event -> {}, Clock.systemUTC())
          .signIn(BITBUCKET, profile, session, true, any -> true);
    }

    try (var after = h2(file)) {
      var sessions = new JdbcSessions(new Database(after, "default"), Clock.systemUTC());
      var found = Objects.requireNonNull(sessions.find(token("1")));
      assertThat(found.user().identities().get(0).profile()).isEqualTo(profile);
    }
  }

  private static HikariDataSource h2(Path file) {
    var config = new HikariConfig();
    config.setJdbcUrl(DatasourceDefaults.completed("jdbc:h2:file:" + file));
    config.setUsername("sa");
    config.setPassword("");
    config.setConnectionTimeout(5_000);
    return new HikariDataSource(config);
  }
}
