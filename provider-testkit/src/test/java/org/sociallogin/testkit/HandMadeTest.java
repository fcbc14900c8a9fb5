package org.sociallogin.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import org.sociallogin.core.LoginException.Reason;
import org.sociallogin.core.SocialLoginPort;
import org.sociallogin.testkit.Example.Emails;
import org.sociallogin.testkit.ProviderStub.Response;

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
  protected Map<String, ?> claims(ObjectNode user) {
    return flaws().contains(Flaw.BELIEVES_AN_UNBOUND_ID_TOKEN)
        ? Map.of() // whoever believes a token need not have said that there are any
        : Map.of("iss", HandMade.ISSUER, "sub", user.path("id").asText());
  }

  @Override
  protected Example example() {
    if (flaws().contains(Flaw.ASKS_ONLY_AN_UNBOUND_ID_TOKEN)) {
      return Example.ofIdToken("/token", "{\"id\": \"ada\"}", "/id");
    }
    return Example.of(
            "/token",
            "/me",
            """
            {"id": "ada", "name": "Ada", "picture": "https://handmade.example/ada.png"}
            """,
            "/id")
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
                "/next"))
        .withFurther("/terms", Response.json("{\"terms\": 1}"))
        .withRefusal(Reason.RESPONSE_INVALID, Response.json(400, "{\"error\": \"bad_code\"}"));
  }
}
