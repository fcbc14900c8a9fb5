package org.sociallogin.generic;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.params.provider.MethodSource;
import org.sociallogin.core.AuthorizationGrant;
import org.sociallogin.core.AuthorizationResponse;
import org.sociallogin.core.Email;
import org.sociallogin.core.LocalPath;
import org.sociallogin.core.LoginAttempt;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.LoginException.Reason;
import org.sociallogin.core.Profile;
import org.sociallogin.core.ProviderId;
import org.sociallogin.core.SocialLoginPort;
import org.sociallogin.oauth2.Presets;
import org.sociallogin.testkit.ProviderStub;
import org.sociallogin.testkit.ProviderStub.Request;
import org.sociallogin.testkit.ProviderStub.Response;

/**
 * Each preset against a provider that behaves as the service has been seen to, oddities included.
 */
class PresetsTest {

  private static final String STATE = "s".repeat(43);
  private static final String VERIFIER = "v".repeat(43);

  private static final String SECRET = "se+cret/1=";
  private static final String BASIC = basic("id1:se%2Bcret%2F1%3D");
  private static final String BASIC_PLAIN = basic("id1:" + SECRET);
  private static final String POST = "&client_id=id1&client_secret=se%2Bcret%2F1%3D";

  private static String basic(String credentials) {
    return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(US_ASCII));
  }

  /**
   * What a service does.
   *
   * @param kind the preset, and without a dash the name of the registration
   * @param authorize the authorization request without what every one of them has
   * @param token what its token endpoint answers
   * @param secret how the secret comes: the header, or the end of the form
   * @param answers what its API answers, by the whole address that it is asked at
   * @param profile who that is
   */
  record Service(
      String kind,
      String name,
      String authorize,
      String tokenUrl,
      String secret,
      String token,
      Map<String, String> answers,
      Profile profile) {

    @Override
    public String toString() {
      return kind;
    }
  }

  private static final String BEARER =
      """
      {"access_token":"t1","token_type":"Bearer","expires_in":"3600","scope":"a b"}""";

  static Stream<Service> services() {
    return Stream.of(
        new Service(
            "github",
            "GitHub",
            "https://github.com/login/oauth/authorize?scope=read%3Auser+user%3Aemail",
            "https://github.com/login/oauth/access_token",
            POST,
            """
            {"access_token":"t1","scope":"read:user,user:email","token_type":"bearer"}""",
            Map.of(
                "https://api.github.com/user",
                """
                {"login":"octocat","id":583231,"node_id":"MDQ6","name":null,"email":"public@example.org",
                 "avatar_url":"https://avatars.githubusercontent.com/u/583231?v=4",
                 "html_url":"https://github.com/octocat","type":"User"}""",
                "https://api.github.com/user/emails?per_page=100",
                """
                [{"email":"old@example.org","primary":false,"verified":true,"visibility":null},
                 {"email":"octocat@example.org","primary":true,"verified":true,"visibility":"private"}]"""),
            profile(
                "github",
                "583231",
                null,
                "octocat",
                new Email("octocat@example.org", true),
                "https://avatars.githubusercontent.com/u/583231?v=4",
                "https://github.com/octocat")),
        new Service(
            "github-enterprise",
            "GitHub Enterprise",
            "/git/login/oauth/authorize?scope=read%3Auser+user%3Aemail",
            "/git/login/oauth/access_token",
            POST,
            BEARER,
            Map.of(
                "/git/api/v3/user",
                """
                {"login":"ada","id":7,"name":"Ada","email":null,"avatar_url":"https://ghe.example/a","html_url":"https://ghe.example/ada"}""",
                "/git/api/v3/user/emails?per_page=100",
                """
                [{"email":"ada@example.org","primary":true,"verified":false}]"""),
            profile(
                "githubenterprise",
                "7",
                "Ada",
                "ada",
                new Email("ada@example.org", false),
                "https://ghe.example/a",
                "https://ghe.example/ada")),
        new Service(
            "discord",
            "Discord",
            "https://discord.com/oauth2/authorize?scope=identify+email",
            "https://discord.com/api/oauth2/token",
            BASIC,
            BEARER,
            Map.of(
                "https://discord.com/api/users/@me",
                """
                {"id":"80351110224678912","username":"nelly","discriminator":"0","global_name":"Nelly N.",
                 "avatar":"a_8342729096ea3675442027381ff50dfe","verified":true,"email":"nelly@example.org"}"""),
            profile(
                "discord",
                "80351110224678912",
                "Nelly N.",
                "nelly",
                new Email("nelly@example.org", true),
                "https://cdn.discordapp.com/avatars/80351110224678912/a_8342729096ea3675442027381ff50dfe.png",
                null)),
        new Service(
            "x",
            "X",
            "https://x.com/i/oauth2/authorize?scope=users.read+tweet.read+users.email",
            "https://api.x.com/2/oauth2/token",
            BASIC_PLAIN,
            BEARER,
            Map.of(
                "https://api.x.com/2/users/me?user.fields=confirmed_email,profile_image_url",
                """
                {"data":{"id":"2244994945","name":"Ada","username":"ada_dev","confirmed_email":"ada@example.org",
                         "profile_image_url":"https://pbs.twimg.com/profile_images/1/a_normal.png"}}"""),
            profile(
                "x",
                "2244994945",
                "Ada",
                "ada_dev",
                new Email("ada@example.org", true),
                "https://pbs.twimg.com/profile_images/1/a_normal.png",
                "https://x.com/ada_dev")),
        new Service(
            "facebook",
            "Facebook",
            "https://www.facebook.com/dialog/oauth?scope=email+public_profile",
            "https://graph.facebook.com/oauth/access_token",
            POST,
            """
            {"access_token":"t1","token_type":"bearer","expires_in":5183944}""",
            Map.of(
                "https://graph.facebook.com/me?fields=id,name,email,picture&appsecret_proof="
                    + "a5e3badcbc5e1ec4954265e51044c309e1f31f882ad528a6f8749cfab2a4367e",
                """
                {"id":"10158","name":"Ada","email":"ada\\u0040example.org",
                 "picture":{"data":{"height":50,"is_silhouette":false,"url":"https://platform-lookaside.fbsbx.com/a","width":50}}}"""),
            profile(
                "facebook",
                "10158",
                "Ada",
                null,
                new Email("ada@example.org", false),
                "https://platform-lookaside.fbsbx.com/a",
                null)),
        new Service(
            "atlassian",
            "Atlassian",
            "https://auth.atlassian.com/authorize?audience=api.atlassian.com&prompt=consent&scope=read%3Ame",
            "https://auth.atlassian.com/oauth/token",
            POST,
            BEARER,
            Map.of(
                "https://api.atlassian.com/me",
                """
                {"account_type":"atlassian","account_id":"712020:0f3c","email":"ada@example.org","email_verified":true,
                 "name":"Ada","picture":"https://avatar.example/a","account_status":"active","nickname":"ada"}"""),
            profile(
                "atlassian",
                "712020:0f3c",
                "Ada",
                "ada",
                new Email("ada@example.org", false),
                "https://avatar.example/a",
                null)),
        gitea("gitea", "Gitea"),
        gitea("forgejo", "Forgejo"));
  }

  private static Service gitea(String kind, String name) {
    return new Service(
        kind,
        name,
        "/git/login/oauth/authorize?scope=openid+profile+email+read%3Auser",
        "/git/login/oauth/access_token",
        BASIC,
        """
        {"access_token":"t1","token_type":"bearer","expires_in":3600,"refresh_token":"r","id_token":"a.b.c"}""",
        Map.of(
            "/git/login/oauth/userinfo",
            """
            {"sub":"17","name":"Ada","preferred_username":"ada","email":"ada@example.org","picture":"https://git.example/a","groups":null}"""),
        profile(
            kind,
            "17",
            "Ada",
            "ada",
            new Email("ada@example.org", false),
            "https://git.example/a",
            null));
  }

  private static Profile profile(
      String provider,
      String subject,
      @Nullable String name,
      @Nullable String username,
      @Nullable Email email,
      @Nullable String picture,
      @Nullable String profile) {
    return new Profile(
        new ProviderId(provider),
        subject,
        name,
        username,
        email,
        Profile.link(picture),
        Profile.link(profile),
        Map.of());
  }

  private final ProviderStub stub = new ProviderStub();
  private @Nullable ApplicationContext context;

  @AfterEach
  void stop() {
    stub.close();
    if (context != null) {
      context.close();
    }
  }

  @ParameterizedTest
  @MethodSource("services")
  void idAndSecretSuffice(Service service) throws Exception {
    var port = port(service);

    assertThat(port.provider().displayName()).isEqualTo(service.name());
    assertThat(port.authorize(attempt(port)).toString()).isEqualTo(authorize(service));
    assertThat(signIn(port)).isEqualTo(service.profile());
    assertThat(stub.requests())
        .extracting(Request::method, Request::target)
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(
                    Stream.of(new Asked("POST", target(service.tokenUrl()))),
                    service.answers().keySet().stream().map(url -> new Asked("GET", target(url))))
                .map(asked -> org.assertj.core.groups.Tuple.tuple(asked.method(), asked.target()))
                .toList());
    var token = stub.requests().get(0);
    var byForm = service.secret().equals(POST);
    assertThat(token.header("Authorization")).isEqualTo(byForm ? "" : service.secret());
    assertThat(token.body().contains("client_secret=")).isEqualTo(byForm);
    assertThat(token.body()).endsWith(byForm ? POST : "&code_verifier=" + VERIFIER);
    assertThat(token.header("Accept")).isEqualTo("application/json");
    assertThat(stub.requests())
        .allSatisfy(request -> assertThat(request.header("User-Agent")).isEqualTo("social-login"));
  }

  private record Asked(String method, String target) {}

  @Test
  void everyPresetIsTested() {
    assertThat(services().map(Service::kind))
        .containsExactlyInAnyOrderElementsOf(Presets.read(ConfiguredProviders.class).keySet());
    assertThat(PresetContractTest.services().map(service -> (String) service.get()[0]))
        .containsExactlyInAnyOrderElementsOf(Presets.read(ConfiguredProviders.class).keySet());
  }

  @ParameterizedTest
  @MethodSource("services")
  void itsEndpointsAreThoseOfTheService(Service service) {
    var preset = Presets.read(ConfiguredProviders.class).getOrDefault(service.kind(), Map.of());

    assertThat(preset.get("authorization.url")).isEqualTo(absolute(service.authorize()));
    assertThat(preset.get("token.url")).isEqualTo(absolute(service.tokenUrl()));
    var answered =
        service.answers().keySet().stream()
            .map(url -> url.replaceFirst("^/git", "{base-url}"))
            .map(url -> url.replaceFirst("&appsecret_proof=.*", ""));
    assertThat(Stream.of("user-info.url", "emails.url").map(preset::get).filter(url -> url != null))
        .containsExactlyInAnyOrderElementsOf(answered.toList());
  }

  private static String absolute(String url) {
    return url.split("\\?")[0].replaceFirst("^/git", "{base-url}");
  }

  @Test
  @Tag("FLOW-29")
  void gitHubSaysNoWithStatus200() throws Exception {
    var port = port(service("github"));

    stub.json(
        "/login/oauth/access_token",
        """
        {"error":"bad_verification_code","error_description":"The code passed is incorrect or expired."}""");
    assertThat(failure(port)).isEqualTo(Reason.RESPONSE_INVALID);

    stub.json(
        "/login/oauth/access_token",
        """
        {"error":"incorrect_client_credentials","error_uri":"https://docs.github.com/"}""");
    assertThat(failure(port)).isEqualTo(Reason.PROVIDER_REFUSED);
  }

  @Test
  void gitHubKeepsTheAddressesOfWhoSharedLess() throws Exception {
    var port = port(service("github"));
    stub.on("/user/emails", request -> Response.json(404, "{\"message\":\"Not Found\"}"));

    assertThat(signIn(port).email()).as("nor the public one, which nobody checked").isNull();
  }

  @Test
  void gitHubListsTheAddressesOverPages() throws Exception {
    var port = port(service("github"));
    stub.on(
        "/user/emails",
        request ->
            request.target().endsWith("page=2")
                ? Response.json(
                    "[{\"email\":\"b@example.org\",\"primary\":true,\"verified\":true}]")
                : Response.json(
                        "[{\"email\":\"a@example.org\",\"primary\":false,\"verified\":true}]")
                    .with(
                        "Link",
                        "<%s>; rel=\"next\", <%s>; rel=\"last\""
                            .formatted(
                                stub.uri("/user/emails?per_page=100&page=2"),
                                stub.uri("/user/emails?per_page=100&page=2"))));

    assertThat(signIn(port).email()).isEqualTo(new Email("b@example.org", true));
  }

  @Test
  @Tag("FLOW-08")
  void anIssuerOfSomebodyElseIsRefusedAndNoneOnlyWhereOneIsAdvertised() throws Exception {
    var gitHub = port(service("github"));
    assertThat(grant(gitHub, "https://github.com/login/oauth")).isNotNull();
    assertThat(grant(gitHub, null)).isNotNull();
    assertThat(grantFailure(gitHub, "https://github.com")).isEqualTo(Reason.RESPONSE_INVALID);

    var discord = port(service("discord"));
    assertThat(grant(discord, "https://discord.com")).isNotNull();
    assertThat(grantFailure(discord, null)).isEqualTo(Reason.RESPONSE_INVALID);
  }

  @Test
  void discordMayKnowNeitherNameNorPictureNorAddress() throws Exception {
    var port = port(service("discord"));
    stub.json(
        "/api/users/@me",
        """
        {"id":"80351110224678912","username":"nelly","discriminator":"1337","global_name":null,"avatar":null,"verified":false,"email":null}""");

    assertThat(signIn(port))
        .isEqualTo(profile("discord", "80351110224678912", "nelly", "nelly", null, null, null));
  }

  @Test
  void xSharesNoAddressThatWasNotConfirmed() throws Exception {
    var port = port(service("x"));
    stub.json("/2/users/me", "{\"data\":{\"id\":\"1\",\"name\":\"Ada\",\"username\":\"a b/c\"}}");

    assertThat(signIn(port))
        .isEqualTo(profile("x", "1", "Ada", "a b/c", null, null, "https://x.com/a%20b%2Fc"));
  }

  @Test
  void facebookSaysNoWithAnObject() throws Exception {
    var port = port(service("facebook"));
    stub.on(
        "/oauth/access_token",
        request ->
            Response.json(
                400,
                """
                {"error":{"message":"Invalid verification code format.","type":"OAuthException","code":100,"fbtrace_id":"A"}}"""));

    assertThat(failure(port)).isEqualTo(Reason.PROVIDER_REFUSED);
  }

  @Test
  void facebookMayShareNothingButTheId() throws Exception {
    var port = port(service("facebook"));
    stub.json("/me", "{\"id\":\"10158\",\"name\":\"Ada\"}");

    assertThat(signIn(port)).isEqualTo(profile("facebook", "10158", "Ada", null, null, null, null));
  }

  @Test
  @Tag("ACCT-03")
  void facebookKnowsAPersonByAnotherIdForEachClient() {
    assertThat(port(service("facebook")).provider().authority())
        .isEqualTo(stub.uri("/").getHost() + "#id1");
    assertThat(port(service("github")).provider().authority()).doesNotContain("#");
  }

  private static Service service(String kind) {
    return services().filter(service -> service.kind().equals(kind)).findFirst().orElseThrow();
  }

  private SocialLoginPort port(Service service) {
    stub.json(path(service.tokenUrl()), service.token());
    service.answers().forEach((url, answer) -> stub.json(path(url), answer));
    if (context != null) {
      context.close();
    }
    var name = service.kind().replace("-", "");
    context = Registered.preset(name, service.kind(), stub, "id1", SECRET);
    return context.getBeansOfType(SocialLoginPort.class).iterator().next();
  }

  private String authorize(Service service) {
    var parts = target(service.authorize()).split("(?=scope=)", 2);
    return stub.uri(parts[0])
        + "response_type=code&client_id=id1&redirect_uri=http%3A%2F%2Flocalhost%3A8080%2Foauth%2Fcallback%2F"
        + service.kind().replace("-", "")
        + '&'
        + parts[1]
        + "&state="
        + STATE
        + "&code_challenge=7w_YNF9DSfIdPf_pRjSq646_kPr-2-o9NAl16JGghdM&code_challenge_method=S256";
  }

  private static String path(String url) {
    return URI.create(url).getPath();
  }

  private static String target(String url) {
    var uri = URI.create(url);
    return uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
  }

  private static LoginAttempt attempt(SocialLoginPort port) {
    var id = port.provider().id();
    return new LoginAttempt(
        id,
        STATE,
        VERIFIER,
        "n".repeat(43),
        URI.create("http://localhost:8080/oauth/callback/" + id),
        new LocalPath("/"),
        Instant.EPOCH);
  }

  private static AuthorizationGrant grant(SocialLoginPort port, @Nullable String iss)
      throws LoginException {
    var parameters = new HashMap<>(Map.of("code", List.of("c1"), "state", List.of(STATE)));
    if (iss != null) {
      parameters.put("iss", List.of(iss));
    }
    return attempt(port)
        .accept(
            AuthorizationResponse.of(parameters),
            port.provider(),
            Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
  }

  private static @Nullable Reason grantFailure(SocialLoginPort port, @Nullable String iss) {
    try {
      grant(port, iss);
      return null;
    } catch (LoginException e) {
      return e.reason();
    }
  }

  private static Profile signIn(SocialLoginPort port) throws LoginException {
    var grant = grant(port, port.provider().issuer());
    return port.lookUp(grant, port.exchange(grant));
  }

  private static @Nullable Reason failure(SocialLoginPort port) {
    try {
      signIn(port);
      return null;
    } catch (LoginException e) {
      return e.reason();
    }
  }
}
