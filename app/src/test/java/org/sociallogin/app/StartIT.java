package org.sociallogin.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sociallogin.app.Browser.location;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.jar.Attributes.Name;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sociallogin.sandbox.Answer;
import org.sociallogin.sandbox.Endpoint;
import org.sociallogin.sandbox.Person;
import org.sociallogin.sandbox.Sandbox;

/** The application as an operator starts, misconfigures, stops and kills it. */
@Tag("once")
class StartIT {

  private static final String CLIENTS = "MICRONAUT_SECURITY_OAUTH2_CLIENTS_";
  private static final String ID = CLIENTS + "BITBUCKET_CLIENT_ID";
  private static final String SECRET = CLIENTS + "BITBUCKET_CLIENT_SECRET";
  private static final String SECRET_PROPERTY =
      "micronaut.security.oauth2.clients.bitbucket.client-secret";

  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  @TempDir Path folder;

  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake(
            "micronaut.security.oauth2.clients.bitbucket.client-id and"
                + " micronaut.security.oauth2.clients.bitbucket.client-secret"),
        mistake("--sandbox"),
        mistake(SECRET_PROPERTY, ID, "id", SECRET, ""),
        mistake(SECRET_PROPERTY, ID, "id", SECRET, "   "),
        mistake(SECRET_PROPERTY, ID, "id", SECRET, "padded "),
        mistake(SECRET_PROPERTY, ID, "id", SECRET, "broken\n"),
        mistake(SECRET_PROPERTY, ID, "id"),
        mistake("a value holds ${…}", ID, "id", SECRET, "pass${word}"),
        mistake(
            "social-login.providers.acme.kind",
            CLIENTS + "ACME_CLIENT_ID",
            "id",
            CLIENTS + "ACME_CLIENT_SECRET",
            "secret"),
        mistake(
            "micronaut.security.oauth2.clients.github.client-secret",
            CLIENTS + "GITHUB_CLIENT_ID",
            "id"),
        besides(
            "micronaut.security.oauth2.clients.bitbucket.client-id",
            CLIENTS + "BITBUCKET_ENABLED",
            "false"),
        besides(
            "there are two providers with the id bitbucket",
            CLIENTS + "BITBUCKET_OPENID_ISSUER",
            "https://acme.example"),
        besides(
            "is not read by a provider of this kind",
            CLIENTS + "ACME_CLIENT_ID",
            "id",
            CLIENTS + "ACME_CLIENT_SECRET",
            "secret",
            CLIENTS + "ACME_OPENID_ISSUER",
            "https://acme.example",
            CLIENTS + "ACME_OPENID_CONFIGURATION_PATH",
            "/well-known",
            CLIENTS + "ACME_OPENID_USER_INFO_URL",
            "https://acme.example/me"),
        besides(
            "social-login.providers.corp.kind",
            CLIENTS + "CORP_CLIENT_ID",
            "id",
            CLIENTS + "CORP_CLIENT_SECRET",
            "secret",
            "SOCIAL_LOGIN_PROVIDERS_CORP_KIND",
            "gitlb"),
        besides(
            "micronaut.security.oauth2.clients.bitbucket.secret is not read",
            CLIENTS + "BITBUCKET_SECRET",
            "secret"),
        besides("social-login.base-url", "SOCIAL_LOGIN_BASE_URL", "not an address"),
        besides("social-login.base-url", "SOCIAL_LOGIN_BASE_URL", "http://example.org"),
        besides("social-login.session.idle", "SOCIAL_LOGIN_SESSION_IDLE", "soon"),
        besides("social-login.session.idle", "SOCIAL_LOGIN_SESSION_IDLE", "0s"),
        besides("social-login.session.absolute", "SOCIAL_LOGIN_SESSION_ABSOLUTE", "-1d"),
        besides("social-login.provider-timeout", "SOCIAL_LOGIN_PROVIDER_TIMEOUT", "0s"),
        besides("social-login.max-in-flight", "SOCIAL_LOGIN_MAX_IN_FLIGHT", "0"),
        besides("social-login.name", "SOCIAL_LOGIN_NAME", " "),
        besides("social-login.allow.emails", "SOCIAL_LOGIN_ALLOW_EMAILS", "everybody"),
        besides(
            "social-login.allow.email-domain is not read",
            "SOCIAL_LOGIN_ALLOW_EMAIL_DOMAIN",
            "example.org"),
        besides(
            "social-login.providers.bitbucket.order must be a number",
            "SOCIAL_LOGIN_PROVIDERS_BITBUCKET_ORDER",
            "first"),
        besides("social-login.start-from", "SOCIAL_LOGIN_START_FROM", "anywhere"),
        besides(
            "micronaut.server.idle-timeout has a value that it cannot have",
            "MICRONAUT_SERVER_IDLE_TIMEOUT",
            "soon"),
        besides(
            "micronaut.server.port has a value that it cannot have",
            "MICRONAUT_SERVER_PORT",
            "http"),
        besides(
            "micronaut.server.port has a value that it cannot have", "MICRONAUT_SERVER_PORT", ""),
        besides("micronaut.server.port must be at most", "MICRONAUT_SERVER_PORT", "70000"),
        besides("micronaut.server.host", "MICRONAUT_SERVER_HOST", "nosuch.invalid"),
        besides(
            "datasources.default.maximum-pool-size has a value that it cannot have",
            "DATASOURCES_DEFAULT_MAXIMUM_POOL_SIZE",
            "many"),
        besides("datasources.default.url must begin", "DATASOURCES_DEFAULT_URL", ""),
        besides(
            "datasources.default.url must begin",
            "DATASOURCES_DEFAULT_URL",
            "postgres://user:hidden@localhost/app"),
        besides(
            "datasources.default.url", "DATASOURCES_DEFAULT_URL", "jdbc:h2:tcp://localhost:1/none"),
        besides(
            "datasources.default.url names a file that cannot be made",
            "DATASOURCES_DEFAULT_URL",
            "jdbc:h2:file:/dev/null/db"));
  }

  private static Arguments mistake(String said, String... environment) {
    var all = new HashMap<String, String>();
    for (var i = 0; i < environment.length; i += 2) {
      all.put(environment[i], environment[i + 1]);
    }
    return Arguments.of(all, said);
  }

  /** The same besides Bitbucket's id and secret. */
  private static Arguments besides(String said, String... environment) {
    var bitbucket = Stream.of(ID, "id", SECRET, "secret");
    return mistake(said, Stream.concat(bitbucket, Stream.of(environment)).toArray(String[]::new));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  @Tag("OPS-01")
  @Tag("OPS-18")
  @Tag("LIB-10")
  @Tag("C51")
  @Tag("C52")
  void aMistakeEndsTheStartWithOneSentence(Map<String, String> environment, String words) {
    var all = new HashMap<>(environment);
    all.putIfAbsent("MICRONAUT_SERVER_PORT", String.valueOf(Running.freePort()));
    try (var started = Started.with(folder, all)) {
      var said = started.rest();

      assertThat(said).contains(words).startsWith("The application does not start: ");
      assertThat(said.lines()).hasSize(1);
      assertThat(started.exitStatus()).isEqualTo(1);
    }
  }

  @Test
  void aTakenPortEndsTheStartWithOneSentence() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var started =
            Started.with(
                folder,
                Map.of(
                    ID,
                    "id",
                    SECRET,
                    "secret",
                    "MICRONAUT_SERVER_PORT",
                    String.valueOf(taken.getLocalPort())))) {
      var said = started.rest();

      assertThat(said.lines().filter(line -> !line.contains(" INFO ")))
          .singleElement()
          .asString()
          .startsWith("The application does not start: ")
          .contains("micronaut.server.port");
      assertThat(started.exitStatus()).isEqualTo(1);
    }
  }

  @Test
  @Tag("OPS-16")
  void theSandboxIsForThisMachineAlone() {
    try (var started =
        Started.with(
            folder, Map.of("SOCIAL_LOGIN_BASE_URL", "https://login.example.org"), "--sandbox")) {
      assertThat(started.rest())
          .isEqualTo(
              "The application does not start: the sandbox is for this machine alone, and"
                  + " social-login.base-url leads elsewhere.\n");
      assertThat(started.exitStatus()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void theSandboxStartsByOneWordAndStopsAtOnce(String signal, int status) {
    var port = String.valueOf(Running.freePort());
    try (var started = Started.with(folder, Map.of("MICRONAUT_SERVER_PORT", port), "--sandbox")) {
      assertThat(started.await("register the callback URL"))
          .contains("http://localhost:" + port + "/oauth/callback/bitbucket")
          .contains("account email");
      started.await("Open http://localhost:" + port + " in a browser");
      started.await("Startup completed");
      var browser = new Browser(URI.create("http://localhost:" + port));
      assertThat(browser.get("/login").body()).contains("Continue with Bitbucket (sandbox)");

      started.signal(signal);
      var signalled = System.nanoTime();

      assertThat(started.rest()).doesNotContain("WARN", "ERROR");
      assertThat(started.exitStatus()).isEqualTo(status);
      assertThat(Duration.ofNanos(System.nanoTime() - signalled)).isLessThan(TEN_SECONDS);
    }
  }

  @Test
  @Tag("ACCT-03")
  void aProviderThatLeadsElsewhereEndsTheStartWithOneSentenceUntilThatIsMeant() {
    var port = Running.freePort();
    var base = URI.create("http://localhost:" + port);
    try (var sandbox = Sandbox.start(base)) {
      var environment = new HashMap<>(Started.environment(sandbox, port));
      try (var started = Started.with(folder, environment)) {
        started.await("Startup completed");
        Newcomers.signIn(new Browser(base), sandbox, Newcomers.one());
        started.kill();
      }
      environment.put(CLIENTS + "BITBUCKET_AUTHORIZATION_URL", "https://elsewhere.example/auth");
      try (var started = Started.with(folder, environment)) {
        assertThat(started.rest())
            .isEqualTo(
                "The application does not start: people have signed in with bitbucket under another"
                    + " issuer, host or client; if nobody of them is to be known by it any more, set"
                    + " social-login.providers.bitbucket.accept-new-subjects-from to"
                    + " elsewhere.example.\n");
        assertThat(started.exitStatus()).isEqualTo(1);
      }
      environment.put(
          "SOCIAL_LOGIN_PROVIDERS_BITBUCKET_ACCEPT_NEW_SUBJECTS_FROM", "elsewhere.example");
      try (var started = Started.with(folder, environment)) {
        started.await("Startup completed");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("answersUnderWay")
  @Tag("HTTP-19")
  void aSignInUnderWayEndsBeforeTheApplicationDoes(Answer answer, String timeout, String end) {
    var port = Running.freePort();
    var base = URI.create("http://localhost:" + port);
    try (var sandbox = Sandbox.start(base)) {
      var environment = new HashMap<>(Started.environment(sandbox, port));
      environment.put("SOCIAL_LOGIN_PROVIDER_TIMEOUT", timeout);
      try (var started = Started.with(folder, environment)) {
        started.await("Startup completed");
        var browser = new Browser(base);
        sandbox.answer(Endpoint.TOKEN, answer);
        var request = URI.create(location(browser.get("/oauth/login/bitbucket")));
        var callback = sandbox.agree(request, Person.MARA);
        var answered =
            CompletableFuture.supplyAsync(
                () -> browser.get(callback.getRawPath() + '?' + callback.getRawQuery()));
        while (sandbox.received(Endpoint.TOKEN).isEmpty() && !answered.isDone()) {
          Thread.onSpinWait();
        }

        started.signal("TERM");
        var signalled = System.nanoTime();

        assertThat(location(answered.join())).isEqualTo(end);
        assertThat(started.rest()).doesNotContain("ERROR");
        assertThat(started.exitStatus()).isEqualTo(143);
        assertThat(Duration.ofNanos(System.nanoTime() - signalled)).isLessThan(TEN_SECONDS);
      }
    }
  }

  /** A slow one, and none: that one is waited for as long as any sign-in may take. */
  static Stream<Arguments> answersUnderWay() {
    return Stream.of(
        Arguments.of(Answer.truth().after(Duration.ofSeconds(2)), "10s", "/account"),
        Arguments.of(Answer.hang(), "4s", "/login/problem"));
  }

  /** Where the small letter of I is one without a dot. */
  @Test
  @Tag("ACCT-11")
  void readsItsEnvironmentAndSignsInOnATurkishMachine() {
    var port = Running.freePort();
    var base = URI.create("http://localhost:" + port);
    try (var sandbox = Sandbox.start(base)) {
      var environment = new HashMap<>(Started.environment(sandbox, port));
      environment.put("JAVA_TOOL_OPTIONS", "-Duser.language=tr -Duser.country=TR");
      environment.put("SOCIAL_LOGIN_PROVIDERS_BITBUCKET_DISPLAY_NAME", "BITBUCKET");
      try (var started = Started.with(folder, environment)) {
        started.await("Startup completed");
        var browser = new Browser(base);

        assertThat(browser.get("/login").body()).contains("Continue with BITBUCKET");
        Newcomers.signIn(browser, sandbox, Person.MARA);
        assertThat(browser.get("/api/user").body()).contains("mara@example.com");
      }
    }
  }

  @Test
  @Tag("C33")
  void noAnsweredRegistrationIsLostToAKill() {
    var port = Running.freePort();
    var base = URI.create("http://localhost:" + port);
    try (var sandbox = Sandbox.start(base)) {
      var environment = Started.environment(sandbox, port);
      List<Newcomers.Registered> registered;
      try (var started = Started.with(folder, environment)) {
        started.await("Startup completed");
        registered = Newcomers.signInUntilKilled(started, base, sandbox);
      }
      try (var started = Started.with(folder, environment)) {
        started.await("Startup completed");

        assertThat(registered).allSatisfy(person -> person.isKnownAt(base));
      }
    }
  }

  @Test
  @Tag("OPS-15")
  @DisabledIfSystemProperty(
      named = "build.mode",
      matches = "offline=true",
      disabledReason = "the list is made by a build that is online")
  void bringsAListOfWhatItIsMadeOf() throws IOException {
    try (var jar = new JarFile(Started.JAR.toFile())) {
      var list =
          new ObjectMapper()
              .readTree(jar.getInputStream(jar.getEntry("META-INF/sbom/application.cdx.json")));
      var libraries = jar.getManifest().getMainAttributes().getValue(Name.CLASS_PATH);

      assertThat(list.path("bomFormat").asText()).isEqualTo("CycloneDX");
      assertThat(list.path("components"))
          .extracting(part -> part.path("name").asText() + '-' + part.path("version").asText())
          .map("lib/%s.jar"::formatted)
          .containsExactlyInAnyOrder(libraries.split(" "));
    }
  }
}
