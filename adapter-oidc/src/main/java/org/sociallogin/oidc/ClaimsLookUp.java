package org.sociallogin.oidc;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.Email;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.LoginException.Reason;
import org.sociallogin.core.Profile;
import org.sociallogin.core.ProviderId;
import org.sociallogin.oauth2.ProfileLookUp;
import org.sociallogin.oauth2.ProviderConfiguration;
import org.sociallogin.oauth2.ResourceServer;

/**
 * Who the person is, by the standard claims (OpenID Connect Core, section 5.1) of the ID token and
 * of the user info.
 *
 * @param source where the claims are, or null to ask for the user info only where the ID token has
 *     neither e-mail nor name
 * @param subject the claims that make the subject together
 * @param required what the claims say of everybody who may come in
 */
record ClaimsLookUp(
    ProviderId provider,
    @Nullable Source source,
    List<String> subject,
    VerifiedRule rule,
    Map<JsonPointer, String> required)
    implements ProfileLookUp {

  static final String USER_INFO = "user-info";

  /** Where an issuer says who a person is. */
  enum Source {
    ID_TOKEN,
    USER_INFO,
    BOTH
  }

  static ClaimsLookUp of(ProviderConfiguration configuration) {
    var subject = configuration.list("mapping.subject");
    var rule = configuration.oneOf("mapping.email-verified-rule", VerifiedRule.class);
    return new ClaimsLookUp(
        configuration.id(),
        configuration.oneOf(USER_INFO + ".source", Source.class),
        subject.isEmpty() ? List.of("sub") : subject,
        rule == null ? VerifiedRule.CLAIM : rule,
        required(configuration));
  }

  /** The same, for an issuer without user info. */
  ClaimsLookUp ofIdTokenAlone() {
    return new ClaimsLookUp(provider, Source.ID_TOKEN, subject, rule, required);
  }

  private static Map<JsonPointer, String> required(ProviderConfiguration configuration) {
    var required = new HashMap<JsonPointer, String>();
    for (var claim : configuration.map("require").entrySet()) {
      try {
        required.put(JsonPointer.compile(claim.getKey()), claim.getValue());
      } catch (IllegalArgumentException e) {
        throw configuration.wrong("require", "has a name that is no JSON pointer, such as /hd");
      }
    }
    return required;
  }

  @Override
  public Profile lookUp(ResourceServer api) throws LoginException {
    var claims = api.claims();
    if (!asksForUserInfo(claims)) {
      return profile(claims, MissingNode.getInstance());
    }
    var info = api.get(USER_INFO).get(0).required();
    if (claims.isMissingNode()) {
      return profile(info, claims);
    }
    // OpenID Connect Core, section 5.3.2: an answer about somebody else is none.
    if (!text(claims, "sub").equals(text(info, "sub"))) {
      throw new LoginException(
          Reason.PROVIDER_UNINTELLIGIBLE, "the user info is of another subject than the ID token");
    }
    return profile(claims, info);
  }

  private boolean asksForUserInfo(JsonNode claims) {
    return source == null
        ? !claims.hasNonNull("email") && !claims.hasNonNull("name")
        : source != Source.ID_TOKEN;
  }

  /** What the first says, completed by the second. */
  private Profile profile(JsonNode claims, JsonNode others) throws LoginException {
    for (var member : required.entrySet()) {
      if (!says(claims, member) && !says(others, member)) {
        throw new LoginException(
            Reason.NOT_ALLOWED, "the account at " + provider + " is not one of those required");
      }
    }
    var key = subject(claims);
    return profile(key, claims).orElse(profile(key, others));
  }

  private static boolean says(JsonNode claims, Map.Entry<JsonPointer, String> member) {
    return member.getValue().equals(claims.at(member.getKey()).asText());
  }

  private String subject(JsonNode claims) throws LoginException {
    var parts = new ArrayList<String>();
    for (var claim : subject) {
      parts.add(text(claims, claim));
    }
    return String.join("/", parts);
  }

  private Profile profile(String key, JsonNode claims) {
    var address = claims.path("email").textValue();
    var email = address == null ? null : Email.of(address, rule.holds(claims, address));
    var username = claims.path("preferred_username").textValue();
    return new Profile(
        provider,
        key,
        claims.path("name").textValue(),
        username == null ? claims.path("nickname").textValue() : username,
        email,
        Profile.link(claims.path("picture").textValue()),
        Profile.link(claims.path("profile").textValue()),
        Map.of());
  }

  /** A claim that nobody signs in without. */
  private String text(JsonNode claims, String claim) throws LoginException {
    var text = claims.path(claim).textValue();
    if (text == null || text.isBlank()) {
      throw new LoginException(
          Reason.PROVIDER_UNINTELLIGIBLE, "the claims of " + provider + " lack " + claim);
    }
    return text;
  }
}
