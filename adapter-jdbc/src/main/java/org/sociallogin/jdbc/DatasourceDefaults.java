package org.sociallogin.jdbc;

import io.micronaut.configuration.jdbc.hikari.DatasourceConfiguration;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the database needs besides the address that the operator gave. */
@Singleton
final class DatasourceDefaults implements BeanCreatedEventListener<DatasourceConfiguration> {

  private static final String H2 = "jdbc:h2:";

  /** A page must answer within seconds when the database does not. */
  private static final long CONNECTION_TIMEOUT_MILLIS = 5_000;

  private static final Map<String, String> H2_SETTINGS =
      Map.of(
          "MODE", "PostgreSQL",
          "DATABASE_TO_LOWER", "TRUE",
          "DEFAULT_NULL_ORDERING", "HIGH",
          // Without it H2 keeps commits for half a second in memory, and a crash loses them.
          "WRITE_DELAY", "0");

  @Override
  public DatasourceConfiguration onCreated(BeanCreatedEvent<DatasourceConfiguration> event) {
    var datasource = event.getBean();
    if (datasource.getName().equals(Database.DATASOURCE)) {
      datasource.setUrl(completed(datasource.getUrl()));
      if (datasource.getUrl().startsWith(H2) && datasource.getUsername() == null) {
        datasource.setUsername("sa");
        datasource.setPassword("");
      }
      datasource.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
      datasource.setConnectionTestQuery(null); // the driver's own way is cheaper
      datasource.setInitializationFailTimeout(-1); // Database waits for it, and says what is wrong
    }
    return datasource;
  }

  static String completed(@Nullable String url) {
    if (url == null || !url.startsWith(H2)) {
      return url == null ? "" : url;
    }
    var completed = new StringBuilder(url);
    var given = url.toUpperCase(Locale.ROOT);
    H2_SETTINGS.forEach(
        (name, value) -> {
          if (!given.contains(";" + name + "=")) {
            completed.append(';').append(name).append('=').append(value);
          }
        });
    return completed.toString();
  }
}
