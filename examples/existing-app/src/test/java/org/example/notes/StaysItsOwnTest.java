package org.example.notes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariDataSource;
import io.micronaut.context.ApplicationContext;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.inject.qualifiers.Qualifiers;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.sociallogin.core.LoginException;
import org.sociallogin.testkit.MadeUpUsers;

/** What the sign-in leaves as it was. */
@MicronautTest(transactional = false)
class StaysItsOwnTest {

  @Inject EmbeddedServer server;
  @Inject ApplicationContext application;
  @Inject MadeUpUsers users;

  @Test
  void theFirstPageAndItsHeadersAreOurs() throws Exception {
    var page = get("/", "Accept", "text/html");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).startsWith("<!doctype html>\n<title>Notes</title>");
    assertThat(page.headers().map().keySet())
        .containsExactlyInAnyOrder("content-length", "content-type", "date");
  }

  @Test
  void ourFilesStayOpenInAFolderThatTheSignInUsesToo() throws Exception {
    var logo = get("/assets/logo.svg");

    assertThat(logo.statusCode()).isEqualTo(200);
    assertThat(logo.body()).startsWith("<svg");
    var login = get("/login", "Accept", "text/html").body();
    var stylesheet = login.replaceAll("(?s).*href=\"(/assets/[^\"]+)\".*", "$1");
    assertThat(get(stylesheet).headers().firstValue("Content-Type"))
        .contains("text/css;charset=utf-8");
  }

  @Test
  void errorsOfOurRoutesAreSaidInOurWords() throws Exception {
    var linus = "social-login=" + users.signIn("linus").cookie().getValue();

    for (var error :
        List.of(
            get("/nothing", "Accept", "application/json"),
            get("/notes", "Accept", "application/json"),
            send(
                "DELETE",
                "/notes",
                "",
                "Accept",
                "application/json",
                "Sec-Fetch-Site",
                "same-origin",
                "Cookie",
                linus))) {
      assertThat(error.headers().firstValue("Content-Type")).contains("application/json");
      assertThat(error.headers().firstValue("Content-Security-Policy")).isEmpty();
      assertThat(error.body()).contains("\"_embedded\"").doesNotContain("/problems/");
    }
    assertThat(get("/notes", "Accept", "application/json").headers().firstValue("WWW-Authenticate"))
        .contains("Cookie");
    assertThat(get("/api/user").body()).contains("/problems/not-signed-in");
  }

  @Test
  void aClosedPageOfOursLeadsToTheSignInAndBack() throws Exception {
    var answer = get("/notes?page=2", "Accept", "text/html,*/*;q=0.8");

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("Location"))
        .contains("/login?return_to=%2Fnotes%3Fpage%3D2");
    assertThat(get("/login", "Accept", "text/html").body())
        .contains("<title>Sign in – Notes</title>");
  }

  @Test
  void anotherSiteCannotPostToUsEither() throws Exception {
    var answer = send("POST", "/notes", "{}", "Sec-Fetch-Site", "cross-site");

    assertThat(answer.statusCode()).isEqualTo(403);
  }

  @Test
  void jsonIsWrittenAsEachSaysIt() throws Exception {
    var ada = "social-login=" + users.signIn("ada").cookie().getValue();
    var note =
        send(
            "POST",
            "/notes",
            "{\"note_text\":\"Buy milk\"}",
            "Content-Type",
            "application/json",
            "Sec-Fetch-Site",
            "same-origin",
            "Cookie",
            ada);

    assertThat(note.statusCode()).isEqualTo(201);
    assertThat(new ObjectMapper().readTree(note.body()).fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("id", "member_id", "note_text");
    var user = new ObjectMapper().readTree(get("/api/user", "Cookie", ada).body());
    assertThat(user.path("identities").path(0).path("preferredUsername").asText()).isEqualTo("ada");
    assertThat(user.path("identities").path(0).has("profile")).isTrue();
  }

  @Test
  void ourDatasourceAndItsHistoryAreUntouched() throws SQLException {
    var pool = pool("default");

    assertThat(pool.getJdbcUrl()).isEqualTo("jdbc:h2:mem:notes");
    assertThat(pool.getConnectionTimeout()).isEqualTo(30_000);
    assertThat(tables(pool)).containsExactlyInAnyOrder("MEMBER", "NOTE", "flyway_schema_history");
    assertThat(
            rows(pool, "select \"script\" from \"flyway_schema_history\" where \"type\" = 'SQL'"))
        .containsExactly("V1__notes.sql");
    assertThat(tables(pool("people")))
        .contains("social_login_user", "social_login_schema_history")
        .allMatch(table -> table.startsWith("social_login_"));
  }

  @Test
  void logsAsWeSay() throws IOException {
    assertThat(Collections.list(getClass().getClassLoader().getResources("logback.xml")))
        .hasSize(1);
    assertThat(Collections.list(getClass().getClassLoader().getResources("application.yml")))
        .isEmpty();
    var root =
        (ch.qos.logback.classic.Logger)
            LoggerFactory.getLogger(ch.qos.logback.classic.Logger.ROOT_LOGGER_NAME);
    assertThat(root.iteratorForAppenders())
        .toIterable()
        .extracting("name")
        .containsExactly("notes");
  }

  /** The same in one database: each has its own tables, migrations and history there. */
  @Test
  void oneDatabaseServesBoth() throws SQLException, LoginException {
    var properties =
        Map.<String, Object>of(
            "social-login.datasource", "default",
            "datasources.default.url", "jdbc:h2:mem:both;DB_CLOSE_DELAY=-1",
            "datasources.people.url", "jdbc:h2:mem:unused");
    try (var both = ApplicationContext.run(properties, "test")) {
      var ada = both.getBean(MadeUpUsers.class).signIn("ada").user().id().value();

      assertThat(both.getBean(Members.class).existsById(ada)).isTrue();
      var pool = pool(both, "default");
      assertThat(rows(pool, "select script from flyway_schema_history where type = 'SQL'"))
          .containsExactly("V1__notes.sql");
      assertThat(tables(pool)).contains("member", "note", "social_login_schema_history");
    }
    try (var again = ApplicationContext.run(properties, "test")) {
      assertThat(again.getBean(Members.class).count()).isOne();
    }
  }

  private HikariDataSource pool(String name) {
    return pool(application, name);
  }

  private static HikariDataSource pool(ApplicationContext application, String name) {
    return (HikariDataSource)
        DelegatingDataSource.unwrapDataSource(
            application.getBean(DataSource.class, Qualifiers.byName(name)));
  }

  private static List<String> tables(DataSource datasource) throws SQLException {
    return rows(
        datasource,
        "select table_name from information_schema.tables where upper(table_schema) = 'PUBLIC'");
  }

  private static List<String> rows(DataSource datasource, String query) throws SQLException {
    var rows = new ArrayList<String>();
    try (var connection = datasource.getConnection();
        var statement = connection.createStatement();
        var result = statement.executeQuery(query)) {
      while (result.next()) {
        rows.add(result.getString(1));
      }
    }
    return rows;
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    return send("GET", path, "", headers);
  }

  private HttpResponse<String> send(String method, String path, String body, String... headers)
      throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(server.getURI() + path))
            .method(method, BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
  }
}
