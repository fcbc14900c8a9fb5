package org.sociallogin.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sociallogin.app.Browser.location;
import static org.sociallogin.app.Browser.parameter;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sociallogin.core.LoginFlow;
import org.sociallogin.core.Provider;
import org.sociallogin.sandbox.Consumer;
import org.sociallogin.sandbox.Endpoint;
import org.sociallogin.sandbox.Person;
import org.sociallogin.sandbox.Sandbox;

/** Providers of every module, several of each, beside each other. */
class SeveralProvidersTest {

  private static final Pattern WAY =
      Pattern.compile("rel=\"nofollow\">(<svg.*?</svg>)\\s*([^<]*?)\\s*<", Pattern.DOTALL);

  private static final Pattern LAST_USED =
      Pattern.compile(
          "href=\"/oauth/login/(\\w+)\"(?:(?!</a>).)*<span class=\"tag\">Last used</span>",
          Pattern.DOTALL);

  @RegisterExtension private final Logged logged = new Logged();

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

  /** Two adapters draw it, and neither may know the other. */
  @Test
  void bothKindsOfBitbucketHaveOneMark() {
    server("corp", "bitbucket-datacenter");

    try (var running = Running.start(properties)) {
      var flow = running.server.getApplicationContext().getBean(LoginFlow.class);

      assertThat(flow.providers())
          .hasSize(2)
          .extracting(Provider::icon)
          .doesNotContainNull()
          .containsOnly(flow.providers().get(0).icon());
    }
  }

  @Test
  void eachHasTheWordsThatItsBrandAsksForAndTheMarkThatItAllows() {
    registered("atlassian", "discord", "facebook", "github", "gitlab", "google");
    registered("linkedin", "microsoft", "slack", "twitch", "x");
    server("ours", "bitbucket-datacenter");
    registered("corp");
    properties.put("social-login.providers.corp.kind", "gitlab");
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

  private void plain(String name, Sandbox sandbox) {
    registered(name);
    var client = "micronaut.security.oauth2.clients." + name;
    var provider = "social-login.providers." + name;
    properties.put(client + ".authorization.url", sandbox.authorizationUrl().toString());
    properties.put(client + ".token.url", sandbox.url(Endpoint.TOKEN).toString());
    properties.put(client + ".scopes", "account");
    properties.put(provider + ".kind", "oauth2");
    properties.put(provider + ".user-info.url", sandbox.url(Endpoint.USER).toString());
    properties.put(provider + ".mapping.subject", "/uuid");
  }

  private static Browser signedIn(Running running, String name, Sandbox sandbox) {
    sandbox.register(
        new Consumer("id1", "secret1", "Notes", running.base, List.of("account"), false));
    var browser = running.browser();
    var callback =
        sandbox.agree(URI.create(location(browser.get("/oauth/login/" + name))), Person.MARA);
    var end = browser.get(callback.getRawPath() + '?' + callback.getRawQuery());
    assertThat(location(end)).as(name).isEqualTo("/account");
    return browser;
  }

  @Test
  void twoOfOneKindAreTwoProvidersAndTheOneUsedLastSaysSo() {
    var local = URI.create("http://localhost");
    try (var here = Sandbox.start(local);
        var there = Sandbox.start(local)) {
      plain("here", here);
      plain("there", there);
      try (var running = Running.start(properties)) {
        // One subject at both, and yet two people.
        var one = signedIn(running, "here", here);
        var other = signedIn(running, "there", there);

        assertThat(running.rows("identity")).isEqualTo(2);
        assertThat(running.rows("user")).isEqualTo(2);
        assertThat(List.of(here, there))
            .allSatisfy(asked -> assertThat(asked.received(Endpoint.USER)).hasSize(1));
        assertThat(lastUsed(one)).containsExactly("here");
        assertThat(lastUsed(other)).containsExactly("there");
      }
    }
  }

  @Test
  void twoGitLabsAreTwoProviders() {
    var ada = Map.<String, Object>of("sub", "7", "name", "Ada Example", "nickname", "ada");
    try (var here = new TestIssuer(0, ada);
        var there = new TestIssuer(0, ada)) {
      gitLab("here", here);
      gitLab("there", there);
      try (var running = Running.start(properties)) {
        assertThat(signedIn(running, "here", here)).contains("here", "7", "ada");
        assertThat(signedIn(running, "there", there)).contains("there", "7", "ada");

        assertThat(running.rows("identity")).isEqualTo(2);
        assertThat(running.rows("user")).isEqualTo(2);
      }
    }
  }

  private void gitLab(String name, TestIssuer issuer) {
    registered(name);
    properties.put("social-login.providers." + name + ".kind", "gitlab");
    properties.put("micronaut.security.oauth2.clients." + name + ".openid.issuer", issuer.issuer());
  }

  private static String signedIn(Running running, String name, TestIssuer issuer) {
    var browser = running.browser();
    var answer = issuer.agree(location(browser.get("/oauth/login/" + name)));
    var end = browser.get("/oauth/callback/" + name + '?' + answer);
    assertThat(location(end)).as(name).isEqualTo("/account");
    return browser.get("/api/user").body();
  }

  @Test
  @Tag("OPS-01")
  void aKindThatIsNoneStopsTheStart() {
    registered("corp");
    properties.put("social-login.providers.corp.kind", "gitlb");

    assertThatThrownBy(() -> Running.start(properties).close())
        .rootCause()
        .hasMessageContaining("social-login.providers.corp.kind ");
  }

  @Test
  @Tag("C49")
  void whatIsLeftOfAProviderThatIsGoneIsSaidAndStopsNothing() {
    registered("off");
    properties.put("micronaut.security.oauth2.clients.off.enabled", "false");
    properties.put("social-login.providers.off.kind", "gitlab");
    properties.put("social-login.providers.githb.require", "/state=active");

    try (var running = Running.start(properties)) {
      assertThat(location(running.signIn(running.browser(), Person.MARA))).isEqualTo("/account");
    }
    assertThat(logged.lines())
        .filteredOn(line -> line.contains("configures nothing"))
        .containsExactly(
            "social-login.providers.githb configures nothing: there is no"
                + " micronaut.security.oauth2.clients.githb");
  }

  private static Stream<String> lastUsed(Browser browser) {
    browser.post("/logout", "", "Sec-Fetch-Site", "same-origin");
    var page = browser.get("/login").body();
    return LAST_USED.matcher(page).results().map(way -> way.group(1));
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
