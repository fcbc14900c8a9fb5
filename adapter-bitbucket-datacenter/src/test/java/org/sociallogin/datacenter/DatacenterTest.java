package org.sociallogin.datacenter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.groups.Tuple.tuple;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.exceptions.ConfigurationException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sociallogin.core.AuthorizationResponse;
import org.sociallogin.core.Email;
import org.sociallogin.core.LocalPath;
import org.sociallogin.core.LoginAttempt;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.LoginException.Reason;
import org.sociallogin.core.Profile;
import org.sociallogin.core.ProviderId;
import org.sociallogin.core.SocialLoginPort;
import org.sociallogin.testkit.ProviderStub;
import org.sociallogin.testkit.ProviderStub.Request;
import org.sociallogin.testkit.ProviderStub.Response;

class DatacenterTest {

  private static final ProviderId ID = new ProviderId("corp");
  private static final String STATE = "s".repeat(43);

  /** A page that is not the last, without the person. */
  private static final String OTHERS =
      Stand.FOUND
          .replace("\"ada\"", "\"other\"")
          .replace("\"isLastPage\":true", "\"isLastPage\":false");

  private final ProviderStub server = new ProviderStub();
  private ApplicationContext context;

  @BeforeEach
  void start() {
    context = Stand.registered(server, "id1", "secret1");
    server.json(Stand.TOKEN, "{\"access_token\":\"t1\",\"token_type\":\"Bearer\"}");
    server.json(Stand.USERS, Stand.FOUND);
  }

  @AfterEach
  void stop() {
    context.close();
    server.close();
  }

  @Test
  void isTheOneOfThatNameAmongThoseFound() throws Exception {
    assertThat(signIn())
        .isEqualTo(
            new Profile(
                ID,
                "101",
                "Ada Lovelace",
                "ada",
                new Email("ada@example.org", false),
                URI.create("https://git.example/users/ada/avatar.png?s=48"),
                URI.create("https://git.example/users/ada"),
                Map.of()));
  }

  @Test
  void asksWhatTheServerDocuments() throws Exception {
    signIn();

    assertThat(server.requests())
        .extracting(Request::method, request -> request.target().split("\\?")[0])
        .containsExactly(
            tuple("POST", Stand.TOKEN), tuple("GET", Stand.PROPERTIES), tuple("GET", Stand.USERS));
    assertThat(server.requests().get(0).body())
        .contains("&code_verifier=")
        .endsWith("&client_id=id1&client_secret=secret1");
    assertThat(server.requests().get(2).target()).contains("filter=ada").contains("limit=1000");
    assertThat(port().authorize(attempt()).toString())
        .startsWith(server.uri("/git/rest/oauth2/latest/authorize?response_type=code&").toString())
        .contains("&scope=PUBLIC_REPOS&");
  }

  @Test
  void aNameIsSearchedForAsItIs() throws Exception {
    server.on(
        Stand.PROPERTIES,
        request -> Response.json("{}").with("X-AUSERNAME", "a&b=c d@example.org"));

    assertThat(failure()).isEqualTo(Reason.PROVIDER_UNINTELLIGIBLE);
    assertThat(server.requests().get(2).target()).contains("filter=a%26b%3Dc+d%40example.org");
  }

  @Test
  void isFoundOnALaterPageToo() throws Exception {
    server.on(
        Stand.USERS,
        request ->
            Response.json(
                request.target().contains("start=1000")
                    ? Stand.FOUND
                    : OTHERS.replace("\"start\":0", "\"start\":0,\"nextPageStart\":1000")));

    assertThat(signIn().subject()).isEqualTo("101");
    assertThat(server.requests()).hasSize(4);
  }

  @Test
  void fivePagesAreReadAndNoneTwice() {
    server.on(
        Stand.USERS,
        request -> {
          var start = Integer.parseInt(request.target().replaceFirst(".*start=(\\d+).*", "$1"));
          return Response.json(
              OTHERS.replace("\"start\":0", "\"nextPageStart\":" + (start + 1000)));
        });
    assertThat(failure()).isEqualTo(Reason.PROVIDER_UNINTELLIGIBLE);
    assertThat(server.requests()).hasSize(7);

    server.json(Stand.USERS, OTHERS.replace("\"start\":0", "\"nextPageStart\":0"));
    assertThat(failure()).isEqualTo(Reason.PROVIDER_UNINTELLIGIBLE);
    assertThat(server.requests()).hasSize(10);
  }

  @Test
  void withoutItsHeaderNobodyIsKnown() {
    server.json(Stand.PROPERTIES, "{}");

    assertThat(failure()).isEqualTo(Reason.PROVIDER_UNINTELLIGIBLE);
  }

  @Test
  void neitherAServiceNorWhoHasLeftComesIn() throws Exception {
    server.json(Stand.USERS, Stand.FOUND.replace("\"active\":true", "\"active\":false"));
    assertThat(failure()).isEqualTo(Reason.NOT_ALLOWED);

    server.json(Stand.USERS, Stand.FOUND.replace("NORMAL", "SERVICE"));
    assertThat(failure()).isEqualTo(Reason.NOT_ALLOWED);
  }

  @Test
  void itsAddressesAreCheckedWhereTheOperatorSaysSo() throws Exception {
    var rule = "social-login.providers.corp.mapping.email-verified-rule";
    context.close();
    context = Stand.registered(server, "id1", "secret1", Map.of(rule, "always"));

    assertThat(signIn().email()).isEqualTo(new Email("ada@example.org", true));
  }

  @Test
  void itsSubjectsAreOfItsHostAndPortAndPath() {
    assertThat(port().provider().authority()).isEqualTo(server.uri("").getAuthority() + "/git");
  }

  @Test
  @Tag("OPS-01")
  void aServerHasAnAddress() {
    var client = "micronaut.security.oauth2.clients.corp.";
    try (var without =
        ApplicationContext.run(
            Map.of(
                client + "client-id",
                "id1",
                client + "client-secret",
                "s",
                "social-login.providers.corp.kind",
                "bitbucket-datacenter"))) {
      var cause = catchThrowable(() -> without.getBeansOfType(SocialLoginPort.class));
      while (!(cause instanceof ConfigurationException) && cause.getCause() != null) {
        cause = cause.getCause();
      }
      assertThat(cause).hasMessage("social-login.providers.corp.base-url is missing");
    }
  }

  private SocialLoginPort port() {
    return context.getBean(SocialLoginPort.class);
  }

  private Profile signIn() throws LoginException {
    var parameters = Map.of("code", List.of("c1"), "state", List.of(STATE));
    var clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    var grant = attempt().accept(AuthorizationResponse.of(parameters), port().provider(), clock);
    return port().lookUp(grant, port().exchange(grant));
  }

  private @Nullable Reason failure() {
    try {
      signIn();
      return null;
    } catch (LoginException e) {
      return e.reason();
    }
  }

  private static LoginAttempt attempt() {
    return new LoginAttempt(
        ID,
        STATE,
        "v".repeat(43),
        "n".repeat(43),
        URI.create("http://localhost:8080/oauth/callback/corp"),
        new LocalPath("/"),
        Instant.EPOCH);
  }
}
