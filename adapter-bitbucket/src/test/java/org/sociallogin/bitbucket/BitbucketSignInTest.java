package org.sociallogin.bitbucket;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.groups.Tuple.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.micronaut.context.ApplicationContext;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sociallogin.core.AuthorizationGrant;
import org.sociallogin.core.AuthorizationResponse;
import org.sociallogin.core.Digest;
import org.sociallogin.core.Email;
import org.sociallogin.core.LocalPath;
import org.sociallogin.core.LoginAttempt;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.Profile;
import org.sociallogin.core.ProviderId;
import org.sociallogin.core.SocialLoginPort;
import org.sociallogin.sandbox.Answer;
import org.sociallogin.sandbox.Consumer;
import org.sociallogin.sandbox.Endpoint;
import org.sociallogin.sandbox.Person;
import org.sociallogin.sandbox.Quirk;
import org.sociallogin.sandbox.Sandbox;

/** The whole way of a person through the look-alike of Bitbucket, over real HTTP. */
class BitbucketSignInTest {

  private static final ProviderId ID = new ProviderId("bitbucket");
  private static final String STATE = "s".repeat(43);
  private static final String VERIFIER = "v".repeat(43);
  private static final URI BASE_URL = URI.create("http://localhost:8080");

  private final Sandbox sandbox = Sandbox.start(BASE_URL);
  private final ApplicationContext context = registered(sandbox.clientId(), sandbox.clientSecret());
  private final SocialLoginPort bitbucket = context.getBean(SocialLoginPort.class);

  @AfterEach
  void stop() {
    context.close();
    sandbox.close();
  }

  private ApplicationContext registered(String key, String secret) {
    var client = "micronaut.security.oauth2.clients.bitbucket.";
    var provider = "social-login.providers.bitbucket.";
    return ApplicationContext.run(
        Map.of(
            client + "client-id", key,
            client + "client-secret", secret,
            client + "authorization.url", sandbox.url(Endpoint.AUTHORIZATION).toString(),
            client + "token.url", sandbox.url(Endpoint.TOKEN).toString(),
            provider + "user-info.url", sandbox.url(Endpoint.USER).toString(),
            provider + "emails.url", sandbox.url(Endpoint.EMAILS).toString()));
  }

  @Test
  void endsWithTheProfile() throws Exception {
    assertThat(signIn(Person.MARA))
        .isEqualTo(
            new Profile(
                ID,
                "{00000000-0000-4000-8000-000000000001}",
                "Mara Lindqvist",
                "mara_example",
                new Email("mara@example.com", true),
                URI.create("https://avatar.example.com/1/128"),
                URI.create("https://bitbucket.org/%7B00000000-0000-4000-8000-000000000001%7D/"),
                Map.of("account_id", List.of("712020:00000000-0000-4000-8000-000000000001"))));
  }

  @Test
  @Tag("HTTP-09")
  @Tag("HTTP-10")
  @Tag("FLOW-22")
  void asksWhatBitbucketDocuments() throws Exception {
    var grant = grant(Person.MARA);
    var tokens = bitbucket.exchange(grant);
    bitbucket.lookUp(grant, tokens);

    assertThat(bitbucket.authorize(attempt()))
        .hasToString(
            sandbox.url(Endpoint.AUTHORIZATION)
                + "?response_type=code&client_id="
                + sandbox.clientId()
                + "&redirect_uri=http%3A%2F%2Flocalhost%3A8080%2Foauth%2Fcallback%2Fbitbucket"
                + "&scope=account+email&state="
                + STATE
                + "&code_challenge="
                + Digest.of(VERIFIER)
                + "&code_challenge_method=S256");
    var client = sandbox.clientId() + ':' + sandbox.clientSecret();
    assertThat(sandbox.received(Endpoint.TOKEN))
        .extracting(Sandbox.Received::method, Sandbox.Received::target, Sandbox.Received::body)
        .containsExactly(
            tuple(
                "POST",
                "/site/oauth2/access_token",
                "grant_type=authorization_code&code="
                    + grant.code()
                    + "&redirect_uri=http%3A%2F%2Flocalhost%3A8080%2Foauth%2Fcallback%2Fbitbucket"
                    + "&code_verifier=vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv"));
    assertThat(headers(Endpoint.TOKEN))
        .isEqualTo(
            Map.of(
                "accept", "application/json",
                "accept-encoding", "identity",
                "authorization",
                    "Basic " + Base64.getEncoder().encodeToString(client.getBytes(US_ASCII)),
                "content-type", "application/x-www-form-urlencoded",
                "user-agent", "social-login"));
    for (var asked :
        Map.of(Endpoint.USER, "/2.0/user", Endpoint.EMAILS, "/2.0/user/emails").entrySet()) {
      assertThat(sandbox.received(asked.getKey()))
          .extracting(Sandbox.Received::method, Sandbox.Received::target, Sandbox.Received::body)
          .containsExactly(tuple("GET", asked.getValue(), ""));
      assertThat(headers(asked.getKey()))
          .isEqualTo(
              Map.of(
                  "accept", "application/json",
                  "accept-encoding", "identity",
                  "authorization", "Bearer " + tokens.accessToken(),
                  "user-agent", "social-login"));
    }
  }

