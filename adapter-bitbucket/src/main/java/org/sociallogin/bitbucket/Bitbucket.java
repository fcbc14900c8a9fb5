package org.sociallogin.bitbucket;

import com.fasterxml.jackson.databind.JsonNode;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.env.Environment;
import io.micronaut.context.exceptions.DisabledBeanException;
import io.micronaut.core.type.Argument;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sociallogin.core.Email;
import org.sociallogin.core.Icon;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.LoginException.Reason;
import org.sociallogin.core.Profile;
import org.sociallogin.core.ProviderId;
import org.sociallogin.core.SocialLoginPort;
import org.sociallogin.oauth2.Answer;
import org.sociallogin.oauth2.ClientRegistrations;
import org.sociallogin.oauth2.OAuth2Provider;
import org.sociallogin.oauth2.ResourceServer;

/**
 * Bitbucket Cloud, where a client is registered as {@code bitbucket}. It ignores the code challenge
 * (BCLOUD-23469), so the state alone binds its answer to the browser.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/oauth-2/">OAuth 2.0 on Bitbucket
 *     Cloud</a>
 */
@Factory
@Requires(property = Bitbucket.REGISTRATION)
public final class Bitbucket {

  static final String REGISTRATION = "micronaut.security.oauth2.clients.bitbucket";

  private static final ProviderId ID = new ProviderId("bitbucket");
  static final URI SETTINGS =
      URI.create("https://bitbucket.org/account/settings/app-authorizations/");
  static final Icon ICON =
      Icon.of(
          "#0052cc M0.78 1.21a0.77 0.77 0 0 0-0.77 0.9l3.26 19.8c0.08 0.5 0.52 0.87 1.03 "
              + "0.88H19.95a0.77 0.77 0 0 0 0.77-0.65l3.27-20.03a0.77 0.77 0 0 0-0.77-0.89zM14.52 15.53H9.52L8.17 8.47h7.56z");

  private static final String USER = "user-info";
  private static final String EMAILS = "emails";

  private static final String WORKSPACES = "workspaces";
  private static final String ALLOWED_WORKSPACES = "social-login.allow.bitbucket-workspaces";

  private static final Logger LOG = LoggerFactory.getLogger(Bitbucket.class);

  @Singleton
  SocialLoginPort port(ClientRegistrations registrations, Environment environment) {
    if (!environment.getProperty(REGISTRATION + ".enabled", Boolean.class, true)) {
      throw new DisabledBeanException("switched off");
    }
    var allowed = environment.getProperty(ALLOWED_WORKSPACES, Argument.listOf(String.class));
    if (allowed.isPresent()) {
      LOG.info(
          "{} is set: each person's workspaces are asked for at sign-in, which needs the permission"
              + " Account: Read (scope account) of the OAuth consumer",
          ALLOWED_WORKSPACES);
    }
    return registrations.port(provider(allowed.orElse(List.of())));
  }

