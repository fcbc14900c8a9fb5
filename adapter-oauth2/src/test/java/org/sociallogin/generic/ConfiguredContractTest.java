package org.sociallogin.generic;

import java.util.Map;
import org.sociallogin.core.SocialLoginPort;
import org.sociallogin.testkit.Example;
import org.sociallogin.testkit.ProviderStub;
import org.sociallogin.testkit.SocialLoginPortContract;

/** A provider that nobody wrote a line of Java for. */
class ConfiguredContractTest extends SocialLoginPortContract {

  @Override
  protected SocialLoginPort port(ProviderStub acme) {
    var context =
        Registered.acme(
            Map.of(
                "micronaut.security.oauth2.clients.acme.client-id",
                CLIENT_ID,
                "micronaut.security.oauth2.clients.acme.client-secret",
                CLIENT_SECRET,
                "authorization.url",
                acme.uri("/authorize").toString(),
                "token.url",
                acme.uri("/token").toString(),
                "user-info.url",
                acme.uri("/me").toString(),
                "mapping.subject",
                "/person/id",
                "mapping.email",
                "/person/mail",
                "mapping.email-verified",
                "/person/mail_checked",
                "pkce",
                "off",
                "authorization.denied-errors",
                "user_cancelled"));
    return closedAtTheEnd(context).getBean(SocialLoginPort.class);
  }

  @Override
  protected Example example() {
    return Example.of(
            "/token",
            "/me",
            """
            {"person": {"id": "ada", "mail": "ada@example.org", "mail_checked": true}}
            """,
            "/person/id")
        .withEmail("/person/mail", "/person/mail_checked");
  }
}
