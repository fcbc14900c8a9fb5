package org.sociallogin.oauth2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;
import static org.sociallogin.oauth2.ClientAuthentication.CLIENT_SECRET_POST;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sociallogin.core.Provider;
import org.sociallogin.core.Tokens;
import org.sociallogin.oauth2.StubProvider.Request;

class OAuth2ClientTest {

  private final Acme acme = new Acme();

  @AfterEach
  void stop() throws IOException {
    acme.close();
  }

  @Test
  void tellsCoreWhatItChecks() {
    assertThat(acme.port.provider())
        .isEqualTo(
            Provider.of(Acme.ID, "Acme", "id1", acme.stub.uri("/authorize"))
                .withScopes(List.of("account", "email")));
  }

  @Test
  @Tag("FLOW-04")
  @Tag("FLOW-22")
  void asksForAuthorizationWithPkce() throws Exception {
    assertThat(acme.port.authorize(Acme.attempt()))
        .isEqualTo(
            acme.stub.uri(
                "/authorize?response_type=code&client_id=id1"
                    + "&redirect_uri=http%3A%2F%2Flocalhost%3A8080%2Foauth%2Fcallback%2Facme"
                    + "&scope=account+email"
                    + "&state=sssssssssssssssssssssssssssssssssssssssssss"
                    + "&code_challenge=7w_YNF9DSfIdPf_pRjSq646_kPr-2-o9NAl16JGghdM"
                    + "&code_challenge_method=S256"));
  }

  @Test
  @Tag("FLOW-23")
  void keepsTheQueryOfTheEndpointAndLeavesOutScopesThatNobodyAskedFor() throws Exception {
    var port =
        acme.port(
            OAuth2Provider.of(
                Acme.ID,
                "Acme",
                URI.create("https://acme.example/authorize?tenant=a%20b"),
                URI.create("https://acme.example/token"),
                api -> Acme.profile("42")));

    assertThat(port.authorize(Acme.attempt()))
        .hasToString(
            "https://acme.example/authorize?tenant=a%20b&response_type=code&client_id=id1"
                + "&redirect_uri=http%3A%2F%2Flocalhost%3A8080%2Foauth%2Fcallback%2Facme"
                + "&state=sssssssssssssssssssssssssssssssssssssssssss"
                + "&code_challenge=7w_YNF9DSfIdPf_pRjSq646_kPr-2-o9NAl16JGghdM"
                + "&code_challenge_method=S256");
  }

  /** What an operator says by properties, a provider's own class says of its data. */
  @Test
  @Tag("C20")
  void speaksTheProtocolAsTheProviderSays() throws Exception {
    var port =
        acme.port(
            Acme.provider(acme.stub)
                .withFormAnswer()
                .withHeader("user-info", "Client-Id", "{client-id}")
                .withHeader("user-info", "X-Version", "7")
                .withProof("proof")
                .withInvalidGrantErrors("bad_code"));
    acme.stub.on(
        "/token",
        (request, connection) ->
            connection.send(StubProvider.ok("text/plain", "access_token=t%2B1&scope=a")));
    var grant = acme.grant("c1");
    port.lookUp(grant, port.exchange(grant));

    // The SHA-256 HMAC of t+1 under secret1.
    var proof = "?proof=b8738cc5a21a39b240734c622a93eb36408a110fe2205ae268d337b15eddca18 HTTP/1.1";
    assertThat(acme.stub.requests.subList(1, 3))
        .extracting(
            Request::line,
            request -> request.header("Client-Id"),
            request -> request.header("X-Version"))
        .containsExactlyInAnyOrder(
            tuple("GET /user" + proof, "id1", "7"), tuple("GET /emails" + proof, "", ""));

    acme.stub.on(
        "/token",
        (request, connection) -> connection.send(StubProvider.ok("text/plain", "error=bad_code")));
    assertThat(Acme.failure(() -> port.exchange(grant))).startsWith("RESPONSE_INVALID: ");
  }

