package org.sociallogin.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sociallogin.app.Browser.location;

import com.zaxxer.hikari.HikariDataSource;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sociallogin.sandbox.Person;

/** What goes on while the database gives no connection: whatever needs none, and plain words. */
class DatabaseAwayTest {

  @RegisterExtension
  static final Running APP = Running.start(Map.of("social-login.session.cache", "1h"));

  private static final Browser BROWSER = APP.browser();
  private static String callback = "";

  @RegisterExtension final Logged log = new Logged();

  @BeforeAll
  static void somebodySignsInAndTheDatabaseGoes() {
    callback = APP.agree(BROWSER, "/oauth/login/bitbucket", Person.MARA);
    assertThat(location(BROWSER.get(callback))).isEqualTo("/account");
    assertThat(BROWSER.get("/api/user").statusCode()).isEqualTo(200);
    ((HikariDataSource) APP.server.getApplicationContext().getBean(DataSource.class)).close();
  }

  @Test
  void whoIsSignedInStaysSoWithoutSql() {
    assertThat(BROWSER.get("/api/user").body()).contains("Mara Lindqvist");
    assertThat(log.lines()).isEmpty();
  }

  @Test
  void aSignInStartsWithoutSql() {
    assertThat(location(APP.browser().get("/oauth/login/bitbucket")))
        .startsWith(APP.sandbox.authorizationUrl().toString());
    assertThat(log.lines()).isEmpty();
  }

  @Test
  @Tag("FLOW-25")
  void noPageRestsOnACallbackThatComesAgain() {
    var again = BROWSER.get(callback);

    assertThat(again.statusCode()).isEqualTo(303);
    assertThat(location(again)).isEqualTo("/login/problem");
    assertThat(again.headers().firstValue("Referrer-Policy")).contains("no-referrer");
    var page = BROWSER.get("/login/problem");
    assertThat(page.statusCode()).isEqualTo(503);
    assertThat(page.body()).contains("<h1>Signing in is not possible right now</h1>");
  }

  @Test
  void everyOtherRouteSaysSoInOneLine() {
    for (var path : new String[] {"/login", "/logout", "/account"}) {
      log.forget();

      var page = BROWSER.get(path);

      assertThat(page.statusCode()).as(path).isEqualTo(503);
      assertThat(page.headers().firstValue("Retry-After")).contains("60");
      assertThat(page.body()).contains("<h1>Signing in is not possible right now</h1>");
      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith("signin-unavailable provider=- reference=")
          .contains("cause=\"the database gives no connection < ");
    }
    var json = BROWSER.get("/api/sessions");
    assertThat(json.statusCode()).isEqualTo(503);
    assertThat(json.body()).contains("/problems/signin-unavailable\"");
  }
}
