package org.sociallogin.oauth2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.EnvironmentPropertySource;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.env.PropertySource.PropertyConvention;
import io.micronaut.context.exceptions.ConfigurationException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sociallogin.core.Provider;
import org.sociallogin.core.SocialLoginPort;

/** What every OAuth 2.0 provider can be told by configuration, whoever wrote it. */
class ProviderConfigurationTest {

  private static final String CLIENT = "micronaut.security.oauth2.clients.acme.";
  private static final String PROVIDER = "social-login.providers.acme.";

  @Test
  void parametersOfTheAuthorizationRequestKeepTheirLetters() throws Exception {
    assertAuthorizesAt(
        Map.of(
            PROVIDER + "authorization.parameters.access_type", "offline",
            PROVIDER + "authorization.parameters.claims", "{\"id_token\":{\"email\":null}}"),
        "/authorize?access_type=offline&claims=%7B%22id_token%22%3A%7B%22email%22%3Anull%7D%7D&response_type=code&");
    assertAuthorizesAt(
        Map.of(
            PROVIDER + "authorization.parameters", List.of("access_type=offline", "prompt=a=b,c")),
        "/authorize?access_type=offline&prompt=a%3Db%2Cc&response_type=code&");
  }

  private static void assertAuthorizesAt(Map<String, Object> configuration, String expected)
      throws Exception {
    try (var acme = new Acme(new StubProvider(), configuration)) {
      assertThat(acme.port.authorize(Acme.attempt()).toString())
          .startsWith(acme.stub.uri(expected).toString());
    }
  }

  @Test
  void whereNamesLoseTheirLettersOneListOfTheEnvironmentSaysThem() throws Exception {
    try (var acme = new StubProvider();
        var context =
            environment(
                Map.of(
                    "SOCIAL_LOGIN_PROVIDERS_ACME_AUTHORIZATION_PARAMETERS",
                    "access_type=offline,prompt=consent"))) {
      assertThat(port(context, acme).authorize(Acme.attempt()).toString())
          .startsWith(
              acme.uri("/authorize?access_type=offline&prompt=consent&response_type=code&")
                  .toString());
    }
  }

  @Test
  @Tag("OPS-01")
  void whatTheEnvironmentCannotSayStopsTheStart() throws Exception {
    try (var acme = new StubProvider();
        var context =
            environment(
                Map.of(
                    "SOCIAL_LOGIN_PROVIDERS_ACME_AUTHORIZATION_PARAMETERS_ACCESS_TYPE",
                    "offline"))) {
      assertThatThrownBy(() -> port(context, acme))
          .isExactlyInstanceOf(ConfigurationException.class)
          .hasMessage(
              PROVIDER
                  + "authorization.parameters is configured entry by entry in the environment,"
                  + " where names lose their letters; one list of name=value says the same");
    }
  }

  @Test
  void requestsHaveFurtherHeadersAndParametersWithTheirLetters() throws Exception {
    var configuration =
        Map.<String, Object>of(
            PROVIDER + "token.headers.X_Tenant", "1",
            PROVIDER + "user-info.headers.Client-Id", "{client-id}",
            PROVIDER + "user-info.headers.User-Agent", "ours",
            PROVIDER + "user-info.parameters.user.fields", "a,b");
    try (var acme = new Acme(new StubProvider(), configuration)) {
      acme.lookUp(acme.exchange());

      var token = acme.stub.requests.get(0);
      assertThat(token.header("X_Tenant")).isEqualTo("1");
      assertThat(Set.copyOf(token.headers().keySet())).contains("X_Tenant");
      assertThat(token.header("client-id")).isEmpty();
      var user =
          acme.stub.requests.stream()
              .filter(request -> request.line().equals("GET /user?user.fields=a%2Cb HTTP/1.1"))
              .findFirst()
              .orElseThrow();
      assertThat(user.header("Client-Id")).isEqualTo("id1");
      assertThat(Set.copyOf(user.headers().keySet())).contains("Client-Id");
      assertThat(user.header("user-agent")).isEqualTo("ours");
      assertThat(user.header("authorization")).isEqualTo("Bearer t1");
    }
  }

