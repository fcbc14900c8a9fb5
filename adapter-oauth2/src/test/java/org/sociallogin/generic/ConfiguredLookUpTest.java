package org.sociallogin.generic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.micronaut.context.ApplicationContext;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
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
import org.sociallogin.testkit.ProviderStub.Response;

/** What a configured provider's answers say of a person. */
class ConfiguredLookUpTest {

  private static final Email CHECKED = new Email("a@example.org", true);
  private static final Email UNCHECKED = new Email("a@example.org", false);

  private final ProviderStub stub =
      new ProviderStub().json("/token", json("{'access_token':'t1','token_type':'Bearer'}"));

  @AfterEach
  void stop() {
    stub.close();
  }

  static Stream<Arguments> addresses() {
    var nonNull =
        Map.of("mapping.email-verified", "/checked", "mapping.email-verified-rule", "non-null");
    return Stream.of(
        arguments(nonNull, "'checked':'2026-01-01'", CHECKED),
        arguments(nonNull, "'checked':1", CHECKED),
        arguments(nonNull, "'checked':null", UNCHECKED),
        arguments(nonNull, "'checked':false", UNCHECKED),
        arguments(nonNull, "'checked':0", UNCHECKED),
        arguments(nonNull, "'checked':0.0", UNCHECKED),
        arguments(nonNull, "'checked':''", UNCHECKED),
        arguments(nonNull, "'checked':' '", UNCHECKED),
        arguments(nonNull, "'other':1", UNCHECKED),
        arguments(Map.of("mapping.email-verified", "/a,/b"), "'a':null,'b':true", CHECKED),
        arguments(Map.of("mapping.email-verified", "/a,/b"), "'a':false,'b':true", UNCHECKED),
        arguments(Map.of("mapping.email-verified", "/checked"), "'checked':'true'", CHECKED),
        arguments(Map.of("mapping.email-verified-rule", "always"), "'checked':false", CHECKED),
        arguments(
            Map.of("mapping.email-verified-rule", "never"), "'email_verified':true", UNCHECKED),
        arguments(Map.of(), "'email_verified':true", UNCHECKED));
  }

  @ParameterizedTest
  @MethodSource("addresses")
  @Tag("C27")
  void anAddressIsVerifiedAsTheRuleSays(Map<String, String> leaves, String more, Email expected)
      throws Exception {
    var user = "{'sub':'ada','email':'a@example.org'," + more + "}";

    assertThat(lookUp(leaves, user).email()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{0a1b2c3d-1111}", "waad|mUiN/k3+e="})
  @Tag("C26")
  void aSubjectIsKeptAsItIs(String subject) throws Exception {
    assertThat(lookUp(Map.of(), "{'sub':'" + subject + "'}").subject()).isEqualTo(subject);
  }

  @Test
  @Tag("C20")
  void aTokenAnswerThatIsAFormIsReadWhereThatIsConfigured() throws Exception {
    stub.on(
        "/token",
        request ->
            Response.of(
                200,
                "application/x-www-form-urlencoded",
                "access_token=t1&scope=user%2Cgist&token_type=bearer"));

    assertThat(lookUp(Map.of("token.answer", "form"), "{'sub':'ada'}").subject()).isEqualTo("ada");
    assertThat(stub.requests().get(0).header("Accept")).isEqualTo("application/json");
    assertThat(stub.requests().get(1).header("Authorization")).isEqualTo("Bearer t1");
    assertThat(
            catchThrowableOfType(LoginException.class, () -> lookUp(Map.of(), "{'sub':'ada'}"))
                .reason())
        .isEqualTo(Reason.PROVIDER_UNINTELLIGIBLE);
  }

  @ParameterizedTest
  @CsvSource({
    "client_secret_basic, id1:ab%2Bcd%2Fef%3D%3D",
    "client_secret_basic_plain, id1:ab+cd/ef==",
    "client_secret_post, ''"
  })
  @Tag("C50")
  void aSecretArrivesAsItIs(String method, String basic) throws Exception {
    lookUp(
        Map.of(
            "client-secret",
            "ab+cd/ef==",
            "micronaut.security.oauth2.clients.acme.token.authentication-method",
            method),
        "{'sub':'ada'}");

    var token = stub.requests().get(0);
    var header = "Basic " + Base64.getEncoder().encodeToString(basic.getBytes(UTF_8));
    assertThat(token.header("Authorization")).isEqualTo(basic.isEmpty() ? "" : header);
    assertThat(token.body().endsWith("&client_id=id1&client_secret=ab%2Bcd%2Fef%3D%3D"))
        .isEqualTo(basic.isEmpty());
  }

  static Stream<Arguments> lists() {
    var one = "[{'email':'a@example.org','verified':true}]";
    return Stream.of(
        arguments(Map.of("emails.verified", "/verified"), one, CHECKED),
        arguments(Map.of("emails.verified", "/ok"), one, UNCHECKED),
        arguments(Map.of(), one, UNCHECKED),
        arguments(Map.of("mapping.email-verified", "/email_verified"), one, UNCHECKED),
        arguments(
            Map.of("emails.address", "/mail/at", "emails.verified", "/ok"),
            "[{'mail':{'at':'a@example.org'},'ok':'true','email':'b@example.org'}]",
            CHECKED),
        arguments(
            Map.of("emails.verified", "/verified"),
            "[{'email':'b@example.org'},{'email':'a@example.org','verified':true}]",
            CHECKED),
        arguments(
            Map.of("emails.verified", "/verified"),
            "[{'email':'a@example.org'},{'email':'b@example.org','verified':false}]",
            UNCHECKED),
        arguments(Map.of("emails.primary", "/first"), "[{'email':'b@example.org'}]", null));
  }

  @ParameterizedTest
  @MethodSource("lists")
  void aListSaysWhichAddressIsThePersons(
      Map<String, String> leaves, String emails, @Nullable Email expected) throws Exception {
    stub.json("/emails", json(emails));
    var all = new HashMap<>(leaves);
    all.put("emails.url", stub.uri("/emails").toString());

    assertThat(lookUp(all, "{'sub':'ada','email':'c@example.org','email_verified':true}").email())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/go/on", ""})
  void aListGoesOnWhereItsPointerSays(String next) throws Exception {
    var second = stub.uri("/more").toString();
    stub.json("/emails", json("{'values':[],'go':{'on':'" + second + "'}}"));
    stub.json("/more", json("{'values':[{'email':'a@example.org','ok':true}]}"));
    var leaves =
        new HashMap<>(
            Map.of(
                "emails.url", stub.uri("/emails").toString(),
                "emails.items", "/values",
                "emails.verified", "/ok"));
    if (!next.isEmpty()) {
      leaves.put("emails.next", next);
    }

    assertThat(lookUp(leaves, "{'sub':'ada'}").email()).isEqualTo(next.isEmpty() ? null : CHECKED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'sub':'ada','state':'active','tenant':7}",
        "{'id':'ada','sub':'eve','state':'active','tenant':'7'}"
      })
  void whoIsAsRequiredComesIn(String user) throws Exception {
    assertThat(lookUp(REQUIRED, user).subject()).isEqualTo("ada");
    assertThat(lookUp(REQUIRED_BY_PLACE, user).subject()).isEqualTo("ada");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'sub':'ada','state':'active'}",
        "{'sub':'ada','state':'blocked','tenant':7}",
        "{'sub':'ada','state':['active'],'tenant':7}",
        "{'sub':'ada','state':null,'tenant':7}",
        "{'sub':'ada'}"
      })
  void whoIsNotAsRequiredStaysOutside(String user) {
    for (var leaves : List.of(REQUIRED, REQUIRED_BY_PLACE)) {
      var failure = catchThrowableOfType(LoginException.class, () -> lookUp(leaves, user));

      assertThat(failure.reason()).isEqualTo(Reason.NOT_ALLOWED);
    }
  }

