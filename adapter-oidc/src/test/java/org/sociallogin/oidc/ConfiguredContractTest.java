package org.sociallogin.oidc;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.micronaut.context.ApplicationContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sociallogin.core.LoginException.Reason;
import org.sociallogin.core.SocialLoginPort;
import org.sociallogin.testkit.Example;
import org.sociallogin.testkit.Example.Secret;
import org.sociallogin.testkit.ProviderStub;
import org.sociallogin.testkit.ProviderStub.Response;
import org.sociallogin.testkit.SocialLoginPortContract;

/** Any issuer by its address, and each preset at an issuer that speaks as that one does. */
@Tag("once")
@ParameterizedClass(name = "{0}")
@MethodSource("issuers")
class ConfiguredContractTest extends SocialLoginPortContract {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TENANT = "72f988bf-86f1-41af-91ab-2d7cd011db47";

  private final String kind;
  private final Example example;
  private String issuer = "";

  @TempDir Path folder;

  ConfiguredContractTest(String kind, Example example) {
    this.kind = kind;
    this.example = example;
  }

  static Stream<Arguments> issuers() {
    return Stream.of(
        arguments(
            "oidc",
            Example.of(
                    "/token",
                    "/userinfo",
                    """
                    {"sub": "ada", "name": "Ada Example",
                     "email": "ada@example.org", "email_verified": true}
                    """,
                    "/sub")
                .withEmail("/email", "/email_verified")),
        arguments(
            "gitlab",
            Example.of(
                    "/oauth/token",
                    "/oauth/userinfo",
                    """
                    {"sub": "7", "sub_legacy": "0f3c", "name": "Ada Example", "nickname": "ada",
                     "email": "ada@example.org", "email_verified": true, "groups": ["corp"]}
                    """,
                    "/sub")
                .withEmail("/email", "/email_verified")),
        arguments(
            "google",
            Example.ofIdToken(
                    "/token",
                    """
                    {"sub": "107691502519", "hd": "example.org", "name": "Ada Example",
                     "email": "ada@example.org", "email_verified": true}
                    """,
                    "/sub")
                .withEmail("/email", "/email_verified")),
        // An administrator can have written the address, whatever else the token says of it.
        arguments(
            "microsoft",
            Example.ofIdToken(
                    "/common/oauth2/v2.0/token",
                    """
                    {"sub": "AAAAAJ0", "oid": "0f3c", "name": "Ada Example",
                     "preferred_username": "ada@example.org",
                     "email": "ada@example.org", "email_verified": true}
                    """,
                    "/sub")
                .withEmail("/email")
                .withRefusal(
                    Reason.PROVIDER_REFUSED,
                    Response.json(
                        401,
                        """
                        {"error": "invalid_client", "error_codes": [7000215],
                         "error_description": "AADSTS7000215: Invalid client secret provided."}
                        """))),
        arguments(
            "apple",
            Example.ofIdToken(
                    "/auth/token",
                    """
                    {"sub": "001234.0f3c.0742", "email": "x7@privaterelay.appleid.com",
                     "email_verified": "true", "is_private_email": "true",
                     "nonce_supported": true}
                    """,
                    "/sub")
                .withEmail("/email", "/email_verified")
                .withSecret(Secret.NEVER)),
        // Its ID token has no nonce, so it is not looked at.
        arguments(
            "linkedin",
            Example.of(
                    "/oauth/v2/accessToken",
                    "/v2/userinfo",
                    """
                    {"sub": "782bbtaQ", "name": "Ada Example", "email": "ada@example.org",
                     "email_verified": "true", "locale": {"country": "GB", "language": "en"}}
                    """,
                    "/sub")
                .withEmail("/email", "/email_verified")),
        arguments(
            "slack",
            Example.of(
                    "/api/openid.connect.token",
                    "/api/openid.connect.userInfo",
                    """
                    {"ok": true, "sub": "U0R7MFMJM", "name": "Ada Example",
                     "email": "ada@example.org", "email_verified": true}
                    """,
                    "/sub")
                .within("T0123456/")
                .withEmail("/email", "/email_verified")
                .withRefusal(
                    Reason.RESPONSE_INVALID,
                    Response.json("{\"ok\": false, \"error\": \"invalid_code\"}"))
                .withRefusal(
                    Reason.PROVIDER_REFUSED,
                    Response.json("{\"ok\": false, \"error\": \"bad_client_secret\"}"))
                .withRefusal(Reason.PROVIDER_REFUSED, Response.json("{\"ok\": false}"))),
        arguments(
            "twitch",
            Example.ofIdToken(
                    "/oauth2/token",
                    """
                    {"sub": "713936733", "preferred_username": "AdaPlays",
                     "email": "ada@example.org", "email_verified": true}
                    """,
                    "/sub")
                .withEmail("/email", "/email_verified")
                .withRefusal(
                    Reason.RESPONSE_INVALID,
                    Response.json(
                        400, "{\"status\": 400, \"message\": \"Invalid authorization code\"}"))
                .withRefusal(
                    Reason.PROVIDER_REFUSED,
                    Response.json(
                        403, "{\"status\": 403, \"message\": \"invalid client secret\"}"))));
  }

