package org.sociallogin.app;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.rules.SecurityRule;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.micronaut.web.router.Router;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sociallogin.sandbox.Person;
import org.sociallogin.web.Roles;

/** Which routes there are, and what holds for the controllers of whoever builds on us. */
@MicronautTest
@Property(name = "micronaut.security.oauth2.clients.bitbucket.client-id", value = "id")
@Property(name = "micronaut.security.oauth2.clients.bitbucket.client-secret", value = "secret")
@Property(name = "datasources.default.url", value = "jdbc:h2:mem:routes;DB_CLOSE_DELAY=-1")
class RoutesTest {

  private static final Set<String> OURS =
      Set.of(
          "DELETE /api/identities/{id}",
          "DELETE /api/sessions",
          "DELETE /api/sessions/{id}",
          "DELETE /api/user",
          "GET /",
          "GET /account",
          "GET /account/delete",
          "GET /account/identities/{id}/remove",
          "GET /api/providers",
          "GET /api/sessions",
          "GET /api/user",
          "GET /assets/{file:pages\\..+\\.css}",
          "GET /health",
          "GET /health/{selector}",
          "GET /login",
          "GET /login/problem",
          "GET /logout",
          "GET /oauth/callback/{provider}",
          "GET /oauth/confirm/{provider}",
          "GET /oauth/link/{provider}",
          "GET /oauth/login/{provider}",
          "GET /openapi.yml",
          "GET /problems/{code}",
          "HEAD /",
          "HEAD /account",
          "HEAD /account/delete",
          "HEAD /account/identities/{id}/remove",
          "HEAD /api/providers",
          "HEAD /api/sessions",
          "HEAD /api/user",
          "HEAD /assets/{file:pages\\..+\\.css}",
          "HEAD /health",
          "HEAD /health/{selector}",
          "HEAD /login",
          "HEAD /login/problem",
          "HEAD /logout",
          "HEAD /openapi.yml",
          "HEAD /problems/{code}",
          "POST /account/delete",
          "POST /account/identities/{id}/remove",
          "POST /account/sessions/end-others",
          "POST /account/sessions/{id}/end",
          "POST /logout",
          "POST /oauth/callback/{provider}",
          "POST /oauth/login/{provider}");

  @Inject Router router;

  @Test
  @Tag("LIB-09")
  void theRoutesAreOursAndNoOthers() {
    assertThat(routes(router)).isEqualTo(OURS);
  }

  @Test
  @Tag("LIB-09")
  void whateverIsConfiguredTheRoutesAreTheSame() {
    var everything =
        Map.<String, Object>ofEntries(
            entry("micronaut.security.authentication", "cookie"),
            entry("micronaut.security.token.enabled", true),
            entry(
                "micronaut.security.token.jwt.signatures.secret.generator.secret", "s".repeat(40)),
            entry("micronaut.security.basic-auth.enabled", true),
            entry("micronaut.security.endpoints.login.enabled", true),
            entry("micronaut.security.endpoints.logout.enabled", true),
            entry("micronaut.security.endpoints.oauth.enabled", true),
            entry("micronaut.security.endpoints.introspection.enabled", true),
            entry("micronaut.security.oauth2.protected-resource-metadata.enabled", true),
            entry("micronaut.security.oauth2.openid.logout.enabled", true),
            entry("micronaut.security.oauth2.clients.acme.client-id", "id"),
            entry("micronaut.security.oauth2.clients.acme.client-secret", "secret"),
            entry("micronaut.security.oauth2.clients.acme.openid.issuer", "https://acme.example"));
    try (var app = Running.start(everything)) {
      assertThat(routes(app.server.getApplicationContext().getBean(Router.class))).isEqualTo(OURS);
    }
  }

  @Test
  @Tag("LIB-09")
  void aControllerWithARouteOfOursStopsTheStartInOneSentence() {
    assertThatThrownBy(() -> Running.start(Map.of("team.account", "true")).close())
        .rootCause()
        .isExactlyInstanceOf(ConfigurationException.class)
        .hasMessage(
            "the route GET /account is one of the sign-in's; "
                + Account.class.getName()
                + " needs another");
  }

  private static Set<String> routes(Router router) {
    var routes = new TreeSet<String>();
    router
        .uriRoutes()
        .forEach(
            route ->
                routes.add(
                    route.getHttpMethodName() + ' ' + route.getUriMatchTemplate().toPathString()));
    return routes;
  }