  /** Bitbucket, asked for a person's workspaces only where it matters which they are. */
  static OAuth2Provider provider(List<String> workspaces) {
    var slugs =
        workspaces.stream()
            .map(workspace -> workspace.strip().toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    return OAuth2Provider.of(
            ID,
            "Bitbucket",
            URI.create("https://bitbucket.org/site/oauth2/authorize"),
            URI.create("https://bitbucket.org/site/oauth2/access_token"),
            api -> profile(api, slugs))
        .withScopes("account", "email")
        .withTerms(terms -> terms.withIcon(ICON).withSettings(SETTINGS))
        .withResource(USER, URI.create("https://api.bitbucket.org/2.0/user"))
        .withResource(EMAILS, URI.create("https://api.bitbucket.org/2.0/user/emails"))
        .withResource(WORKSPACES, URI.create("https://api.bitbucket.org/2.0/user/workspaces"));
  }

  static Profile profile(ResourceServer api, Set<String> workspaces) throws LoginException {
    // Side by side: a sign-in waits twice, not three times.
    var answers = workspaces.isEmpty() ? api.get(USER, EMAILS) : api.get(USER, EMAILS, WORKSPACES);
    var user = answers.get(0).required();
    // With its braces, as it is sent: the only key of a person that Bitbucket never changes.
    var uuid = user.path("uuid").textValue();
    if (uuid == null) {
      throw new LoginException(Reason.PROVIDER_UNINTELLIGIBLE, "the user of Bitbucket has no uuid");
    }
    refuseOthersThanPeople(user);
    var links = user.path("links");
    return new Profile(
        ID,
        uuid,
        first(user, "display_name", "nickname"),
        first(user, "username", "nickname"),
        email(api, answers.get(1)),
        Profile.link(links.path("avatar").path("href").textValue()),
        Profile.link(links.path("html").path("href").textValue()),
        attributes(
            user, workspaces.isEmpty() ? null : workspaces(api, answers.get(2), workspaces)));
  }

  /** Teams and apps have uuids too; other statuses than "active" are announced. */
  private static void refuseOthersThanPeople(JsonNode user) throws LoginException {
    if (user.hasNonNull("type") && !"user".equals(user.path("type").textValue())) {
      throw new LoginException(
          Reason.NOT_ALLOWED, "the account at Bitbucket is not one of a person");
    }
    if (user.hasNonNull("account_status")
        && !"active".equals(user.path("account_status").textValue())) {
      throw new LoginException(Reason.NOT_ALLOWED, "the account at Bitbucket is not active");
    }
  }

  /** The primary address, which can be on any page, unconfirmed, or not there at all. */
  private static @Nullable Email email(ResourceServer api, Answer emails) throws LoginException {
    for (var page = emails; page != null; page = next(api, page)) {
      if (page.refusal() != null) {
        LOG.warn(
            "{}: people sign in without an e-mail address; the OAuth consumer may lack the"
                + " permission Account: Email (scope email)",
            page.refusal().getMessage());
        return null;
      }
      for (var email : page.json().path("values")) {
        if (Answer.isTrue(email.path("is_primary"))) {
          return Email.of(
              email.path("email").textValue(), Answer.isTrue(email.path("is_confirmed")));
        }
      }
    }
    return null;
  }

  private static @Nullable Answer next(ResourceServer api, Answer page) throws LoginException {
    return api.next(page, page.json().path("next").textValue());
  }

  private static @Nullable String first(JsonNode user, String... members) {
    for (var member : members) {
      var text = user.path(member).textValue();
      if (text != null && !text.isBlank()) {
        return text;
      }
    }
    return null;
  }

  /**
   * Those of the asked for that the person is in; the others are nobody's business.
   *
   * @see <a
   *     href="https://developer.atlassian.com/cloud/bitbucket/rest/api-group-workspaces/">Workspaces
   *     of the user</a>
   */
  private static List<String> workspaces(ResourceServer api, Answer first, Set<String> asked)
      throws LoginException {
    var found = new ArrayList<String>();
    for (var page = first; page != null; page = next(api, page)) {
      if (page.refusal() != null) {
        LOG.warn(
            "{}: people are let in as if they were in no workspace; the OAuth consumer may lack"
                + " the permission Account: Read (scope account)",
            page.refusal().getMessage());
        break;
      }
      for (var access : page.json().path("values")) {
        var slug = access.path("workspace").path("slug").textValue();
        if (slug != null && asked.contains(slug.toLowerCase(Locale.ROOT))) {
          found.add(slug.toLowerCase(Locale.ROOT));
        }
      }
    }
    return found;
  }

  /**
   * The account's id in all of Atlassian's cloud, the same as in "Sign in with Atlassian"; and the
   * workspaces, where they were asked for.
   */
  private static Map<String, List<String>> attributes(
      JsonNode user, @Nullable List<String> workspaces) {
    var attributes = new HashMap<String, List<String>>();
    var accountId = first(user, "account_id");
    if (accountId != null) {
      attributes.put("account_id", List.of(accountId));
    }
    if (workspaces != null) {
      attributes.put(WORKSPACES, workspaces);
    }
    return attributes;
  }
}