  @Override
  protected Example example() {
    return example;
  }

  @Override
  protected SocialLoginPort port(ProviderStub acme) {
    issuer = acme.uri("").toString();
    acme.json("/keys", keySet()).json(StubIssuer.METADATA, StubIssuer.json(metadata()));
    acme.json("/common/v2.0" + StubIssuer.METADATA, StubIssuer.json(metadata()));
    var properties =
        new HashMap<String, Object>(
            Map.of(
                Scene.CLIENT + "client-id", CLIENT_ID,
                Scene.CLIENT + "client-secret", CLIENT_SECRET,
                Scene.CLIENT + "openid.issuer", issuer,
                Scene.PROVIDER + "kind", kind));
    properties.putAll(further());
    var context =
        ApplicationContext.builder().properties(properties).singletons(Clock.systemUTC()).start();
    return closedAtTheEnd(context).getBean(SocialLoginPort.class);
  }

  private Map<String, Object> metadata() {
    var metadata = new HashMap<String, Object>();
    metadata.put("issuer", kind.equals("microsoft") ? issuer + "/{tenantid}/v2.0" : issuer);
    metadata.put("authorization_endpoint", issuer + "/authorize");
    metadata.put("token_endpoint", issuer + example.tokenPath());
    metadata.put("jwks_uri", issuer + "/keys");
    if (example.userPath() != null) {
      metadata.put("userinfo_endpoint", issuer + example.userPath());
    }
    return metadata;
  }

  /** What names the service itself, and here has to name the stub. */
  private Map<String, String> further() {
    return switch (kind) {
      case "google" -> Map.of(Scene.PROVIDER + "openid.issuers", issuer);
      case "microsoft" ->
          Map.of(
              Scene.CLIENT + "openid.issuer", issuer + "/common/v2.0",
              Scene.PROVIDER + "openid.metadata-issuer", issuer + "/{tenantid}/v2.0",
              Scene.PROVIDER + "openid.issuers", issuer + "/{tenantid}/v2.0");
      case "apple" ->
          Map.of(
              Scene.PROVIDER + "openid.issuers",
              issuer,
              Scene.PROVIDER + "token.key-id",
              "KEY1",
              Scene.PROVIDER + "token.issuer",
              "TEAM1",
              Scene.PROVIDER + "token.private-key",
              keyFile());
      default -> Map.of();
    };
  }

  private String keyFile() {
    try {
      var key = new ECKeyGenerator(Curve.P_256).generate().toPrivateKey().getEncoded();
      var text = Base64.getMimeEncoder().encodeToString(key);
      var pem = "-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n";
      return Files.writeString(folder.resolve("AuthKey.p8"), pem).toString();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Without a user API all that it says, else no more than whom the rest is about. */
  @Override
  protected Map<String, ?> claims(ObjectNode user) {
    var claims = JSON.createObjectNode();
    claims.put("iss", kind.equals("microsoft") ? issuer + '/' + TENANT + "/v2.0" : issuer);
    if (example.userPath() == null) {
      claims.setAll(user);
    } else {
      claims.set("sub", user.path("sub"));
    }
    if (kind.equals("microsoft")) {
      claims.put("tid", TENANT);
    }
    if (kind.equals("slack")) {
      claims.put("https://slack.com/team_id", "T0123456");
      claims.set("https://slack.com/user_id", user.path("sub"));
    }
    return JSON.convertValue(claims, new TypeReference<Map<String, Object>>() {});
  }
}