  @Test
  void withoutPkceNeitherHalfOfItIsSent() throws Exception {
    try (var acme = new Acme(new StubProvider(), Map.of(PROVIDER + "pkce", "off"))) {
      acme.exchange();

      assertThat(acme.port.authorize(Acme.attempt()).toString()).doesNotContain("code_challenge");
      assertThat(acme.stub.requests.get(0).body())
          .isEqualTo(
              "grant_type=authorization_code&code=c1&redirect_uri="
                  + "http%3A%2F%2Flocalhost%3A8080%2Foauth%2Fcallback%2Facme");
    }
  }

  @Test
  void coreIsToldWhatIsConfigured() throws Exception {
    assertThat(
            provider(
                Map.of(
                    PROVIDER + "authorization.issuer", "https://acme.example",
                    PROVIDER + "authorization.iss", "required",
                    PROVIDER + "authorization.denied-errors", "user_cancelled_login,cancelled",
                    PROVIDER + "pkce", "off")))
        .isEqualTo(
            plain()
                .withIssuer("https://acme.example", true)
                .withDeniedErrors(Set.of("user_cancelled_login", "cancelled"))
                .withoutPkce());
    assertThat(provider(Map.of(PROVIDER + "authorization.issuer", "https://acme.example")))
        .isEqualTo(plain().withIssuer("https://acme.example", false));
  }

  @Test
  void whatAProviderSaysOfItselfCanBeConfiguredAway() {
    var own =
        PLAIN.withTerms(terms -> terms.withIssuer("https://acme.example", true).withoutPkce());

    assertThat(provider(own, Map.of()))
        .isEqualTo(plain().withIssuer("https://acme.example", true).withoutPkce());
    assertThat(
            provider(
                own,
                Map.of(PROVIDER + "authorization.iss", "if-present", PROVIDER + "pkce", "S256")))
        .isEqualTo(plain().withIssuer("https://acme.example", false));
    assertThat(provider(own, Map.of(PROVIDER + "authorization.iss", "ignored")))
        .isEqualTo(plain().withIssuer("https://acme.example", false).withAnyIssuer().withoutPkce());
  }

  @Test
  void aCodeThatIsTakenNoLongerHasTheProvidersOwnWords() throws Exception {
    var configuration =
        Map.<String, Object>of(PROVIDER + "token.invalid-grant-errors", "bad_verification_code");
    try (var acme = new Acme(new StubProvider(), configuration)) {
      acme.stub.json("/token", "{\"error\":\"bad_verification_code\"}");

      assertThat(Acme.failure(acme::exchange))
          .isEqualTo(
              "RESPONSE_INVALID: the token request to "
                  + acme.stub.uri("/token")
                  + " was answered 200 \"application/json\" and \"bad_verification_code\"");
    }
  }

