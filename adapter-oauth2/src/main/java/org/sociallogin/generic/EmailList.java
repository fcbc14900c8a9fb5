package org.sociallogin.generic;

import com.fasterxml.jackson.core.JsonPointer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sociallogin.core.Email;
import org.sociallogin.core.LoginException;
import org.sociallogin.oauth2.Answer;
import org.sociallogin.oauth2.ProviderConfiguration;
import org.sociallogin.oauth2.ResourceServer;

/**
 * How to read the addresses that a provider tells by a call of their own.
 *
 * @param items where the list is; the empty pointer is the whole answer
 * @param primary where an item says that it is the one, or null: then the first verified one is,
 *     else the first
 * @param verified where an item says that it was checked
 * @param next where the answer says where the list goes on, or null: then the header {@code Link}
 *     does
 */
record EmailList(
    JsonPointer items,
    JsonPointer address,
    @Nullable JsonPointer primary,
    JsonPointer verified,
    VerifiedRule rule,
    @Nullable JsonPointer next) {

  private static final Logger LOG = LoggerFactory.getLogger(EmailList.class);

  static final String SECTION = "emails";

  static EmailList of(ProviderConfiguration configuration, VerifiedRule rule) {
    return new EmailList(
        pointer(configuration, "items", ""),
        pointer(configuration, "address", "/email"),
        optional(configuration, "primary"),
        pointer(configuration, "verified", "/verified"),
        rule,
        optional(configuration, "next"));
  }

  private static JsonPointer pointer(
      ProviderConfiguration configuration, String leaf, String otherwise) {
    var pointer = optional(configuration, leaf);
    return pointer == null ? JsonPointer.compile(otherwise) : pointer;
  }

  private static @Nullable JsonPointer optional(ProviderConfiguration configuration, String leaf) {
    var text = configuration.text(SECTION + '.' + leaf);
    return text == null ? null : configuration.pointer(SECTION + '.' + leaf, text);
  }

  /** The person's address, which can be on any page, unverified, or not there at all. */
  @Nullable Email email(ResourceServer api, Answer emails) throws LoginException {
    Email first = null;
    for (var page = emails; page != null; page = next(api, page)) {
      if (page.refusal() != null) {
        LOG.warn(
            "{}: people sign in without an e-mail address; the client may lack a permission",
            page.refusal().getMessage());
        return null;
      }
      for (var item : page.json().at(items)) {
        var email = Email.of(item.at(address).textValue(), rule.holds(item.at(verified)));
        if (primary == null ? email != null && email.verified() : Answer.isTrue(item.at(primary))) {
          return email;
        }
        first = first == null ? email : first;
      }
    }
    return primary == null ? first : null;
  }

  private @Nullable Answer next(ResourceServer api, Answer page) throws LoginException {
    return api.next(page, next == null ? page.nextLink() : page.json().at(next).textValue());
  }
}
