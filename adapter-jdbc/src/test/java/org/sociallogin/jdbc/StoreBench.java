package org.sociallogin.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sociallogin.core.Browser;
import org.sociallogin.core.Digest;
import org.sociallogin.core.Email;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.NewSession;
import org.sociallogin.core.Profile;
import org.sociallogin.core.Provider;
import org.sociallogin.core.ProviderId;

/**
 * What the store costs with a million users and sessions beside ten thousand, in PostgreSQL. No
 * part of the build: docs/store.md has the command and the figures.
 */
class StoreBench {

  private static final int FEW = 10_000;
  private static final int MANY = 1_000_000;
  private static final double MOST = 1.3;

  private static final int WARM_UP = 4;
  private static final int ROUNDS = 10;
  private static final int EACH_ROUND = 300;

  private static final Provider PROVIDER =
      Provider.of(
          new ProviderId("bitbucket"),
          "Bitbucket",
          "client",
          URI.create("https://bitbucket.org/site/oauth2/authorize"));

  private static final List<String> ROWS =
      List.of(
          """
          insert into social_login_user (id, registered_at)
          select md5('user ' || i)::uuid, now() from generate_series(1, %d) i""",
          """
          insert into social_login_identity (id, user_id, provider, authority, subject, name,
            preferred_username, email, email_verified, attributes, linked_at)
          select md5('identity ' || i)::uuid, md5('user ' || i)::uuid, 'bitbucket', 'bitbucket.org',
            '{' || md5('subject ' || i) || '}', 'Person ' || i, 'person-' || i,
            'person-' || i || '@example.org', true, '', now()
          from generate_series(1, %d) i""",
          """
          insert into social_login_last_login (identity_id, at)
          select md5('identity ' || i)::uuid, now() from generate_series(1, %d) i""",
          """
          insert into social_login_verified_email (address, user_id)
          select 'person-' || i || '@example.org', md5('user ' || i)::uuid
          from generate_series(1, %d) i""",
          """
          insert into social_login_session (id, token, attempt, attempt_ends_at, user_id, identity_id,
            user_agent, created_at, authenticated_at, last_seen_at, expires_at)
          select gen_random_uuid(), sha256(convert_to('token ' || i, 'UTF8')),
            sha256(convert_to('attempt ' || i, 'UTF8')), now(), md5('user ' || i)::uuid,
            md5('identity ' || i)::uuid, 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101',
            now(), now(), now(), now() + interval '30 days'
          from generate_series(1, %d) i""");

  @Test
  void aMillionCostHardlyMoreThanTenThousand() throws Exception {
    try (var server =
            EmbeddedPostgres.builder()
                .setServerConfig("shared_buffers", "2GB")
                .setServerConfig("max_wal_size", "8GB")
                .setServerConfig("autovacuum", "off") // its moments are not ours to measure
                .start();
        var few = new Store(server, "few", FEW);
        var many = new Store(server, "many", MANY)) {
      many.explain("session look-up", JdbcSessions.FIND, token(1));
      many.explain(
          "sign-in", JdbcAccounts.FIND, "bitbucket", "bitbucket.org", profile(1).subject());
      var before = many.sequentialScans();

      var ratios =
          List.of(
              compare("session look-up", few, many, Store::lookUp),
              compare("sign-in of somebody known", few, many, Store::signIn),
              compare("first sign-in", few, many, Store::register));

      assertThat(many.sequentialScans()).as("sequential scans").isEqualTo(before);
      var whenAllHaveExpired = Instant.now().plus(Duration.ofDays(31));
      many.explain(
          "removing 500 expired sessions",
          JdbcSessions.PURGE,
          whenAllHaveExpired,
          whenAllHaveExpired,
          500);
      assertThat(ratios).allSatisfy(ratio -> assertThat(ratio).isLessThanOrEqualTo(MOST));
    }
  }

  private interface Operation {
    void on(Store store) throws Exception;
  }

  /** Turn by turn, so that what else the machine does falls on both. */
  private static double compare(String name, Store few, Store many, Operation operation)
      throws Exception {
    var ofFew = new ArrayList<Long>();
    var ofMany = new ArrayList<Long>();
    for (var round = 0; round < WARM_UP + ROUNDS; round++) {
      var costs = nanos(few, operation);
      var costsOfMany = nanos(many, operation);
      if (round >= WARM_UP) {
        ofFew.addAll(costs);
        ofMany.addAll(costsOfMany);
      }
    }
    var ratio = (double) typical(ofMany) / typical(ofFew);
    System.out.printf(
        "%n%s: %,d µs with %,d, %,d µs with %,d: %.2f times%n",
        name, typical(ofFew) / 1_000, FEW, typical(ofMany) / 1_000, MANY, ratio);
    return ratio;
  }