  /** What the one request to it said, without what HTTP/1.1 says of the message itself. */
  private Map<String, String> headers(Endpoint endpoint) {
    var message = Set.of("connection", "content-length", "host");
    return sandbox.received(endpoint).get(0).headers().entrySet().stream()
        .map(header -> Map.entry(header.getKey().toLowerCase(Locale.ROOT), header.getValue()))
        .filter(header -> !message.contains(header.getKey()))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @Test
  @Tag("FLOW-28")
  void takesNoTokenFromTheBrowser() throws Exception {
    var callback = sandbox.agree(bitbucket.authorize(attempt()), Person.MARA);
    var parameters = parameters(callback.getRawQuery() + "&access_token=forged&id_token=forged");
    var grant = accept(bitbucket, parameters);

    bitbucket.lookUp(grant, bitbucket.exchange(grant));

    assertThat(sandbox.received(Endpoint.TOKEN).get(0).body()).doesNotContain("forged");
    assertThat(sandbox.received(Endpoint.USER).get(0).headers().get("Authorization"))
        .doesNotContain("forged");
  }

  @Test
  @Tag("HTTP-17")
  void fetchesNothingThatAProfileNames() throws Exception {
    try (var elsewhere = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var href = Map.of("href", "https://127.0.0.1:" + elsewhere.getLocalPort() + "/");
      var links = Map.of("avatar", href, "html", href, "self", href);

      var profile = signIn(Person.MARA.with("links", links));

      assertThat(profile.picture()).hasToString(href.get("href"));
      elsewhere.setSoTimeout(1);
      assertThatThrownBy(elsewhere::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  static Stream<Arguments> people() {
    return Stream.of(
        arguments("Mara Lindqvist", "Mara Lindqvist", "mara_example", "mara@example.com", true),
        arguments(
            "Tomás Ó Súilleabháin",
            "Tomás Ó Súilleabháin",
            "tomas_example",
            "tomas@example.org",
            true),
        arguments("Ines", "Ines", "ines_example", null, false),
        arguments("Noor van Dijk", "Noor van Dijk", "noor_example", "noor@example.org", false),
        arguments("onlyname_example", null, "onlyname_example", "onlyname@example.com", true),
        arguments("Uma Nameless", "Uma Nameless", "uma", "uma@example.org", true));
  }

  @ParameterizedTest
  @MethodSource("people")
  void everybodyIsReadAsTheyAre(
      String label,
      @Nullable String name,
      String preferredUsername,
      @Nullable String address,
      boolean verified)
      throws Exception {
    var person = Person.ALL.stream().filter(p -> p.label().equals(label)).findFirst().orElseThrow();

    assertThat(signIn(person))
        .extracting(Profile::name, Profile::preferredUsername, Profile::email)
        .containsExactly(name, preferredUsername, Email.of(address, verified));
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 2_600, 6_000})
  void aTokenIsAsLongAsItIs(int characters) throws Exception {
    sandbox.tokenLength(characters);

    assertThat(signIn(Person.MARA).email()).isEqualTo(new Email("mara@example.com", true));
  }

  @Test
  void oldAndNewConsumersAreServedAlike() throws Exception {
    for (var quirk : List.of(Quirk.SAYS_SCOPES, Quirk.SAYS_SCOPE_AND_SCOPES)) {
      sandbox.behave(quirk);
      assertThat(bitbucket.exchange(grant(Person.MARA)).scopes())
          .containsExactly("account", "email");
    }
    assertThat(signIn(sandbox.oldConsumer()).email())
        .isEqualTo(new Email("mara@example.com", true));
  }

  @Test
  @Tag("C29")
  void aConsumerWithoutTheEmailPermissionStillSignsPeopleIn() throws Exception {
    assertThat(signIn(sandbox.consumerWithoutEmail()))
        .extracting(Profile::subject, Profile::email)
        .containsExactly("{00000000-0000-4000-8000-000000000001}", null);
  }

  @Test
  void aConsumerWithoutACallbackIsForTheOperatorToMend() {
    try (var other =
        registered(
            sandbox.consumerWithoutCallback().key(), sandbox.consumerWithoutCallback().secret())) {
      var port = other.getBean(SocialLoginPort.class);
      assertThat(failure(() -> port.exchange(grant(port, "c"))))
          .startsWith("PROVIDER_REFUSED: ")
          .endsWith("\"invalid_request: No callback uri defined for the OAuth client.\"");
    }
  }

  @Test
  void aWrongSecretIsForTheOperatorToMend() {
    try (var other = registered(sandbox.clientId(), "wrong")) {
      var port = other.getBean(SocialLoginPort.class);
      assertThat(failure(() -> port.exchange(grant(port, "c"))))
          .isEqualTo(
              "PROVIDER_REFUSED: the token request to "
                  + sandbox.url(Endpoint.TOKEN)
                  + " was answered 400 \"application/json; charset=utf-8\" and"
                  + " \"unauthorized_client: Invalid OAuth client credentials\"");
    }
  }

  @Test
  void aCodeIsGoodOnce() throws Exception {
    var grant = grant(Person.MARA);
    bitbucket.exchange(grant);

    assertThat(failure(() -> bitbucket.exchange(grant))).startsWith("RESPONSE_INVALID: ");
  }

  @Test
  void aPersonWhoRevokesTheConsumerIsRefused() throws Exception {
    var grant = grant(Person.MARA);
    var tokens = bitbucket.exchange(grant);
    sandbox.revoke(Person.MARA);

    assertThat(failure(() -> bitbucket.lookUp(grant, tokens)))
        .startsWith("PROVIDER_REFUSED: the user-info request to ");
  }

  @Test
  @Tag("C21")
  void compressedAndMarkedAnswersAreRead() throws Exception {
    for (var endpoint : List.of(Endpoint.TOKEN, Endpoint.USER, Endpoint.EMAILS)) {
      sandbox.answer(endpoint, Answer.truth().marked().compressed());
    }

    assertThat(signIn(Person.MARA).email()).isEqualTo(new Email("mara@example.com", true));
  }

  static Stream<Arguments> troubles() {
    return Stream.of(
        arguments(Answer.page(500, "Out of order"), "PROVIDER_UNAVAILABLE"),
        arguments(Answer.page(502, "Bad gateway"), "PROVIDER_UNAVAILABLE"),
        arguments(Answer.of(503, Map.of(), new byte[0]), "PROVIDER_UNAVAILABLE"),
        arguments(Answer.tooManyRequests(), "PROVIDER_UNAVAILABLE"),
        arguments(Answer.disconnect(), "PROVIDER_UNAVAILABLE"),
        arguments(Answer.truth().truncated(), "PROVIDER_UNAVAILABLE"),
        arguments(Answer.page(200, "Back soon"), "PROVIDER_UNINTELLIGIBLE"),
        arguments(Answer.json(""), "PROVIDER_UNINTELLIGIBLE"),
        arguments(Answer.json("{\"a\":"), "PROVIDER_UNINTELLIGIBLE"),
        arguments(Answer.redirect(302, "/elsewhere"), "PROVIDER_UNINTELLIGIBLE"),
        arguments(Answer.huge(10_000_000), "PROVIDER_UNINTELLIGIBLE"),
        arguments(Answer.endless(), "PROVIDER_UNINTELLIGIBLE"));
  }

  @ParameterizedTest
  @MethodSource("troubles")
  @Tag("HTTP-20")
  void troubleMeansTheSameWhereverItComes(Answer answer, String reason) {
    for (var endpoint : List.of(Endpoint.TOKEN, Endpoint.USER, Endpoint.EMAILS)) {
      sandbox.reset();
      sandbox.answer(endpoint, answer);

      assertThat(failure(() -> signIn(Person.MARA)))
          .startsWith(reason + ": the ")
          .contains(" request to " + sandbox.url(endpoint) + " ");
    }
  }

  private Profile signIn(Person person) throws LoginException {
    var grant = grant(person);
    return bitbucket.lookUp(grant, bitbucket.exchange(grant));
  }

  /** As the application of another consumer. */
  private Profile signIn(Consumer consumer) throws LoginException {
    try (var other = registered(consumer.key(), consumer.secret())) {
      var port = other.getBean(SocialLoginPort.class);
      var grant = grant(port, Person.MARA);
      return port.lookUp(grant, port.exchange(grant));
    }
  }

  private AuthorizationGrant grant(Person person) throws LoginException {
    return grant(bitbucket, person);
  }

  private AuthorizationGrant grant(SocialLoginPort port, Person person) throws LoginException {
    var callback = sandbox.agree(port.authorize(attempt()), person);
    return accept(port, parameters(callback.getRawQuery()));
  }

  private static AuthorizationGrant grant(SocialLoginPort port, String code) throws LoginException {
    return accept(port, Map.of("state", List.of(STATE), "code", List.of(code)));
  }

  private static AuthorizationGrant accept(
      SocialLoginPort port, Map<String, List<String>> parameters) throws LoginException {
    return attempt()
        .accept(AuthorizationResponse.of(parameters), port.provider(), Clock.systemUTC());
  }

  private static LoginAttempt attempt() {
    return new LoginAttempt(
        ID,
        STATE,
        VERIFIER,
        "n".repeat(43),
        URI.create(BASE_URL + "/oauth/callback/bitbucket"),
        new LocalPath("/"),
        Clock.systemUTC().instant());
  }

  private static Map<String, List<String>> parameters(String query) {
    return Arrays.stream(query.split("&"))
        .map(pair -> pair.split("=", 2))
        .collect(
            Collectors.toMap(
                pair -> pair[0],
                pair -> List.of(URLDecoder.decode(pair[1], StandardCharsets.UTF_8))));
  }

  private static @Nullable String failure(ThrowingCallable call) {
    var failure = catchThrowableOfType(LoginException.class, call);
    return failure == null ? null : failure.reason() + ": " + failure.getMessage();
  }
}
