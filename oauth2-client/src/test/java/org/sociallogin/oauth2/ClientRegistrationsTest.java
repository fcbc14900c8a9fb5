package org.sociallogin.oauth2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.sociallogin.oauth2.ClientAuthentication.CLIENT_SECRET_POST;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.exceptions.ConfigurationException;
import java.net.URI;
import java.net.URLDecoder;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sociallogin.core.Icon;
import org.sociallogin.core.Provider;

class ClientRegistrationsTest {

  private static final String ID = "micronaut.security.oauth2.clients.acme.client-id";
  private static final String SECRET = "micronaut.security.oauth2.clients.acme.client-secret";

  private static final OAuth2Provider PROVIDER =
      OAuth2Provider.of(
              Acme.ID,
              "Acme",
              URI.create("https://acme.example/authorize"),
              URI.create("https://acme.example/token"),
              api -> Acme.profile("42"))
          .withScopes("account")
          .withResource("user-info", URI.create("https://api.acme.example/user"));

  static Stream<Arguments> wrongCredentials() {
    return Stream.of(
        arguments("", "is blank"),
        arguments("   ", "is blank"),
        arguments(" id", "begins or ends with white space, or holds a control character"),
        arguments("id ", "begins or ends with white space, or holds a control character"),
        arguments("id\n", "begins or ends with white space, or holds a control character"),
        arguments("id\u00a0", "begins or ends with white space, or holds a control character"),
        arguments("i\r\nd", "begins or ends with white space, or holds a control character"),
        arguments("i\u0000d", "begins or ends with white space, or holds a control character"),
        arguments("changeme", "is still a placeholder"),
        arguments("CHANGE-ME", "is still a placeholder"),
        arguments("<your client id>", "is still a placeholder"));
  }

  @ParameterizedTest
  @MethodSource("wrongCredentials")
  @Tag("OPS-01")
  @Tag("C51")
  @Tag("C52")
  void stopsTheStartInOneSentenceThatNamesThePropertyAndNotTheValue(String value, String how) {
    for (var property : List.of(ID, SECRET)) {
      assertThatThrownBy(() -> port(Map.of(property, value)))
          .isExactlyInstanceOf(ConfigurationException.class)
          .hasMessage(property + ' ' + how);
    }
  }

  @Test
  @Tag("OPS-01")
  void aRegistrationNeedsItsIdAndItsSecret() {
    assertMissing(Map.of(ID, "id1"), SECRET);
    assertMissing(Map.of(SECRET, "secret1"), ID);
    assertMissing(Map.of(), ID);
  }

  private static void assertMissing(Map<String, Object> configuration, String property) {
    try (var context = ApplicationContext.run(configuration)) {
      var registrations = context.getBean(ClientRegistrations.class);
      assertThatThrownBy(() -> registrations.port(PROVIDER))
          .isExactlyInstanceOf(ConfigurationException.class)
          .hasMessage(property + " is missing");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "/authorize",
        "acme.example/authorize",
        "//acme.example/authorize",
        "https:/authorize",
        "https:///authorize",
        "ftp://acme.example/authorize",
        "http://acme.example/authorize",
        "http://127.0.0.1.acme.example/",
        "http://10.0.0.1/authorize",
        "https://user@acme.example/authorize",
        "https://user:canary@acme.example/authorize",
        "https://acme.example/authorize#canary",
        " https://acme.example/authorize",
        "https://acme.example/authorize\n",
        "https://acme.example/authorize canary",
        "https://acme.example:canary/",
        "<https://acme.example>",
        "TOO LONG"
      })
  @Tag("HTTP-16")
  @Tag("OPS-01")
  void anEndpointIsAnAbsoluteHttpsUrl(String value) {
    var url = value.equals("TOO LONG") ? "https://acme.example/" + "x".repeat(2_000) : value;
    for (var property :
        List.of(
            "micronaut.security.oauth2.clients.acme.authorization.url",
            "micronaut.security.oauth2.clients.acme.token.url",
            "social-login.providers.acme.user-info.url")) {
      assertThatThrownBy(() -> port(Map.of(property, url)))
          .isExactlyInstanceOf(ConfigurationException.class)
          .hasMessage(
              property
                  + " is not an absolute https URL (http for loopback only) of at most 2000"
                  + " characters without user info and fragment");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://corp.example/sso/authorize?tenant=1",
        "HTTPS://corp.example",
        "https://10.0.0.1:8443/authorize",
        "https://[2001:db8::1]/authorize",
        "http://localhost:9000/authorize",
        "http://127.0.0.1:9000/authorize",
        "http://[::1]:9000/authorize"
      })
  @Tag("HTTP-16")
  void anEndpointMayBeInTheCompanyOrOnThisMachine(String url) {
    var property = "micronaut.security.oauth2.clients.acme.authorization.url";

    assertThat(port(Map.of(property, url))).isEqualTo(acme(url, "Acme", List.of("account")));
  }

