package org.sociallogin.oidc;

import static org.sociallogin.oidc.StubIssuer.KEY;
import static org.sociallogin.oidc.StubIssuer.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWKSet;
import io.micronaut.context.ApplicationContext;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.sociallogin.core.LoginAttempt;
import org.sociallogin.core.SocialLoginPort;
import org.sociallogin.testkit.Example;
import org.sociallogin.testkit.ProviderStub;
import org.sociallogin.testkit.SocialLoginPortContract;

/**
 * Any issuer by its address, and the presets that take the standard subject and have user info: the
 * ID token says who, that the rest. LinkedIn is read by that alone.
 */
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"oidc", "gitlab", "google", "linkedin", "twitch"})
class ConfiguredContractTest extends SocialLoginPortContract {

  private final String kind;
  private String issuer = "";

  ConfiguredContractTest(String kind) {
    this.kind = kind;
  }

  @Override
  protected SocialLoginPort port(ProviderStub acme) {
    issuer = acme.uri("").toString();
    acme.json("/keys", new JWKSet(KEY).toString())
        .json(
            StubIssuer.METADATA,
            json(
                Map.of(
                    "issuer", issuer,
                    "authorization_endpoint", issuer + "/authorize",
                    "token_endpoint", issuer + "/token",
                    "userinfo_endpoint", issuer + "/userinfo",
                    "jwks_uri", issuer + "/keys")));
    var properties =
        new HashMap<String, Object>(
            Map.of(
                Scene.CLIENT + "client-id", CLIENT_ID,
                Scene.CLIENT + "client-secret", CLIENT_SECRET,
                Scene.CLIENT + "openid.issuer", issuer,
                Scene.PROVIDER + "kind", kind));
    if (kind.equals("google")) { // whose tokens may name either of two
      properties.put(Scene.PROVIDER + "openid.issuers", issuer);
    }
    var context =
        ApplicationContext.builder().properties(properties).singletons(Clock.systemUTC()).start();
    return closedAtTheEnd(context).getBean(SocialLoginPort.class);
  }

  @Override
  protected Example example() {
    return Example.of(
            "/token",
            "/userinfo",
            """
            {"sub": "ada", "name": "Ada Example", "email": "ada@example.org", "email_verified": true}
            """,
            "/sub")
        .withEmail("/email", "/email_verified");
  }

  @Override
  protected Map<String, ?> tokenMembers(LoginAttempt attempt, ObjectNode user) {
    var now = Instant.now().getEpochSecond();
    var claims =
        new HashMap<String, Object>(
            Map.of(
                "iss", issuer,
                "aud", CLIENT_ID,
                "iat", now,
                "exp", now + 300,
                "nonce", attempt.nonce()));
    if (user.has("sub")) {
      claims.put("sub", user.get("sub"));
    }
    return Map.of("id_token", StubIssuer.signed(new JWSHeader(JWSAlgorithm.RS256), KEY, claims));
  }
}
