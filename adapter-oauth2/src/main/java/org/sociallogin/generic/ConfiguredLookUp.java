package org.sociallogin.generic;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumMap;
import java.util.List;
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
 * Who the person is, as the configuration maps it.
 *
 * @param emails how to read the addresses that come by a call of their own, or null
 */
record ConfiguredLookUp(
    ProviderId provider,
    Map<Member, Pointers> mapping,
    VerifiedRule rule,
    @Nullable Template picture,
    @Nullable Template profile,
    @Nullable EmailList emails,
    Required required)
    implements ProfileLookUp {

  static final String USER = "user-info";
  static final String EMAILS = EmailList.SECTION;

  private static final String RULE = "mapping.email-verified-rule";
  private static final String PICTURE_TEMPLATE = "mapping.picture-template";
  private static final String PROFILE_TEMPLATE = "mapping.profile-template";

  static ConfiguredLookUp of(ProviderConfiguration configuration) {
    var mapping = new EnumMap<Member, Pointers>(Member.class);
    for (var member : Member.values()) {
      var leaf = "mapping." + member.leaf();
      mapping.put(member, Pointers.of(configuration, leaf, member.claim));
    }
    var hasEmails = configuration.url(EMAILS + ".url") != null;
    var rule = rule(configuration, hasEmails ? "emails.verified" : "mapping.email-verified");
    return new ConfiguredLookUp(
        configuration.id(),
        mapping,
        rule,
        Template.of(configuration, PICTURE_TEMPLATE),
        Template.of(configuration, PROFILE_TEMPLATE),
        hasEmails ? EmailList.of(configuration, rule) : null,
        Required.of(configuration));
  }

  /** A flag counts where somebody says which one it is: else nobody has said that it is one. */
  private static VerifiedRule rule(ProviderConfiguration configuration, String flag) {
    var rule = configuration.oneOf(RULE, VerifiedRule.class);
    var flagged = configuration.text(flag) != null;
    if (rule == null) {
      return flagged ? VerifiedRule.CLAIM : VerifiedRule.NEVER;
    }
    if (!flagged && (rule == VerifiedRule.CLAIM || rule == VerifiedRule.NON_NULL)) {
      throw configuration.missing(flag);
    }
    return rule;
  }

  @Override
  public Profile lookUp(ResourceServer api) throws LoginException {
    // Side by side: a sign-in waits twice, not three times.
    var answers = emails == null ? api.get(USER) : api.get(USER, EMAILS);
    var user = answers.get(0).required();
    required.check(user);
    return new Profile(
        provider,
        subject(user),
        text(Member.NAME, user),
        text(Member.PREFERRED_USERNAME, user),
        emails == null ? email(user) : emails.email(api, answers.get(1)),
        Profile.link(picture == null ? text(Member.PICTURE, user) : picture.in(user, mapping)),
        Profile.link(profile == null ? text(Member.PROFILE, user) : profile.in(user, mapping)),
        Map.of());
  }

  /** A text, or a whole number with all its digits. */
  private String subject(JsonNode user) throws LoginException {
    var subject = pointers(Member.SUBJECT).in(user);
    if (!subject.isTextual() && !subject.isIntegralNumber()) {
      throw new LoginException(
          Reason.PROVIDER_UNINTELLIGIBLE, "the user of " + provider + " has no subject");
    }
    return subject.asText();
  }

  private @Nullable Email email(JsonNode user) {
    var verified = rule.holds(pointers(Member.EMAIL_VERIFIED).in(user));
    return Email.of(text(Member.EMAIL, user), verified);
  }

  private @Nullable String text(Member member, JsonNode user) {
    return pointers(member).textIn(user);
  }

  private Pointers pointers(Member member) {
    return mapping.getOrDefault(member, new Pointers(List.of()));
  }
}