  @Test
  void theSecretGoesWhereTheProviderReadsIt() throws Exception {
    var configuration =
        Map.<String, Object>of(CLIENT + "token.authentication-method", "client_secret_post");
    try (var acme = new Acme(new StubProvider(), configuration)) {
      acme.exchange();

      assertThat(acme.stub.requests.get(0).header("authorization")).isEmpty();
      assertThat(acme.stub.requests.get(0).body()).endsWith("&client_id=id1&client_secret=secret1");
    }
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        arguments(CLIENT + "grant-type", "password", "is not authorization_code"),
        arguments(CLIENT + "authorization.code-challenge-method", "plain", "is not S256"),
        arguments(
            CLIENT + "token.authentication-method",
            "client_secret_jwt",
            "is none of client-secret-basic, client-secret-basic-plain, client-secret-post,"
                + " private-key-jwt"),
        arguments(
            CLIENT + "token.auth-method",
            "client_secret_post",
            "is not read by a provider of this kind"),
        arguments(
            CLIENT + "authorization.parameters.prompt",
            "consent",
            "is not read by a provider of this kind"),
        arguments(
            CLIENT + "openid.user-info.url",
            "https://acme.example.test/me",
            "is not read by a provider of this kind"),
        arguments(
            CLIENT + "openid.authorization.max-age",
            "600",
            "is not read by a provider of this kind"),
        arguments(PROVIDER + "pkce", "plain", "is none of s256, off"),
        arguments(
            PROVIDER + "authorization.iss", "maybe", "is none of required, if-present, ignored"),
        arguments(
            PROVIDER + "authorization.issuer",
            "https://acme.example/" + "x".repeat(235),
            "is too long to tell subjects apart by"),
        arguments(
            PROVIDER + "authorization.answer-parameters",
            "user",
            "is for answers by authorization.response-mode form-post"),
        arguments(PROVIDER + "display-name", " ", "is blank"),
        arguments(
            PROVIDER + "authorization.parameters", "prompt", "has an entry that is not name=value"),
        arguments(
            PROVIDER + "authorization.parameters",
            "state=canary",
            "has state, which an attempt says for itself"),
        arguments(
            CLIENT + "authorization.url",
            "https://acme.example/authorize?tenant=1&%73tate=canary",
            "has state, which an attempt says for itself"),
        arguments(
            PROVIDER + "authorization.parameters",
            "max_age=600",
            "has max_age, which an attempt says for itself"),
        arguments(
            PROVIDER + "token.headers",
            "Authorization=canary",
            "has Authorization, which every request says for itself"),
        arguments(
            PROVIDER + "user-info.headers", "a b=canary", "has a name that is none of a header"),
        arguments(
            PROVIDER + "user-info.headers",
            "X=canary\r\nY: z",
            "has a value that is blank, begins or ends with white space, or holds a control"
                + " character"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  @Tag("OPS-01")
  void stopsTheStartInOneSentenceThatNamesThePropertyAndNotTheValue(
      String property, String value, String how) {
    assertThatThrownBy(() -> provider(Map.of(property, value)))
        .isExactlyInstanceOf(ConfigurationException.class)
        .hasMessage(property + ' ' + how);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "requires",
        "require./hd",
        "pkse",
        "kinds",
        "token.answers",
        "token.header.a",
        "user-info-url",
        "base-url",
        "scopes",
        "token.url"
      })
  @Tag("OPS-01")
  void whatNobodyReadsStopsTheStart(String leaf) {
    assertThatThrownBy(() -> provider(Map.of(PROVIDER + leaf, "canary")))
        .isExactlyInstanceOf(ConfigurationException.class)
        .hasMessage(PROVIDER + leaf + " is not read by a provider of this kind");
  }

  @ParameterizedTest
  @ValueSource(strings = {"client-secrets", "scope", "user-info.url", "redirect-uri", "pkce"})
  @Tag("OPS-01")
  void soDoesWhatNobodyReadsOfTheRegistration(String leaf) {
    assertThatThrownBy(() -> provider(Map.of(CLIENT + leaf, "canary")))
        .isExactlyInstanceOf(ConfigurationException.class)
        .hasMessage(CLIENT + leaf + " is not read by a provider of this kind");
  }

  @Test
  void whatMicronautReadsOfTheRegistrationIsLeftAlone() {
    assertThat(
            provider(
                Map.of(
                    CLIENT + "enabled", true,
                    CLIENT + "revocation.url", "https://acme.example/revoke",
                    CLIENT + "introspection.authentication-method", "client_secret_post",
                    CLIENT + "client-credentials.scope", "all")))
        .isEqualTo(plain());
  }

  @Test
  @Tag("OPS-01")
  void aProviderThatIsAClassIsOfNoOtherKind() {
    assertThatThrownBy(() -> provider(Map.of(PROVIDER + "kind", "oidc")))
        .isExactlyInstanceOf(ConfigurationException.class)
        .hasMessage(PROVIDER + "kind is not acme, which this provider is");
  }

  @ParameterizedTest
  @CsvSource({"REQUIRES, requires", "PKSE, pkse", "TOKEN_ANSWERS, token-answers"})
  @Tag("OPS-01")
  void whatNobodyReadsOfTheEnvironmentStopsTheStart(String variable, String leaf) throws Exception {
    try (var acme = new StubProvider();
        var context = environment(Map.of("SOCIAL_LOGIN_PROVIDERS_ACME_" + variable, "canary"))) {
      assertThatThrownBy(() -> port(context, acme))
          .isExactlyInstanceOf(ConfigurationException.class)
          .hasMessage(PROVIDER + leaf + " is not read by a provider of this kind");
    }
  }

  @Test
  void whatIsReadElsewhereIsLeftAlone() {
    assertThat(
            provider(
                Map.of(
                    PROVIDER + "kind",
                    "acme",
                    PROVIDER + "order",
                    1,
                    PROVIDER + "accept-new-subjects-from",
                    "acme.example",
                    PROVIDER + "authorization.denied-errors",
                    List.of("no", "never"))))
        .isEqualTo(plain().withDeniedErrors(Set.of("no", "never")));
  }

  @Test
  @Tag("OPS-01")
  void whoSignsForItselfIsOfAnotherKind() {
    assertThatThrownBy(
            () -> provider(Map.of(CLIENT + "token.authentication-method", "private_key_jwt")))
        .hasMessage(
            CLIENT + "token.authentication-method is not offered by a provider of this kind");
  }

  @Test
  @Tag("OPS-01")
  void anIssuerThatIsRequiredIsKnown() {
    assertThatThrownBy(() -> provider(Map.of(PROVIDER + "authorization.iss", "required")))
        .hasMessage(PROVIDER + "authorization.issuer is missing");
  }

  @Test
  void aListGoesOnWhereItsLinkSays() throws Exception {
    try (var acme = new Acme()) {
      var links =
          "Link: <%s>; rel=\"prev\", <%s>; title=\"x\"; rel=\"next\", <%s>; rel=\"last\"\r\n"
              .formatted(
                  acme.stub.uri("/emails"),
                  acme.stub.uri("/emails?page=2"),
                  acme.stub.uri("/emails?page=9"));
      acme.stub.on(
          "/emails",
          (request, connection) ->
              connection.send(
                  StubProvider.answer(
                      "200 OK", "Content-Type: application/json\r\n" + links, "[]")));
      var port =
          acme.port(
              Acme.provider(
                  acme.stub,
                  api -> {
                    var page = api.get("emails").get(0);
                    var next = api.next(page, page.nextLink());
                    return Acme.profile(next == null ? "none" : next.uri().getQuery());
                  }));

      assertThat(port.lookUp(acme.grant("c1"), acme.exchange())).isEqualTo(Acme.profile("page=2"));
    }
  }

  private static final OAuth2Provider PLAIN =
      OAuth2Provider.of(
              Acme.ID,
              "Acme",
              URI.create("https://acme.example/authorize"),
              URI.create("https://acme.example/token"),
              api -> Acme.profile("42"))
          .withResource("user-info", URI.create("https://acme.example/user"));

  private static Provider plain() {
    return Provider.of(Acme.ID, "Acme", "id1", URI.create("https://acme.example/authorize"));
  }

  private static Provider provider(Map<String, Object> configuration) {
    return provider(PLAIN, configuration);
  }

  private static Provider provider(OAuth2Provider own, Map<String, Object> configuration) {
    try (var context = Acme.started(configuration)) {
      return context.getBean(ClientRegistrations.class).port(own).provider();
    }
  }

  private static SocialLoginPort port(ApplicationContext context, StubProvider stub) {
    return context.getBean(ClientRegistrations.class).port(Acme.provider(stub));
  }

  private static ApplicationContext environment(Map<String, Object> variables) {
    return ApplicationContext.builder(
            Map.of(CLIENT + "client-id", "id1", CLIENT + "client-secret", "s"))
        .propertySources(
            PropertySource.of(
                "environment",
                variables,
                PropertyConvention.ENVIRONMENT_VARIABLE,
                EnvironmentPropertySource.ORIGIN))
        .start();
  }
}
