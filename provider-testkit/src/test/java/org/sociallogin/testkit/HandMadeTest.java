package org.sociallogin.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import org.sociallogin.core.LoginAttempt;
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
  protected Map<String, ?> tokenMembers(LoginAttempt attempt, ObjectNode user) {
    return Map.of("id_token", HandMade.idToken(attempt, user.path("id").asText()));
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
