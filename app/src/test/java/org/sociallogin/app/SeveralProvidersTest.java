package org.sociallogin.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sociallogin.app.Browser.location;
import static org.sociallogin.app.Browser.parameter;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sociallogin.core.LoginFlow;
import org.sociallogin.sandbox.Endpoint;
import org.sociallogin.sandbox.Person;

/** Providers of every module, several of each, beside each other. */
class SeveralProvidersTest {

  private static final Pattern WAY =
      Pattern.compile("rel=\"nofollow\">(<svg.*?</svg>)\\s*([^<]*?)\\s*<", Pattern.DOTALL);

  private final Map<String, Object> properties = new HashMap<>();

  private void registered(String... names) {
    for (var name : names) {
      properties.put("micronaut.security.oauth2.clients." + name + ".client-id", "id1");
      properties.put("micronaut.security.oauth2.clients." + name + ".client-secret", "secret1");
    }
  }

  private void server(String name, String kind) {
    registered(name);
    properties.put("social-login.providers." + name + ".kind", kind);
    properties.put("social-login.providers." + name + ".base-url", "https://" + name + ".example");
  }

  @Test
  void eachIsThereOnceInTheOrderThatIsConfigured() {
    registered("github", "x", "discord", "google", "gitlab");
    server("corp", "bitbucket-datacenter");
    server("branch", "bitbucket-datacenter");
    properties.put("social-login.providers.x.order", 1);

    try (var running = Running.start(properties)) {
      var flow = running.server.getApplicationContext().getBean(LoginFlow.class);

      assertThat(flow.providers())
          .extracting(provider -> provider.id().value())
          .containsExactly(
              "x", "bitbucket", "branch", "corp", "discord", "github", "gitlab", "google");
    }
  }

  @Test
  void eachHasTheWordsThatItsBrandAsksForAndTheMarkThatItAllows() {
    registered("atlassian", "discord", "facebook", "github", "gitlab", "google");
    registered("linkedin", "microsoft", "slack", "twitch", "x");
    server("ours", "bitbucket-datacenter");
    server("corp", "gitlab");
    server("forgejo", "forgejo");
    server("gitea", "gitea");
    server("ghe", "github-enterprise");
    properties.put("micronaut.security.oauth2.clients.corp.openid.issuer", "https://corp.example");
    properties.put("social-login.providers.ours.display-name", "Ours");

    try (var running = Running.start(properties)) {
      var page = running.browser().get("/login").body();

      assertThat(WAY.matcher(page).results().map(way -> mark(way.group(1)) + way.group(2)))
          .containsExactly(
              "icon: Continue with Atlassian",
              "icon: Continue with Bitbucket (sandbox)",
              "icon: Continue with GitLab (corp)",
              "icon: Continue with Discord",
              "icon: Continue with Facebook",
              "F: Continue with Forgejo",
              "icon: Continue with GitHub Enterprise",
              "icon: Continue with Gitea",
              "icon: Continue with GitHub",
              "icon: Continue with GitLab (gitlab)",
              "icon: Continue with Google",
              "L: Sign in with LinkedIn",
              "icon: Sign in with Microsoft",
              "icon: Continue with Ours",
              "S: Sign in with Slack",
              "icon: Continue with Twitch",
              "icon: Continue with X");
    }
  }

  private static String mark(String svg) {
    return svg.contains("<path") ? "icon: " : svg.replaceAll("(?s)<[^>]*>", "") + ": ";
  }

  @Test
  @Tag("FLOW-07")
  void noneTakesTheAnswerOfAnother() {
    registered("github");
    try (var running = Running.start(properties)) {
      var browser = running.browser();
      var state = parameter(location(browser.get("/oauth/login/bitbucket")), "state");

      var answer =
          browser.get("/oauth/callback/github?code=c&state=" + state, "Accept", "application/json");

      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("/problems/response-invalid");
      assertThat(running.sandbox.received(Endpoint.TOKEN)).isEmpty();
    }
  }

  @Test
  @Tag("HTTP-12")
  void oneThatIsDownOrWronglyConfiguredHurtsOnlyItself() {
    registered("down", "wrong");
    try (var look = Running.start()) {
      properties.putAll(
          Map.of(
              "micronaut.security.oauth2.clients.down.openid.issuer",
              "http://localhost:" + Running.freePort(),
              "micronaut.security.oauth2.clients.wrong.authorization.url",
              look.sandbox.authorizationUrl().toString(),
              "micronaut.security.oauth2.clients.wrong.token.url",
              look.sandbox.url(Endpoint.TOKEN).toString(),
              "social-login.providers.wrong.kind",
              "oauth2",
              "social-login.providers.wrong.user-info.url",
              look.sandbox.url(Endpoint.USER).toString()));
      try (var running = Running.start(properties)) {
        for (var trouble : List.of("down provider-unavailable", "wrong provider-refused")) {
          var words = trouble.split(" ");
          var browser = running.browser();
          var start = browser.get("/oauth/login/" + words[0], "Accept", "application/json");
          var answer =
              start.statusCode() == 303
                  ? browser.get(
                      "/oauth/callback/wrong?code=c&state=" + parameter(location(start), "state"),
                      "Accept",
                      "application/json")
                  : start;

          assertThat(answer.statusCode()).as(trouble).isEqualTo(503);
          assertThat(answer.body()).contains("/problems/" + words[1]);
          assertThat(location(running.signIn(running.browser(), Person.MARA)))
              .isEqualTo("/account");
        }
      }
    }
  }
}
