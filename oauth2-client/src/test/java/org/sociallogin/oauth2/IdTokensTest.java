package org.sociallogin.oauth2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sociallogin.core.Digest;
import org.sociallogin.core.LoginAttempt;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.LoginException.Reason;
import org.sociallogin.core.Purpose;
import org.sociallogin.core.Tokens;

/** What an ID token needs on its way: the nonce before it, its validation, and its reader. */
class IdTokensTest {

  private static final String NONCE = "n".repeat(43);

  private final Acme acme = new Acme();
  private final List<String> read = new CopyOnWriteArrayList<>();

  private final OAuth2Provider provider =
      Acme.provider(acme.stub, api -> Acme.profile(api.claims().path("sub").textValue()))
          .withIdTokens(
              (idToken, accessToken, attempt) -> {
                read.add(idToken + ' ' + accessToken + ' ' + attempt.nonce());
                return Map.of("sub", "ada");
              });

  @AfterEach
  void close() throws Exception {
    acme.close();
  }

  private void answers(String members) {
    acme.stub.json("/token", "{\"access_token\":\"t1\"" + members + "}");
  }

  @Test
  @Tag("FLOW-33")
  void theNonceIsSentWhereAnIdTokenComesBack() throws Exception {
    assertThat(acme.port(provider).authorize(Acme.attempt()).getQuery())
        .endsWith("&nonce=" + NONCE);
    assertThat(acme.port(provider).provider().nonce()).isTrue();
    assertThat(acme.port.authorize(Acme.attempt()).getQuery()).doesNotContain("nonce");
  }

  @Test
  @Tag("ACCT-20")
  void whoConfirmsIsAskedAgain() throws Exception {
    var signIn = Acme.attempt();
    var confirmation =
        new LoginAttempt(
            signIn.provider(),
            Purpose.REAUTHENTICATE,
            Digest.of("token"),
            signIn.state(),
            signIn.codeVerifier(),
            signIn.nonce(),
            signIn.redirectUri(),
            signIn.returnTo(),
            signIn.issuedAt());

    assertThat(acme.port(provider).authorize(confirmation).getQuery())
        .endsWith("&nonce=" + NONCE + "&max_age=0");
    assertThat(acme.port.authorize(confirmation)).isEqualTo(acme.port.authorize(signIn));
  }

  @Test
  @Tag("FLOW-27")
  void theResponseModeIsAskedForThatTheProviderAnswersIn() throws Exception {
    var port = acme.port(provider.withTerms(terms -> terms.withFormPost(Set.of("user"))));

    assertThat(port.authorize(Acme.attempt()).getQuery())
        .endsWith("&nonce=" + NONCE + "&response_mode=form_post");
  }

  @Test
  void theClaimsComeWithTheTokensAndReachWhoReadsThem() throws Exception {
    answers(",\"id_token\":\"i1\"");
    var port = acme.port(provider);

    var tokens = port.exchange(acme.grant("c1"));

    assertThat(tokens).isEqualTo(new Tokens("t1", null, Map.of("sub", "ada")));
    assertThat(read).containsExactly("i1 t1 " + NONCE);
    assertThat(port.lookUp(acme.grant("c1"), tokens)).isEqualTo(Acme.profile("ada"));
  }

  @Test
  void anAnswerWithoutTheIdTokenIsUnintelligible() {
    for (var members : List.of("", ",\"id_token\":null", ",\"id_token\":{}")) {
      answers(members);

      assertThat(Acme.failure(() -> acme.port(provider).exchange(acme.grant("c1"))))
          .startsWith("PROVIDER_UNINTELLIGIBLE: ")
          .endsWith("without an ID token");
    }
  }

  @Test
  void whatIsRefusedOfItFailsTheExchange() {
    answers(",\"id_token\":\"i1\"");
    var port =
        acme.port(
            provider.withIdTokens(
                (idToken, accessToken, attempt) -> {
                  throw new LoginException(Reason.RESPONSE_INVALID, "another nonce");
                }));

    assertThat(Acme.failure(() -> port.exchange(acme.grant("c1"))))
        .isEqualTo("RESPONSE_INVALID: another nonce");
  }

  @Test
  void whoWantsNoneReadsNone() throws Exception {
    answers(",\"id_token\":\"i1\"");

    assertThat(acme.exchange()).isEqualTo(new Tokens("t1", null));
  }

  @Test
  void theSecretIsMadeForEachRequest() throws Exception {
    var made = new CopyOnWriteArrayList<>(List.of("first", "second"));
    var port =
        acme.port(
            Acme.provider(acme.stub)
                .withClientAuthentication(ClientAuthentication.CLIENT_SECRET_POST)
                .withClientSecret(() -> made.remove(0)));

    port.exchange(acme.grant("c1"));
    port.exchange(acme.grant("c2"));

    assertThat(acme.stub.requests.get(0).body()).endsWith("&client_secret=first");
    assertThat(acme.stub.requests.get(1).body()).endsWith("&client_secret=second");
  }

  @Test
  void whatAProviderPublishesIsAskedForWithoutAToken() throws Exception {
    acme.stub.json("/published", "{\"a\":1}");
    var documents = acme.context.getBean(ClientRegistrations.class).documents();

    assertThat(documents.get("metadata", acme.stub.uri("/published")).path("a").asInt())
        .isEqualTo(1);
    assertThat(acme.stub.requests.get(0).header("Authorization")).isEmpty();
    assertThat(Acme.failure(() -> documents.get("metadata", acme.stub.uri("/none"))))
        .startsWith("PROVIDER_UNINTELLIGIBLE: the metadata request to ");
  }
}
