package org.example.acme;

import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Map;
import org.sociallogin.core.Email;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.LoginException.Reason;
import org.sociallogin.core.Profile;
import org.sociallogin.core.ProviderId;
import org.sociallogin.core.SocialLoginPort;
import org.sociallogin.oauth2.Answer;
import org.sociallogin.oauth2.ClientRegistrations;
import org.sociallogin.oauth2.OAuth2Provider;
import org.sociallogin.oauth2.ResourceServer;

/** Acme, where a client is registered as {@code acme}. */
@Factory
@Requires(property = "micronaut.security.oauth2.clients.acme")
@Requires(property = "micronaut.security.oauth2.clients.acme.enabled", notEquals = "false")
public final class Acme {

  private static final ProviderId ID = new ProviderId("acme");

  private static final OAuth2Provider PROVIDER =
      OAuth2Provider.of(
              ID,
              "Acme",
              URI.create("https://id.acme.example/oauth/authorize"),
              URI.create("https://id.acme.example/oauth/token"),
              Acme::profile)
          .withScopes("profile", "mail")
          .withResource("user-info", URI.create("https://api.acme.example/v1/me"));

  @Singleton
  SocialLoginPort port(ClientRegistrations registrations) {
    return registrations.port(PROVIDER);
  }

  private static Profile profile(ResourceServer api) throws LoginException {
    var me = api.get("user-info").get(0).required();
    var id = me.path("id").textValue();
    if (id == null) {
      throw new LoginException(Reason.PROVIDER_UNINTELLIGIBLE, "the user of Acme has no id");
    }
    var mail = me.path("mail");
    return new Profile(
        ID,
        id,
        me.path("full_name").textValue(),
        me.path("login").textValue(),
        Email.of(mail.path("address").textValue(), Answer.isTrue(mail.path("confirmed"))),
        Profile.link(me.path("picture").textValue()),
        null,
        Map.of());
  }
}