  @Test
  void nameAndScopesCanBeOurOwn() {
    var configuration =
        Map.<String, Object>of(
            "micronaut.security.oauth2.clients.acme.scopes",
            List.of("one", "two"),
            "social-login.providers.acme.display-name",
            "Acme & Sons");

    assertThat(port(configuration))
        .isEqualTo(acme("https://acme.example/authorize", "Acme & Sons", List.of("one", "two")));
  }

  @Test
  void labelAndIconCanBeOurOwn() {
    var configuration =
        Map.<String, Object>of(
            "social-login.providers.acme.label",
            "sign-in-with",
            "social-login.providers.acme.icon",
            "#ff0000 M0 0h24v24z");

    assertThat(port(configuration))
        .isEqualTo(
            acme("https://acme.example/authorize", "Acme", List.of("account"))
                .withLabel(Provider.Label.SIGN_IN_WITH)
                .withIcon(Icon.of("#ff0000 M0 0h24v24z")));
  }

  @Test
  @Tag("OPS-01")
  void stopsTheStartForALabelOrAnIconThatIsNone() {
    assertThatThrownBy(() -> port(Map.of("social-login.providers.acme.label", "log-in-with")))
        .isExactlyInstanceOf(ConfigurationException.class)
        .hasMessage("social-login.providers.acme.label is none of continue-with, sign-in-with");
    assertThatThrownBy(() -> port(Map.of("social-login.providers.acme.icon", "logo.svg")))
        .isExactlyInstanceOf(ConfigurationException.class)
        .hasMessage("social-login.providers.acme.icon is no icon: an outline is path data of SVG");
  }

  @Test
  void thePageToWithdrawAtIsTheProvidersUnlessItIsElsewhere() {
    var own = URI.create("https://acme.example/settings");
    var authorize = "micronaut.security.oauth2.clients.acme.authorization.url";
    var settings = "social-login.providers.acme.settings.url";
    var elsewhere = "https://corp.example/settings";

    assertThat(settings(own, Map.of())).isEqualTo(own);
    assertThat(settings(own, Map.of(authorize, "https://corp.example/authorize"))).isNull();
    assertThat(settings(own, Map.of(settings, elsewhere))).hasToString(elsewhere);
    assertThat(settings(null, Map.of(settings, elsewhere))).hasToString(elsewhere);
  }

  private static @Nullable URI settings(@Nullable URI own, Map<String, Object> configuration) {
    try (var context = Acme.started(configuration)) {
      return context
          .getBean(ClientRegistrations.class)
          .port(PROVIDER.withTerms(terms -> terms.withSettings(own)))
          .provider()
          .settings();
    }
  }

  @Test
  @Tag("ACCT-03")
  void pairwiseSubjectsAreOfTheClientToo() {
    var type = "social-login.providers.acme.subject-type";

    assertThat(port(Map.of(type, "pairwise")).authority()).isEqualTo("acme.example#id1");
    assertThat(port(Map.of(type, "pairwise", ID, "id2")).authority()).isEqualTo("acme.example#id2");
    assertThat(port(Map.of(type, "public", ID, "id2")).authority()).isEqualTo("acme.example");
    assertThat(port(Map.of(ID, "id2")).authority()).isEqualTo("acme.example");
    var issuer = "social-login.providers.acme.authorization.issuer";
    assertThat(port(Map.of(type, "pairwise", issuer, "https://id.acme.example")).authority())
        .isEqualTo("https://id.acme.example#id1");
  }

