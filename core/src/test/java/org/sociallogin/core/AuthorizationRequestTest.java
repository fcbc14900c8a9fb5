package org.sociallogin.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.sociallogin.core.Examples.ACME;
import static org.sociallogin.core.Examples.NONCE;
import static org.sociallogin.core.Examples.PROVIDER;
import static org.sociallogin.core.Examples.STATE;
import static org.sociallogin.core.Examples.VERIFIER;
import static org.sociallogin.core.Examples.attempt;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sociallogin.core.LoginException.Reason;

class AuthorizationRequestTest {

  private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

  private static final String QUERY =
      "response_type=code&client_id=client-1"
          + "&redirect_uri=https%3A%2F%2Fapp.example%2Foauth%2Fcallback%2Facme"
          + "&state="
          + STATE
          + "&code_challenge="
          + CHALLENGE
          + "&code_challenge_method=S256";

  private static final String RIGHT = "https://acme.example/authorize?" + QUERY;

  @Test
  void isWhatTheProviderMadeOfTheAttempt() throws LoginException {
    var request = URI.create(RIGHT + "&scope=account+email&prompt=login");

    assertThat(AuthorizationRequest.checked(request, PROVIDER, attempt())).isSameAs(request);
  }

  static Stream<Arguments> wrongInOneParameter() {
    var parameters =
        Map.of(
            "response_type", "token",
            "client_id", "client-2",
            "redirect_uri", "https%3A%2F%2Fevil.example%2F",
            "state", "x",
            "code_challenge", VERIFIER,
            "code_challenge_method", "plain");
    var wrong = new ArrayList<Arguments>();
    parameters.forEach(
        (name, other) -> {
          var right = QUERY.replaceAll("(^|.*&)(" + name + "=[^&]*).*", "$2");
          for (var instead :
              List.of(
                  "",
                  name,
                  name + '=',
                  name + '=' + other,
                  right + "%20",
                  right + '+',
                  right + '&' + right,
                  right + '&' + name + '=' + other,
                  right + '&' + name,
                  right + "&%" + Integer.toHexString(name.charAt(0)) + name.substring(1) + "=x",
                  right.toUpperCase(Locale.ROOT),
                  "x" + right)) {
            wrong.add(Arguments.of(name, RIGHT.replace(right, instead)));
          }
        });
    return wrong.stream();
  }

  @Tag("LIB-01")
  @Tag("FLOW-04")
  @Tag("FLOW-23")
  @ParameterizedTest
  @MethodSource("wrongInOneParameter")
  void lacksRepeatsOrChangesNoParameterOfTheAttempt(String name, String request) {
    assertThat(refusal(request, PROVIDER))
        .extracting(LoginException::reason, Throwable::getMessage)
        .containsExactly(
            Reason.PROVIDER_REFUSED,
            "the authorization request of acme lacks, repeats or changes " + name);
  }