  @Test
  @Tag("FLOW-04")
  @Tag("FLOW-22")
  @Tag("C20")
  void exchangesTheCodeByBasic() throws Exception {
    assertThat(acme.exchange()).isEqualTo(new Tokens("t1", null));

    assertThat(acme.stub.requests)
        .containsExactly(
            new Request(
                1,
                "POST /token HTTP/1.1",
                Map.of(
                    "host", "127.0.0.1:" + acme.stub.port(),
                    "Authorization", "Basic aWQxOnNlY3JldDE=",
                    "Content-Type", "application/x-www-form-urlencoded",
                    "content-length", "164",
                    "Accept", "application/json",
                    "Accept-Encoding", "identity",
                    "User-Agent", "social-login",
                    "connection", "keep-alive"),
                "grant_type=authorization_code&code=c1"
                    + "&redirect_uri=http%3A%2F%2Flocalhost%3A8080%2Foauth%2Fcallback%2Facme"
                    + "&code_verifier=vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv"));
  }

  @Test
  void exchangesTheCodeByPost() throws Exception {
    var port = acme.port(Acme.provider(acme.stub).withClientAuthentication(CLIENT_SECRET_POST));

    assertThat(port.exchange(acme.grant("c1"))).isEqualTo(new Tokens("t1", null));

    var request = acme.stub.requests.get(0);
    assertThat(request.header("Authorization")).isEmpty();
    assertThat(request.body())
        .isEqualTo(
            "grant_type=authorization_code&code=c1"
                + "&redirect_uri=http%3A%2F%2Flocalhost%3A8080%2Foauth%2Fcallback%2Facme"
                + "&code_verifier=vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv"
                + "&client_id=id1&client_secret=secret1");
  }

  @Test
  @Tag("C04")
  void sendsACodeAsItCame() throws Exception {
    acme.port.exchange(acme.grant("4/0AbC-d_e.f+g h&i=ü"));

    assertThat(acme.stub.requests.get(0).body())
        .startsWith("grant_type=authorization_code&code=4%2F0AbC-d_e.f%2Bg+h%26i%3D%C3%BC&");
  }

  @Test
  @Tag("HTTP-09")
  @Tag("C16")
  void asksForEveryResourceWithTheTokenInTheHeaderAlone() throws Exception {
    assertThat(acme.lookUp()).isEqualTo(Acme.profile("42"));

    var headers =
        Map.of(
            "host", "127.0.0.1:" + acme.stub.port(),
            "Authorization", "Bearer t1",
            "Accept", "application/json",
            "Accept-Encoding", "identity",
            "User-Agent", "social-login",
            "connection", "keep-alive");
    assertThat(acme.stub.requests)
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("connection")
        .containsExactlyInAnyOrder(
            new Request(0, "GET /user HTTP/1.1", headers, ""),
            new Request(0, "GET /emails HTTP/1.1", headers, ""));
  }

  @Test
  void asksForTheResourcesSideBySide() throws Exception {
    var both = new CountDownLatch(2);
    for (var path : List.of("/user", "/emails")) {
      acme.stub.on(
          path,
          (request, connection) -> {
            both.countDown();
            if (both.await(5, TimeUnit.SECONDS)) {
              connection.send(StubProvider.ok("application/json", Acme.USER));
            }
          });
    }

    assertThat(acme.lookUp()).isEqualTo(Acme.profile("42"));
  }

  @Test
  void reusesItsConnections() throws Exception {
    for (var login = 0; login < 5; login++) {
      acme.lookUp(acme.exchange());
    }

    assertThat(acme.stub.requests).hasSize(15);
    assertThat(acme.stub.connections).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  @Tag("ACCT-02")
  void aProfileThatCannotBeIsUnintelligible() {
    var port = acme.port(Acme.provider(acme.stub, api -> Acme.profile(" ")));

    assertThat(Acme.failure(() -> port.lookUp(acme.grant("c1"), new Tokens("t1", null))))
        .isEqualTo(
            "PROVIDER_UNINTELLIGIBLE: what the provider says of the person is no profile: a subject is 1 to"
                + " 255 characters without controls");
  }

  @Test
  @Tag("LIB-05")
  void anAccidentOfALookUpIsLeftToCore() {
    var port = acme.port(Acme.provider(acme.stub, api -> Acme.profile("" + Integer.parseInt("a"))));

    assertThatThrownBy(() -> port.lookUp(acme.grant("c1"), new Tokens("t1", null)))
        .isExactlyInstanceOf(NumberFormatException.class);
  }

  @Test
  void holdsNoSecretInItsText() {
    assertThat(new ClientRegistration("id1", () -> "secret1"))
        .hasToString("ClientRegistration id1");
  }
}