  @Test
  @Tag("LIB-08")
  void aControllerThatSaysNothingIsClosedAndOriginChecked() {
    try (var app = Running.start(Map.of("team.controllers", "true"))) {
      var browser = app.browser();

      var json = browser.get("/team/bare", "Accept", "application/json");
      assertThat(json.statusCode()).isEqualTo(401);
      assertThat(json.headers().allValues("WWW-Authenticate")).containsExactly("Cookie");
      assertThat(json.body()).contains("/problems/not-signed-in\"");
      HeadersTest.isStamped(json, "/team/bare");
      var page = browser.get("/team/bare?a=b", "Accept", "text/html");
      assertThat(page.statusCode()).isEqualTo(303);
      assertThat(Browser.location(page)).isEqualTo("/login?return_to=%2Fteam%2Fbare%3Fa%3Db");
      assertThat(browser.post("/team/open", "", "Sec-Fetch-Site", "cross-site").statusCode())
          .isEqualTo(403);
      assertThat(browser.post("/team/open", "", "Sec-Fetch-Site", "same-origin").statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void anyControllerCanAskWhoIsSignedIn() {
    try (var app = Running.start(Map.of("team.controllers", "true"))) {
      var browser = app.browser();
      assertThat(browser.get("/team/who").statusCode()).isEqualTo(303);

      app.signIn(browser, Person.MARA);

      var id = browser.get("/api/user").body().substring("{\"id\":\"".length(), 43);
      assertThat(browser.get("/team/who").body()).isEqualTo(id);
      var refused = browser.get("/team/admin");
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body())
          .contains("<h1>You cannot open this page</h1>")
          .contains("href=\"/\" rel=\"nofollow\">Back to Social login</a>");
    }
  }

  @Test
  void aTeamsBeanSaysWhatSomebodyMay() {
    Roles roles = user -> "Mara Lindqvist".equals(user.name()) ? Set.of("ADMIN") : Set.of();
    try (var app = Running.start(Map.of("team.controllers", "true"), roles)) {
      var mara = app.browser();
      app.signIn(mara, Person.MARA);
      var ines = app.browser();
      app.signIn(ines, Person.ALL.get(2));

      assertThat(mara.get("/team/admin").body()).isEqualTo("admin");
      assertThat(ines.get("/team/admin").statusCode()).isEqualTo(403);
    }
  }

  @Test
  void aTeamsBeanThatFailsCostsNobodyTheSession() {
    var broken = new AtomicBoolean(true);
    Roles roles =
        user -> {
          if (broken.get()) {
            throw new IllegalStateException("no roles today");
          }
          return Set.of();
        };
    try (var app = Running.start(Map.of(), roles)) {
      var browser = app.browser();

      assertThat(Browser.location(app.signIn(browser, Person.MARA))).isEqualTo("/account");
      assertThat(browser.get("/api/user").statusCode()).isEqualTo(500);

      broken.set(false);
      assertThat(browser.get("/api/user").statusCode()).isEqualTo(200);
    }
  }

  @Test
  @Tag("WEB-08")
  void aTeamsOwnPolicyCostsItsAnswerNoOtherHeader() {
    try (var app = Running.start(Map.of("team.controllers", "true"))) {
      var headers = app.browser().get("/team/framed").headers();

      assertThat(headers.allValues("Content-Security-Policy")).containsExactly("frame-ancestors *");
      assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(headers.firstValue("Cache-Control")).contains("no-store");
    }
  }

  @Test
  @Tag("OPS-12")
  void whatNobodyForesawIsOurFaultAndSaysNothingOfItself() {
    try (var app = Running.start(Map.of("team.controllers", "true"))) {
      var answer = app.browser().get("/team/broken");

      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(answer.body())
          .contains("<h1>Sorry, there is a problem with Social login</h1>")
          .doesNotContain("secret detail", "Exception");
      assertThat(answer.headers().firstValue("Server")).isEmpty();
      var json = app.browser().get("/team/broken", "Accept", "application/json");
      assertThat(json.body())
          .contains("/problems/unexpected\"", "\"reference\":\"")
          .doesNotContain("secret detail", "Exception", "/team/broken");
      HeadersTest.isStamped(answer, "/team/broken");
    }
  }

  @Test
  @Tag("OPS-12")
  void soIsWhatCannotBeWrittenDown() {
    try (var app = Running.start(Map.of("team.controllers", "true"))) {
      for (var accept : List.of("text/html", "application/json")) {
        var answer = app.browser().get("/team/unwritable", "Accept", accept);

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body())
            .contains("Sorry, there is a problem with Social login")
            .doesNotContain("Secret", "Exception", "/team/unwritable");
        HeadersTest.isStamped(answer, "/team/unwritable");
      }
    }
  }

  /** A team's own controllers. */
  @Controller("/team")
  @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
  @Requires(property = "team.controllers")
  static class Team {

    @Get("/bare")
    String bare() {
      return "bare";
    }

    @Get("/who")
    @Secured(SecurityRule.IS_AUTHENTICATED)
    String who(Authentication authentication) {
      return authentication.getName();
    }

    @Get("/admin")
    @Secured("ADMIN")
    String admin() {
      return "admin";
    }

    @Post("/open")
    @Secured(SecurityRule.IS_ANONYMOUS)
    String open() {
      return "open";
    }

    @Get("/framed")
    @Secured(SecurityRule.IS_ANONYMOUS)
    HttpResponse<String> framed() {
      return HttpResponse.ok("framed").header("Content-Security-Policy", "frame-ancestors *");
    }

    @Get("/unwritable")
    @Produces(MediaType.APPLICATION_JSON)
    @Secured(SecurityRule.IS_ANONYMOUS)
    Secret unwritable() {
      return new Secret();
    }

    @Get("/broken")
    @Secured(SecurityRule.IS_ANONYMOUS)
    String broken() {
      throw new IllegalStateException("secret detail");
    }
  }

  /** A page of a team's own, where ours is. */
  @Controller("/account")
  @Requires(property = "team.account")
  static class Account {

    @Get
    String mine() {
      return "mine";
    }
  }

  /** What nobody can make JSON of. */
  static final class Secret {}
}