  @Tag("LIB-01")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/authorize?",
        "https://acme.example.evil.example/authorize?",
        "https://acme.example@evil.example/authorize?",
        "https://ada@acme.example/authorize?",
        "https://acme.example:8443/authorize?",
        "https://acme.example/authorize/?",
        "https://acme.example/other?",
        "https://acme.example/a/../authorize?",
        "http://acme.example/authorize?",
        "//acme.example/authorize?",
        "/authorize?",
        "?",
        "https:acme.example/authorize?",
        "http:opaque?",
        "http://exa_mple/authorize?",
        "javascript:alert(1)//?",
        "https://acme.example/authorize#?",
        "https://acme.example/authorize?#"
      })
  void goesToTheAuthorizationEndpointAlone(String start) {
    assertThat(refusal(start + QUERY, PROVIDER).reason()).isEqualTo(Reason.PROVIDER_REFUSED);
  }

  @Tag("LIB-01")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://acme.example/authorize",
        "http://localhost.evil.example/authorize",
        "http://127.0.0.1.evil.example/authorize",
        "http://0.0.0.0/authorize",
        "ftp://localhost/authorize"
      })
  void isNeverSentOverAnOpenWireEvenIfConfiguredSo(String endpoint) {
    var provider = Provider.of(ACME, "Acme", "client-1", URI.create(endpoint));

    assertThat(refusal(endpoint + '?' + QUERY, provider))
        .hasMessage("the authorization request of acme leaves the authorization endpoint");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:7990/authorize",
        "HTTP://LocalHost/authorize",
        "http://127.0.0.1:7990/authorize",
        "http://127.1.2.3/authorize",
        "http://[::1]:7990/authorize"
      })
  void canBeSentOnTheMachineItself(String endpoint) throws LoginException {
    var provider = Provider.of(ACME, "Acme", "client-1", URI.create(endpoint));
    var request = URI.create(endpoint + '?' + QUERY);

    assertThat(AuthorizationRequest.checked(request, provider, attempt())).isEqualTo(request);
  }

  @Test
  @Tag("FLOW-23")
  void keepsTheQueryOfTheEndpoint() throws LoginException {
    var endpoint = "https://acme.example/authorize?tenant=a%20b&tenant=c";
    var provider = Provider.of(ACME, "Acme", "client-1", URI.create(endpoint));
    var request = URI.create(endpoint + '&' + QUERY);

    assertThat(AuthorizationRequest.checked(request, provider, attempt())).isEqualTo(request);
    assertThat(refusal(RIGHT, provider))
        .hasMessage(
            "the authorization request of acme lacks, repeats or changes what the endpoint's own"
                + " query says");
    assertThat(refusal(RIGHT + "&tenant=a+b&tenant=d", provider).reason())
        .isEqualTo(Reason.PROVIDER_REFUSED);
  }

  @Test
  @Tag("LIB-01")
  void needsNoChallengeWhereTheProviderTakesNone() throws LoginException {
    var request = URI.create(RIGHT.replaceAll("&code_challenge.*", ""));
    var provider = PROVIDER.withoutPkce();

    assertThat(AuthorizationRequest.checked(request, provider, attempt())).isEqualTo(request);
    assertThat(refusal(request.toString(), PROVIDER).reason()).isEqualTo(Reason.PROVIDER_REFUSED);
  }

  @Tag("LIB-01")
  @Tag("FLOW-33")
  @ParameterizedTest
  @ValueSource(strings = {"", "&nonce=", "&nonce=x", "&nonce=" + NONCE + "&nonce=" + NONCE})
  void carriesTheNonceWhereTheProviderAnswersWithAnIdToken(String nonce) throws LoginException {
    var provider = PROVIDER.withNonce();
    var request = URI.create(RIGHT + "&nonce=" + NONCE);

    assertThat(AuthorizationRequest.checked(request, provider, attempt())).isEqualTo(request);
    assertThat(refusal(RIGHT + nonce, provider))
        .hasMessage("the authorization request of acme lacks, repeats or changes nonce");
  }

  @Tag("LIB-01")
  @Tag("ACCT-20")
  @ParameterizedTest
  @ValueSource(strings = {"", "&max_age=600", "&max_age=0&max_age=0"})
  void asksAgainWhoThePersonIsWhereThatIsConfirmed(String age) throws LoginException {
    var provider = PROVIDER.withNonce();
    var asked = RIGHT + "&nonce=" + NONCE;
    var request = URI.create(asked + "&max_age=0");
    var confirming = Examples.confirming(Digest.of("token"));

    assertThat(AuthorizationRequest.checked(request, provider, confirming)).isEqualTo(request);
    assertThat(refusal(asked + age, provider, confirming))
        .hasMessage("the authorization request of acme lacks, repeats or changes max_age");
    assertThat(AuthorizationRequest.checked(URI.create(RIGHT), PROVIDER, confirming))
        .as("a provider without ID tokens could not show that it did")
        .isNotNull();
  }

  @Test
  @Tag("FLOW-27")
  void asksForTheModeThatItsAnswersComeIn() throws LoginException {
    var provider = PROVIDER.withFormPost(Set.of("user"));
    var request = URI.create(RIGHT + "&response_mode=form_post");

    assertThat(AuthorizationRequest.checked(request, provider, attempt())).isEqualTo(request);
    assertThat(refusal(RIGHT, provider))
        .hasMessage("the authorization request of acme lacks, repeats or changes response_mode");
  }

  @Test
  @Tag("FLOW-04")
  void givesTheVerifierToNobody() {
    for (var leak : List.of("&code_verifier=" + VERIFIER, "&x=" + VERIFIER, "#" + VERIFIER)) {
      assertThat(refusal(RIGHT + leak, PROVIDER.withoutPkce()))
          .hasMessage("the authorization request of acme gives the code verifier away");
    }
  }

  @Test
  void isOfCharactersThatAHeaderCanCarry() {
    // U+010A is a line feed to who looks at its low byte alone.
    assertThat(refusal(RIGHT + "&scope=\u010Aa", PROVIDER))
        .hasMessage("the authorization request of acme has characters that a header cannot carry");
  }

  @Test
  @Tag("FLOW-26")
  void tellsNoSecretWhenItIsRefused() {
    assertThat(refusal(RIGHT + "&code_verifier=" + VERIFIER, PROVIDER).toString())
        .doesNotContain(STATE, VERIFIER, CHALLENGE);
  }

  private static LoginException refusal(String request, Provider provider) {
    return refusal(request, provider, attempt());
  }

  private static LoginException refusal(String request, Provider provider, LoginAttempt attempt) {
    return catchThrowableOfType(
        LoginException.class,
        () -> AuthorizationRequest.checked(URI.create(request), provider, attempt));
  }
}
