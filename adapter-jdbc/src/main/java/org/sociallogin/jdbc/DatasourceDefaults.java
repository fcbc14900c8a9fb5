package org.sociallogin.jdbc;

import io.micronaut.configuration.jdbc.hikari.DatasourceConfiguration;
import io.micronaut.context.annotation.Value;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.core.value.PropertyResolver;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the database that holds our tables needs besides the address that the operator gave. What
 * the operator says stays, and so does every other datasource.
 */
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
          "WRITE_DELAY", "0",
          // Statements that a connection remembers as parsed; by itself only eight, and a sign-in
          // and the page behind it have more.
          "QUERY_CACHE_SIZE", "64",
          // The file beside the database that holds the statements that failed, values and all.
          "TRACE_LEVEL_FILE", "0");

  private static final Pattern KNOWN = Pattern.compile("jdbc:(h2|postgresql):.*");

  /** Some wrap the driver, and have a word of theirs before its name. */
  private static final Pattern WRAPPER = Pattern.compile("^jdbc:[a-z0-9-]+:(?=(h2|postgresql):)");

  private static final Pattern POSTGRESQL = Pattern.compile("jdbc:postgresql://([^/?]+).*");
  private static final Pattern THIS_MACHINE =
      Pattern.compile("(localhost|127\\.[0-9.]+|\\[::1])(:[0-9]+)?");
  private static final Pattern OWN_WORD_ON_TLS = Pattern.compile(".*[?&]ssl(mode)?([=&].*)?");

  private final String ours;
  private final PropertyResolver configuration;

  DatasourceDefaults(
      @Value("${social-login.datasource:default}") String ours, PropertyResolver configuration) {
    this.ours = ours;
    this.configuration = configuration;
    var property = property("url");
    var url = configuration.getProperty(property, String.class).orElse(null);
    // Of a blank one Micronaut would make a database in memory.
    if (url != null && !KNOWN.matcher(unwrapped(url)).matches()) {
      throw new ConfigurationException(
          property + " must begin with jdbc:h2: or with jdbc:postgresql:");
    }
  }

  @Override
  public DatasourceConfiguration onCreated(BeanCreatedEvent<DatasourceConfiguration> event) {
    var datasource = event.getBean();
    if (datasource.getName().equals(ours)) {
      complete(datasource);
    }
    return datasource;
  }

  void complete(DatasourceConfiguration datasource) {
    datasource.setUrl(completed(datasource.getUrl()));
    var url = unwrapped(datasource.getUrl());
    if (url.startsWith(H2) && datasource.getUsername() == null) {
      datasource.setUsername("sa");
      datasource.setPassword("");
    }
    if (needsTls(url, datasource.getDataSourceProperties())) {
      datasource.addDataSourceProperty("sslmode", "require");
    }
    DatabaseFile.keepToOwner(url, datasource.getName());
    if (isOpen("connection-timeout")) {
      datasource.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
    }
    if (isOpen("connection-test-query") && isOpen("validation-query")) {
      datasource.setConnectionTestQuery(null); // the driver's own way is cheaper
    }
    if (isOpen("initialization-fail-timeout")) {
      datasource.setInitializationFailTimeout(-1); // Database waits for it, and says what is wrong
    }
  }

  /** Whether the operator leaves it to us. */
  private boolean isOpen(String leaf) {
    return !configuration.containsProperty(property(leaf));
  }

  private String property(String leaf) {
    return "datasources." + ours + '.' + leaf;
  }

  /** The address as the driver knows it. */
  private static String unwrapped(String url) {
    return WRAPPER.matcher(url).replaceFirst("jdbc:");
  }

  static String completed(@Nullable String url) {
    if (url == null || !unwrapped(url).startsWith(H2)) {
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

  /** Whether it is PostgreSQL on another machine, and the operator says nothing of TLS. */
  static boolean needsTls(String url, Map<?, ?> properties) {
    var address = POSTGRESQL.matcher(url);
    return address.matches()
        && Stream.of("ssl", "sslmode").noneMatch(properties::containsKey)
        && !OWN_WORD_ON_TLS.matcher(url).matches()
        && !Stream.of(address.group(1).split(","))
            .allMatch(host -> THIS_MACHINE.matcher(host).matches());
  }
}
