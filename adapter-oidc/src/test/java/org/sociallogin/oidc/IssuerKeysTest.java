package org.sociallogin.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sociallogin.oidc.StubIssuer.KEY;
import static org.sociallogin.oidc.StubIssuer.KEYS;
import static org.sociallogin.oidc.StubIssuer.OTHER_KEY;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sociallogin.oidc.StubIssuer.Answer;

/** The keys of an issuer: new ones are found, old ones forgotten, and it is left in peace. */
class IssuerKeysTest {

  private final StubIssuer issuer = new StubIssuer();
  private final Scene scene = new Scene(issuer, Map.of());

  @AfterEach
  void close() {
    scene.close();
    issuer.close();
  }

  private void later(Duration time) {
    scene.clock.turn(time);
    issuer.claims.put("iat", scene.clock.instant().getEpochSecond());
    issuer.claims.put("exp", scene.clock.instant().plusSeconds(300).getEpochSecond());
  }

  @Test
  @Tag("FLOW-37")
  void aThousandUnknownKeysAreLookedUpOnce() {
    for (var i = 0; i < 1_000; i++) {
      issuer.idToken =
          issuer.signed(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("random-" + i).build());
      assertThat(scene.failure())
          .startsWith("PROVIDER_UNINTELLIGIBLE: the ID token cannot be verified: ");
    }
    assertThat(issuer.hits(KEYS)).isEqualTo(1);

    later(Duration.ofSeconds(59));
    scene.failure();
    assertThat(issuer.hits(KEYS)).isEqualTo(1);

    later(Duration.ofSeconds(1));
    scene.failure();
    scene.failure();
    assertThat(issuer.hits(KEYS)).isEqualTo(2);
  }

  @Test
  @Tag("FLOW-37")
  void aNewKeyIsFound() throws Exception {
    scene.signIn();
    later(Duration.ofMinutes(1));
    issuer.keys.add(OTHER_KEY.toPublicJWK());
    issuer.signingKey = OTHER_KEY;

    assertThat(scene.signIn().subject()).isEqualTo("ada");
    assertThat(issuer.hits(KEYS)).isEqualTo(2);
  }

  @Test
  @Tag("FLOW-37")
  void theOldKeysSurviveAFetchThatFails() throws Exception {
    scene.signIn();
    issuer.answers.put(KEYS, Answer.of(500));
    issuer.signingKey = OTHER_KEY;
    later(Duration.ofMinutes(1));
    assertThat(scene.failure())
        .startsWith("PROVIDER_UNINTELLIGIBLE: the ID token cannot be verified: ");
    assertThat(issuer.hits(KEYS)).isEqualTo(2);

    issuer.signingKey = KEY;
    assertThat(scene.signIn().subject()).isEqualTo("ada");
    later(Duration.ofHours(24));
    assertThat(scene.signIn().subject()).isEqualTo("ada");
    assertThat(issuer.hits(KEYS)).isEqualTo(3);
  }

  @Test
  @Tag("FLOW-37")
  void butNoLongerThanADayMore() throws Exception {
    scene.signIn();
    issuer.answers.put(KEYS, Answer.of(500));
    later(Duration.ofHours(25));
    assertThat(scene.failure()).startsWith("PROVIDER_UNAVAILABLE: the keys request to ");

    issuer.answers.clear();
    later(Duration.ofSeconds(5));
    assertThat(scene.signIn().subject()).isEqualTo("ada");
  }

  @Test
  void aKeyThatIsNoLongerShownIsForgottenAfterAnHour() throws Exception {
    scene.signIn();
    issuer.keys.clear();
    issuer.keys.add(OTHER_KEY.toPublicJWK());
    later(Duration.ofMinutes(59));
    assertThat(scene.signIn().subject()).isEqualTo("ada");

    later(Duration.ofMinutes(1));
    assertThat(scene.failure())
        .startsWith("PROVIDER_UNINTELLIGIBLE: the ID token cannot be verified: ");
  }

  @Test
  void keysThatCannotBeHadSayWhyAndAreAskedForAgain() throws Exception {
    issuer.answers.put(KEYS, Answer.of(503));
    assertThat(scene.failure()).startsWith("PROVIDER_UNAVAILABLE: the keys request to ");
    assertThat(scene.failure()).startsWith("PROVIDER_UNAVAILABLE: the keys request to ");
    assertThat(issuer.hits(KEYS)).isEqualTo(1);

    issuer.answers.clear();
    later(Duration.ofSeconds(5));
    assertThat(scene.signIn().subject()).isEqualTo("ada");
  }

  @Test
  @Tag("HTTP-04")
  void whatIsNoKeySetIsUnintelligible() {
    for (var body :
        List.of("[]", "{}", "{\"keys\":1}", "{\"keys\":[1]}", "\"" + "a".repeat(2_000_000) + '"')) {
      issuer.answers.put(KEYS, Answer.json(body));

      assertThat(scene.failure()).startsWith("PROVIDER_UNINTELLIGIBLE: the keys ");
      later(Duration.ofSeconds(5));
    }
  }

  @Test
  void keysOfUnknownKindsAreLeftAside() throws Exception {
    issuer.answers.put(
        KEYS,
        Answer.json(
            "{\"keys\":[{\"kty\":\"PQ\",\"kid\":\"new\"},"
                + KEY.toPublicJWK().toJSONString()
                + "]}"));

    assertThat(scene.signIn().subject()).isEqualTo("ada");
  }
}
