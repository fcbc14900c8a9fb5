package org.sociallogin.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.sociallogin.app.Browser.location;

import com.zaxxer.hikari.HikariDataSource;
import io.micronaut.context.env.yaml.YamlPropertySourceLoader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.sociallogin.sandbox.Person;

/** The description of the JSON, held against what is answered. */
class OpenApiTest {

  private static final String[] OUR_PAGE = {"Sec-Fetch-Site", "same-origin"};
  private static final String[] CROSS_SITE = {"Sec-Fetch-Site", "cross-site"};

  private static final Pattern ANSWER =
      Pattern.compile(
          "paths\\.([^.]+)\\.([a-z]+)\\.responses\\.(\\w+)\\.(?:description|content\\.([^.]+)\\..+)");

  private static final Pattern FORMAT =
      Pattern.compile(
          "components\\.schemas\\.ApiController\\.(\\w+)\\.properties\\.(\\w+)\\.format");

  private final Set<String> answered = new TreeSet<>();

  @Test
  void saysWhatEveryOperationAnswersAndNothingElse() throws IOException, SQLException {
    try (var app = Running.start(Map.of("social-login.session.cache", "0s"))) {
      everyAnswer(app);

      assertThat(described(app.browser().get("/openapi.yml").body())).isEqualTo(answered);
    }
  }

  @Test
  void saysWhatEachTextIsAndWhenAPersonHasToConfirm() throws IOException {
    try (var app = Running.start()) {
      var leaves = leaves(app.browser().get("/openapi.yml").body());

      assertThat(formats(leaves))
          .containsExactlyInAnyOrder(
              "IdentityBody.id uuid",
              "IdentityBody.lastLoginAt date-time",
              "IdentityBody.linkedAt date-time",
              "IdentityBody.picture uri",
              "IdentityBody.profile uri",
              "SessionBody.createdAt date-time",
              "SessionBody.expiresAt date-time",
              "SessionBody.id uuid",
              "SessionBody.lastSeenAt date-time",
              "UserBody.id uuid",
              "UserBody.picture uri");
      var confirms = "Another site asks, or the person has to confirm first; `type` says which";
      for (var operation : new String[] {"user.delete", "identities/{id}.delete"}) {
        assertThat(leaves.get("paths./api/" + operation + ".responses.403.description"))
            .isEqualTo(confirms);
      }
      for (var operation : new String[] {"sessions.delete", "sessions/{id}.delete"}) {
        assertThat(leaves.get("paths./api/" + operation + ".responses.403.description"))
            .isEqualTo("Another site asks");
      }
      assertThat(leaves.get("paths./api/identities/{id}.delete.responses.204.description"))
          .asString()
          .contains("a new cookie", "worth nothing");
      assertThat(
              leaves.get(
                  "components.schemas.ApiController.EmailBody.properties.verified.description"))
          .asString()
          .contains("Of the user: ", "Of an identity: ");
    }
  }

  private static Set<String> formats(Map<String, Object> leaves) {
    var formats = new TreeSet<String>();
    leaves.forEach(
        (leaf, value) -> {
          var text = FORMAT.matcher(leaf);
          if (text.matches() && value instanceof String) {
            formats.add(text.group(1) + '.' + text.group(2) + ' ' + value);
          }
        });
    return formats;
  }

  private void everyAnswer(Running app) throws SQLException {
    var nobody = app.browser();
    var mara = app.browser();
    app.signIn(mara, Person.MARA);
    var other = app.browser();
    app.signIn(other, Person.MARA);
    var elsewhere = mara.get("/api/sessions").body().substring(8, 44);
    var nothing = UUID.randomUUID().toString();
    var identity =
        mara.get("/api/user").body().replaceAll(".*\"identities\":\\[\\{\"id\":\"([^\"]*).*", "$1");

    ask(nobody, "GET", "/api/providers", "");
    for (var path : new String[] {"/api/user", "/api/sessions"}) {
      ask(mara, "GET", path, "");
      ask(nobody, "GET", path, "");
      ask(nobody, "DELETE", path, "", OUR_PAGE);
      ask(mara, "DELETE", path, "", CROSS_SITE);
    }
    for (var path : new String[] {"/api/identities/", "/api/sessions/"}) {
      ask(nobody, "DELETE", path, nothing, OUR_PAGE);
      ask(mara, "DELETE", path, nothing, CROSS_SITE);
      ask(mara, "DELETE", path, nothing, OUR_PAGE);
    }
    ask(mara, "DELETE", "/api/sessions/", elsewhere, OUR_PAGE);
    ask(mara, "DELETE", "/api/sessions", "", OUR_PAGE);
    ask(mara, "DELETE", "/api/identities/", identity, OUR_PAGE);

    var start = mara.get("/oauth/link/bitbucket", OUR_PAGE);
    var callback = app.sandbox.agree(URI.create(location(start)), Person.ALL.get(2));
    mara.get(callback.getRawPath() + '?' + callback.getRawQuery());
    ask(mara, "DELETE", "/api/identities/", identity, OUR_PAGE);
    ask(mara, "DELETE", "/api/user", "", OUR_PAGE);

    app.signIn(mara, Person.MARA);
    app.server
        .getApplicationContext()
        .getBean(DataSource.class)
        .unwrap(HikariDataSource.class)
        .close();
    for (var path : new String[] {"/api/user", "/api/sessions"}) {
      ask(mara, "GET", path, "");
      ask(mara, "DELETE", path, "", OUR_PAGE);
    }
    ask(mara, "DELETE", "/api/identities/", nothing, OUR_PAGE);
    ask(mara, "DELETE", "/api/sessions/", nothing, OUR_PAGE);
  }

  private void ask(Browser browser, String method, String path, String id, String... headers) {
    var answer = browser.send(method, path + id, "", headers);
    answered.add(
        method
            + ' '
            + path
            + (id.isEmpty() ? "" : "{id}")
            + ' '
            + answer.statusCode()
            + type(answer));
  }

  private static String type(HttpResponse<String> answer) {
    return answer
        .headers()
        .firstValue("Content-Type")
        .map(type -> ' ' + type.replaceAll(";.*", ""))
        .orElse("");
  }

  private static Map<String, Object> leaves(String yaml) throws IOException {
    return new YamlPropertySourceLoader()
        .read("openapi", new ByteArrayInputStream(yaml.getBytes(UTF_8)));
  }

  private static Set<String> described(String yaml) throws IOException {
    var described = new TreeSet<String>();
    for (var leaf : leaves(yaml).keySet()) {
      var answer = ANSWER.matcher(leaf);
      if (answer.matches()) {
        var operation = answer.group(2).toUpperCase(Locale.ROOT) + ' ' + answer.group(1);
        var type = answer.group(4) == null ? "" : ' ' + answer.group(4);
        described.add(operation + ' ' + answer.group(3) + type);
      }
    }
    // Every answer has a description, and most have a type besides.
    described.removeIf(one -> described.stream().anyMatch(more -> more.startsWith(one + ' ')));
    return described;
  }
}