  @Test
  void theEnvironmentSaysAllOfIt() throws Exception {
    stub.json("/me", json("{'id':7,'login':'ada','email':'a@example.org','state':'active'}"));
    try (var context = environment()) {
      assertThat(context.getBean(SocialLoginPort.class).provider().authorizationEndpoint())
          .hasToString("https://acme.example/authorize");
      assertThat(signIn(context))
          .isEqualTo(
              new Profile(new ProviderId("acme"), "7", null, "ada", CHECKED, null, null, Map.of()));
      assertThat(stub.requests().get(0).header("Authorization")).isEqualTo("Basic aWQxOnM=");

      stub.json("/me", json("{'id':7,'login':'ada','state':'blocked'}"));
      var failure = catchThrowableOfType(LoginException.class, () -> signIn(context));
      assertThat(failure.reason()).isEqualTo(Reason.NOT_ALLOWED);
    }
  }

  private ApplicationContext environment() {
    var client = "MICRONAUT_SECURITY_OAUTH2_CLIENTS_ACME_";
    var provider = "SOCIAL_LOGIN_PROVIDERS_ACME_";
    return Registered.environment(
        Map.of(
            client + "CLIENT_ID", "id1",
            client + "CLIENT_SECRET", "s",
            client + "AUTHORIZATION_URL", "https://acme.example/authorize",
            client + "TOKEN_URL", stub.uri("/token").toString(),
            provider + "KIND", "oauth2",
            provider + "USER_INFO_URL", stub.uri("/me").toString(),
            provider + "MAPPING_SUBJECT", "/id",
            provider + "MAPPING_PREFERRED_USERNAME", "/login",
            provider + "MAPPING_EMAIL_VERIFIED_RULE", "always",
            provider + "REQUIRE", "/state=active"));
  }

  private static final Map<String, String> REQUIRED =
      Map.of("require", "/state=active,/tenant=7", "mapping.subject", "/id,/sub");
  private static final Map<String, String> REQUIRED_BY_PLACE =
      Map.of("require./state", "active", "require./tenant", "7", "mapping.subject", "/id,/sub");

  private Profile lookUp(Map<String, String> leaves, String user) throws LoginException {
    stub.json("/me", json(user));
    var all =
        new HashMap<>(
            Map.of(
                "client-secret",
                "s",
                "authorization.url",
                "https://acme.example/authorize",
                "token.url",
                stub.uri("/token").toString(),
                "user-info.url",
                stub.uri("/me").toString()));
    all.putAll(leaves);
    try (var context = Registered.acme(all)) {
      return signIn(context);
    }
  }

  private Profile signIn(ApplicationContext context) throws LoginException {
    var port = context.getBean(SocialLoginPort.class);
    var attempt =
        new LoginAttempt(
            port.provider().id(),
            "s".repeat(43),
            "v".repeat(43),
            "n".repeat(43),
            URI.create("http://localhost:8080/oauth/callback/acme"),
            new LocalPath("/"),
            Instant.EPOCH);
    var answer = Map.of("code", List.of("c1"), "state", List.of(attempt.state()));
    var grant =
        attempt.accept(
            AuthorizationResponse.of(answer),
            port.provider(),
            Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
    return port.lookUp(grant, port.exchange(grant));
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }
}