  @Test
  @Tag("OPS-01")
  void stopsTheStartWherePairwiseSubjectsHaveNoNameToBeKeptUnder() {
    var type = "social-login.providers.acme.subject-type";

    assertThatThrownBy(() -> port(Map.of(type, "pairwise", ID, "i".repeat(250))))
        .isExactlyInstanceOf(ConfigurationException.class)
        .hasMessage(ID + " is too long where subjects are pairwise");
    assertThatThrownBy(() -> port(Map.of(type, "global")))
        .isExactlyInstanceOf(ConfigurationException.class)
        .hasMessage(type + " is none of public, pairwise");
  }

  @Test
  void everyEndpointCanBeElsewhere() throws Exception {
    try (var elsewhere = new StubProvider().json("/t", Acme.TOKEN).json("/u", Acme.USER);
        var acme =
            new Acme(
                new StubProvider(),
                Map.of(
                    "micronaut.security.oauth2.clients.acme.token.url",
                    elsewhere.uri("/t").toString(),
                    "social-login.providers.acme.user-info.url",
                    elsewhere.uri("/u?fields=id").toString()))) {
      assertThat(acme.lookUp(acme.exchange())).isEqualTo(Acme.profile("42"));

      assertThat(elsewhere.requests)
          .extracting("line")
          .containsExactly("POST /t HTTP/1.1", "GET /u?fields=id HTTP/1.1");
      assertThat(acme.stub.requests).extracting("line").containsExactly("GET /emails HTTP/1.1");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ab+cd/ef==", "a:b%c+ü/", "s3cr3t:%/+ x", "\"{}\\&=?#", "%20"})
  @Tag("C50")
  @Tag("HTTP-10")
  void aSecretArrivesAsItIs(String secret) throws Exception {
    try (var acme = new Acme(new StubProvider(), Map.of(SECRET, secret, ID, "i:d+"))) {
      acme.exchange();
      acme.port(Acme.provider(acme.stub).withClientAuthentication(CLIENT_SECRET_POST))
          .exchange(acme.grant("c1"));

      var basic = acme.stub.requests.get(0).header("authorization").substring("Basic ".length());
      var credentials = new String(Base64.getDecoder().decode(basic), UTF_8).split(":");
      assertThat(credentials)
          .extracting(part -> URLDecoder.decode(part, UTF_8))
          .containsExactly("i:d+", secret);
      var form = acme.stub.requests.get(1).body();
      assertThat(URLDecoder.decode(form.substring(form.indexOf("client_id=")), UTF_8))
          .isEqualTo("client_id=i:d+&client_secret=" + secret);
    }
  }

  /** As X wants it. */
  @Test
  @Tag("C50")
  @Tag("HTTP-10")
  void aSecretCanArriveWithoutFormEncoding() throws Exception {
    var method = "micronaut.security.oauth2.clients.acme.token.authentication-method";
    try (var acme =
        new Acme(
            new StubProvider(),
            Map.of(SECRET, "ab+cd/ef==:%ü", method, "client-secret-basic-plain"))) {
      acme.exchange();

      var basic = acme.stub.requests.get(0).header("authorization").substring("Basic ".length());
      assertThat(new String(Base64.getDecoder().decode(basic), UTF_8))
          .isEqualTo("id1:ab+cd/ef==:%ü");
    }
  }

  /** As Facebook can want it; the value was computed elsewhere. */
  @Test
  void aTokenCanBringAProofThatItIsOurs() throws Exception {
    try (var acme =
        new Acme(
            new StubProvider(),
            Map.of(
                SECRET,
                "secret1",
                "social-login.providers.acme.token.proof-parameter",
                "appsecret_proof",
                "social-login.providers.acme.user-info.parameters.fields",
                "id"))) {
      acme.lookUp(acme.exchange());

      assertThat(acme.stub.requests)
          .extracting("line")
          .contains(
              "GET /user?fields=id&appsecret_proof="
                  + "b2a6513aa97759f14fdc77b09f4263f41afdbf2c81ca3ae7c1b3c919f25ae54e HTTP/1.1");
    }
  }

  private static Provider port(Map<String, Object> configuration) {
    try (var context = Acme.started(configuration)) {
      return context.getBean(ClientRegistrations.class).port(PROVIDER).provider();
    }
  }

  private static Provider acme(String authorize, String name, List<String> scopes) {
    return Provider.of(Acme.ID, name, "id1", URI.create(authorize)).withScopes(scopes);
  }
}
