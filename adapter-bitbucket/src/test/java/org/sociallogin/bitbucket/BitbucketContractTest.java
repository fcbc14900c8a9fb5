package org.sociallogin.bitbucket;

import io.micronaut.context.ApplicationContext;
import java.util.Map;
import org.sociallogin.core.SocialLoginPort;
import org.sociallogin.testkit.Example;
import org.sociallogin.testkit.Example.Emails;
import org.sociallogin.testkit.ProviderStub;
import org.sociallogin.testkit.SocialLoginPortContract;

class BitbucketContractTest extends SocialLoginPortContract {

  private static final String CLIENT = "micronaut.security.oauth2.clients.bitbucket.";
  private static final String PROVIDER = "social-login.providers.bitbucket.";

  @Override
  protected SocialLoginPort port(ProviderStub bitbucket) {
    var context =
        ApplicationContext.run(
            Map.of(
                CLIENT + "client-id", CLIENT_ID,
                CLIENT + "client-secret", CLIENT_SECRET,
                CLIENT + "authorization.url", bitbucket.uri("/site/oauth2/authorize").toString(),
                CLIENT + "token.url", bitbucket.uri("/site/oauth2/access_token").toString(),
                PROVIDER + "user-info.url", bitbucket.uri("/2.0/user").toString(),
                PROVIDER + "emails.url", bitbucket.uri("/2.0/user/emails").toString()));
    return closedAtTheEnd(context).getBean(SocialLoginPort.class);
  }

  @Override
  protected Example example() {
    return Example.of(
            "/site/oauth2/access_token",
            "/2.0/user",
            """
            {
              "type": "user",
              "uuid": "{0f3c4a9e-0000-4000-8000-000000000001}",
              "display_name": "Ada Lovelace",
              "nickname": "ada",
              "account_id": "712020:0f3c4a9e",
              "links": {"avatar": {"href": "https://avatar.example.org/1"}}
            }
            """,
            "/uuid")
        .withEmails(
            new Emails(
                "/2.0/user/emails",
                """
                {
                  "values": [
                    {"email": "ada@example.org", "is_primary": true, "is_confirmed": true}
                  ]
                }
                """,
                "/values",
                "/email",
                "/is_confirmed",
                "/is_primary",
                "/next"));
  }
}
