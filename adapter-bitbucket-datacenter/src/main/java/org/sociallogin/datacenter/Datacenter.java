package org.sociallogin.datacenter;

import com.fasterxml.jackson.databind.JsonNode;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.exceptions.DisabledBeanException;
import io.micronaut.security.oauth2.configuration.OauthClientConfiguration;
import java.util.Map;
import org.sociallogin.core.Email;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.LoginException.Reason;
import org.sociallogin.core.Profile;
import org.sociallogin.core.ProviderId;
import org.sociallogin.core.SocialLoginPort;
import org.sociallogin.oauth2.ClientAuthentication;
import org.sociallogin.oauth2.ClientRegistrations;
import org.sociallogin.oauth2.OAuth2Provider;
import org.sociallogin.oauth2.ProviderConfiguration;
import org.sociallogin.oauth2.ResourceServer;

/**
 * A Bitbucket Data Center for each client registration of the kind {@code bitbucket-datacenter}, at
 * the {@code base-url} that is configured with it.
 *
 * @see <a
 *     href="https://confluence.atlassian.com/bitbucketserver/bitbucket-oauth-2-0-provider-api-1108483661.html">Bitbucket
 *     OAuth 2.0 provider API</a>
 */
@Factory
public final class Datacenter {

  private static final String KIND = "bitbucket-datacenter";
  private static final String PROPERTIES = "application-properties";
  private static final String USERS = "users";
  private static final int MOST_PAGES = 5;

  private static final Map<String, String> PRESET =
      Map.of(
          "display-name",
          "Bitbucket Data Center",
          "icon",
          "#0052cc M0.78 1.21a0.77 0.77 0 0 0-0.77 0.9l3.26 19.8c0.08 0.5 0.52 0.87 1.03 "
              + "0.88H19.95a0.77 0.77 0 0 0 0.77-0.65l3.27-20.03a0.77 0.77 0 0 0-0.77-0.89zM14.52 15.53H9.52L8.17 8.47h7.56z",
          "authorization.url",
          "{base-url}/rest/oauth2/latest/authorize",
          "token.url",
          "{base-url}/rest/oauth2/latest/token",
          PROPERTIES + ".url",
          "{base-url}/rest/api/latest/application-properties",
          USERS + ".url",
          "{base-url}/rest/api/latest/users");

  /** Who says that an address was checked: it has no flag of its own. */
  private enum VerifiedRule {
    ALWAYS,
    NEVER
  }

  @EachBean(OauthClientConfiguration.class)
  SocialLoginPort port(OauthClientConfiguration registered, ClientRegistrations registrations) {
    var configuration = registrations.configuration(registered.getName()).withPreset(PRESET);
    if (!registered.isEnabled() || !KIND.equals(configuration.text("kind"))) {
      throw new DisabledBeanException("switched off, or of another kind");
    }
    return registrations.port(provider(configuration), configuration);
  }

  private static OAuth2Provider provider(ProviderConfiguration configuration) {
    var id = configuration.id();
    var rule = configuration.oneOf("mapping.email-verified-rule", VerifiedRule.class);
    return OAuth2Provider.of(
            id,
            id.value(),
            configuration.requiredUrl("authorization.url"),
            configuration.requiredUrl("token.url"),
            api -> profile(id, api, rule == VerifiedRule.ALWAYS))
        .withClientAuthentication(ClientAuthentication.CLIENT_SECRET_POST)
        .withScopes("PUBLIC_REPOS") // the least there is
        .withResource(PROPERTIES, configuration.requiredUrl(PROPERTIES + ".url"))
        .withResource(USERS, configuration.requiredUrl(USERS + ".url"));
  }

  private static Profile profile(ProviderId provider, ResourceServer api, boolean verified)
      throws LoginException {
    var user = user(api, name(api));
    var id = user.path("id");
    if (!id.isIntegralNumber()) {
      throw unintelligible("the user of Bitbucket Data Center has no id");
    }
    // A service is no person, and who has left is not active.
    if (!"NORMAL".equals(user.path("type").asText("NORMAL"))
        || !user.path("active").asBoolean(true)) {
      throw new LoginException(
          Reason.NOT_ALLOWED, "the account at Bitbucket Data Center is no active one of a person");
    }
    return new Profile(
        provider,
        id.asText(),
        user.path("displayName").textValue(),
        user.path("name").textValue(),
        Email.of(user.path("emailAddress").textValue(), verified),
        Profile.link(user.path("avatarUrl").textValue()),
        Profile.link(user.path("links").path("self").path(0).path("href").textValue()),
        Map.of());
  }

  /** There is no resource for who one is: every answer says it in a header. */
  private static String name(ResourceServer api) throws LoginException {
    var answer = api.get(PROPERTIES).get(0);
    answer.required();
    var name = answer.headers().get("X-AUSERNAME");
    if (name == null || name.isBlank()) {
      throw unintelligible(
          "Bitbucket Data Center does not say who it is; a proxy may take X-AUSERNAME away");
    }
    return name;
  }

  /** By search, for a name is not always the slug in an address; the search finds similar ones. */
  private static JsonNode user(ResourceServer api, String name) throws LoginException {
    var start = 0;
    for (var page = 0; page < MOST_PAGES; page++) {
      var found =
          api.get(
                  USERS,
                  Map.of(
                      "filter",
                      name,
                      "limit",
                      "1000",
                      "start",
                      String.valueOf(start),
                      "avatarSize",
                      "48"))
              .required();
      for (var user : found.path("values")) {
        if (name.equals(user.path("name").textValue())) {
          return user;
        }
      }
      var next = found.path("nextPageStart").asInt();
      if (found.path("isLastPage").asBoolean(true) || next <= start) {
        break;
      }
      start = next;
    }
    throw unintelligible("Bitbucket Data Center does not find who it says it is");
  }

  private static LoginException unintelligible(String how) {
    return new LoginException(Reason.PROVIDER_UNINTELLIGIBLE, how);
  }
}