  private static List<Long> nanos(Store store, Operation operation) throws Exception {
    var costs = new ArrayList<Long>();
    for (var i = 0; i < EACH_ROUND; i++) {
      var start = System.nanoTime();
      operation.on(store);
      costs.add(System.nanoTime() - start);
    }
    return costs;
  }

  /** The lower quartile: what else the machine does only adds. */
  private static long typical(List<Long> costs) {
    Collections.sort(costs);
    return costs.get(costs.size() / 4);
  }

  /** A database with so many users, each with an identity, an address and a session. */
  private static final class Store implements AutoCloseable {

    private final Random chance = new Random(1);
    private final int users;
    private final HikariDataSource dataSource;
    private final JdbcAccounts accounts;
    private final JdbcSessions sessions;
    private int newcomers;

    Store(EmbeddedPostgres server, String name, int users) throws SQLException {
      this.users = users;
      try (var connection = server.getPostgresDatabase().getConnection()) {
        Sql.update(connection, "create database " + name);
      }
      var config = new HikariConfig();
      config.setJdbcUrl(server.getJdbcUrl("postgres", name));
      dataSource = new HikariDataSource(config);
      var database = new Database(dataSource, "default");
      accounts = new JdbcAccounts(database, event -> {}, Clock.systemUTC());
      sessions = new JdbcSessions(database, Clock.systemUTC());
      try (var connection = dataSource.getConnection()) {
        for (var rows : ROWS) {
          Sql.update(connection, rows.formatted(users));
        }
        Sql.update(connection, "vacuum analyze");
      }
    }

    private int somebody() {
      return 1 + chance.nextInt(users);
    }

    void lookUp() {
      assertThat(sessions.find(token(somebody()))).isNotNull();
    }

    /** In a browser that is still signed in. */
    void signIn() throws LoginException {
      var who = somebody();
      accounts.signIn(PROVIDER, profile(who), session(token(who)), true, any -> true);
    }

    void register() throws LoginException {
      accounts.signIn(PROVIDER, profile(users + ++newcomers), session(), true, any -> true);
    }

    void explain(String name, String question, Object... parameters) throws SQLException {
      System.out.printf("%n%s with %,d:%n", name, users);
      try (var connection = dataSource.getConnection();
          var query =
              Sql.prepare(connection, "explain (analyze, buffers) " + question, parameters);
          var plan = query.executeQuery()) {
        while (plan.next()) {
          System.out.println(plan.getString(1));
        }
      }
    }

    /** How often a table of ours was read from its beginning, once every connection has told. */
    long sequentialScans() throws SQLException {
      dataSource.getHikariPoolMXBean().softEvictConnections();
      try (var connection = dataSource.getConnection();
          var query =
              Sql.prepare(
                  connection,
                  "select sum(seq_scan) from pg_stat_user_tables"
                      + " where relname like 'social\\_login\\_%' and relname not like '%history'");
          var scans = query.executeQuery()) {
        scans.next();
        return scans.getLong(1);
      }
    }

    @Override
    public void close() {
      dataSource.close();
    }
  }

  private static Digest token(int user) {
    return Digest.of("token " + user);
  }

  private static Profile profile(int user) {
    var subject = HexFormat.of().formatHex(md5("subject " + user));
    return new Profile(
        PROVIDER.id(),
        "{" + subject + "}",
        "Person " + user,
        "person-" + user,
        Email.of("person-" + user + "@example.org", true),
        null,
        null,
        Map.of());
  }

  private static byte[] md5(String text) {
    try {
      return MessageDigest.getInstance("MD5").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static NewSession session(Digest... brought) {
    var now = Instant.now();
    return new NewSession(
        Digest.of(UUID.randomUUID().toString()),
        Digest.of(UUID.randomUUID().toString()),
        now.plus(Duration.ofMinutes(11)),
        now,
        now.plus(Duration.ofDays(30)),
        new Browser(List.of(brought), "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101"));
  }
}
