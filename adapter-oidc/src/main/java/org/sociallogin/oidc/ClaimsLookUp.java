package org.sociallogin.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.Email;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.LoginException.Reason;
import org.sociallogin.core.Profile;
import org.sociallogin.core.ProviderId;
import org.sociallogin.oauth2.Pointers;
import org.sociallogin.oauth2.ProfileLookUp;
import org.sociallogin.oauth2.ProviderConfiguration;
import org.sociallogin.oauth2.Required;
import org.sociallogin.oauth2.ResourceServer;

/**
 * Who the person is, by the standard claims (OpenID Connect Core, section 5.1) of the ID token and
 * of the user info.
 *
 * @param source where the claims are, or null to ask for the user info only where the ID token has
 *     neither e-mail nor name, or lacks what is required
 * @param subject the claims that make the subject together
 * @param mapping where the other members of a profile are
 */
record ClaimsLookUp(
    ProviderId provider,
    @Nullable Source source,
    List<String> subject,
    VerifiedRule rule,
    Map<Member, Pointers> mapping,
    Required required)
    implements ProfileLookUp {

  static final String USER_INFO = "user-info";

  /** A member of a profile, with the standard claims that say it. */
  enum Member {
    NAME("/name"),
    PREFERRED_USERNAME("/preferred_username", "/nickname"),
    EMAIL("/email"),
    EMAIL_VERIFIED("/email_verified"),
    PICTURE("/picture"),
    PROFILE("/profile");

    @SuppressWarnings("ImmutableEnumChecker") // nobody else has it
    private final String[] claims;

    Member(String... claims) {
      this.claims = claims;
    }

    private static Map<Member, Pointers> mapping(ProviderConfiguration configuration) {
      var mapping = new EnumMap<Member, Pointers>(Member.class);
      for (var member : values()) {
        var leaf = "mapping." + member.name().toLowerCase(Locale.ROOT).replace('_', '-');
        mapping.put(member, Pointers.of(configuration, leaf, member.claims));
      }
      return mapping;
    }
  }

  /** Where an issuer says who a person is. */
  enum Source {
    ID_TOKEN,
    USER_INFO,
    BOTH
  }

  static ClaimsLookUp of(ProviderConfiguration configuration) {
    var subject = configuration.list("mapping.subject");
    if (subject.stream().anyMatch(claim -> claim.startsWith("/"))) {
      throw configuration.wrong(
          "mapping.subject", "has a pointer, where it takes names of claims alone");
    }
    var rule = configuration.oneOf("mapping.email-verified-rule", VerifiedRule.class);
    return new ClaimsLookUp(
        configuration.id(),
        configuration.oneOf(USER_INFO + ".source", Source.class),
        subject.isEmpty() ? List.of("sub") : subject,
        rule == null ? VerifiedRule.CLAIM : rule,
        Member.mapping(configuration),
        Required.of(configuration));
  }

  /** The same, for an issuer without user info. */
  ClaimsLookUp ofIdTokenAlone() {
    return new ClaimsLookUp(provider, Source.ID_TOKEN, subject, rule, mapping, required);
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
        ? (text(Member.EMAIL, claims) == null && text(Member.NAME, claims) == null)
            || !required.isSaidBy(claims)
        : source != Source.ID_TOKEN;
  }

  /** What the first says, completed by the second. */
  private Profile profile(JsonNode claims, JsonNode others) throws LoginException {
    required.check(claims, others);
    var key = subject(claims);
    return profile(key, claims).orElse(profile(key, others));
  }

  private String subject(JsonNode claims) throws LoginException {
    var parts = new ArrayList<String>();
    for (var claim : subject) {
      parts.add(text(claims, claim));
    }
    return String.join("/", parts);
  }

  private Profile profile(String key, JsonNode claims) {
    var address = text(Member.EMAIL, claims);
    var flag = pointers(Member.EMAIL_VERIFIED).in(claims);
    return new Profile(
        provider,
        key,
        text(Member.NAME, claims),
        text(Member.PREFERRED_USERNAME, claims),
        address == null ? null : Email.of(address, rule.holds(flag, claims, address)),
        Profile.link(text(Member.PICTURE, claims)),
        Profile.link(text(Member.PROFILE, claims)),
        Map.of());
  }

  private @Nullable String text(Member member, JsonNode claims) {
    return pointers(member).textIn(claims);
  }

  private Pointers pointers(Member member) {
    return mapping.getOrDefault(member, new Pointers(List.of()));
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
