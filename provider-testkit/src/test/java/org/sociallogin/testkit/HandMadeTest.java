package org.sociallogin.testkit;

import java.util.Set;
import org.sociallogin.core.SocialLoginPort;
import org.sociallogin.testkit.Example.Emails;

/** A provider that is right passes. */
class HandMadeTest extends SocialLoginPortContract {

  Set<Flaw> flaws() {
    return Set.of();
  }

  @Override
  protected SocialLoginPort port(ProviderStub provider) {
    return new HandMade(provider, flaws());
  }

  @Override
  protected Example example() {
    return Example.of("/token", "/me", "{\"id\": \"ada\"}", "/id")
        .withEmails(
            new Emails(
                "/mails",
                """
                {"mails": [{"mail": "ada@example.org", "primary": true, "ok": true}]}
                """,
                "/mails",
                "/mail",
                "/ok",
                "/primary",
                "/next"));
  }
}
