package org.example.acme;

import io.micronaut.context.ApplicationContext;
import java.util.Map;
import org.sociallogin.core.SocialLoginPort;
import org.sociallogin.testkit.Example;
import org.sociallogin.testkit.ProviderStub;
import org.sociallogin.testkit.SocialLoginPortContract;

class AcmeTest extends SocialLoginPortContract {

  private static final String CLIENT = "micronaut.security.oauth2.clients.acme.";

  @Override
  protected SocialLoginPort port(ProviderStub acme) {
    var context =
        ApplicationContext.run(
            Map.of(
                CLIENT + "client-id", CLIENT_ID,
                CLIENT + "client-secret", CLIENT_SECRET,
                CLIENT + "authorization.url", acme.uri("/oauth/authorize").toString(),
                CLIENT + "token.url", acme.uri("/oauth/token").toString(),
                "social-login.providers.acme.user-info.url", acme.uri("/v1/me").toString()));
    return closedAtTheEnd(context).getBean(SocialLoginPort.class);
  }

  @Override
  protected Example example() {
    return Example.of(
            "/oauth/token",
            "/v1/me",
            """
            {
              "id": "u-42",
              "full_name": "Ada Lovelace",
              "login": "ada",
              "mail": {"address": "ada@example.org", "confirmed": true},
              "picture": "https://cdn.acme.example/ada.png"
            }
            """,
            "/id")
        .withEmail("/mail/address", "/mail/confirmed");
  }
}
