package org.sociallogin.core;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.LoginException.Reason;

/**
 * Who may come in, by rules that can be written down. A person is on the lists who matches one of
 * them by what the provider says now; unverified addresses match nothing. Empty lists hold nobody,
 * and mean everybody where registration is open.
 *
 * @param isRegistrationClosed whether nobody may register but who is on the lists; who has an
 *     account already comes in all the same
 * @param isEmailRequired whether an account needs a verified address
 * @param emails addresses, folded
 * @param emailDomains domains of addresses, folded; those below them are others
 * @param attributes values of attributes that a provider tells of a person
 */
public record AdmissionRules(
    boolean isRegistrationClosed,
    boolean isEmailRequired,
    Set<String> emails,
    Set<String> emailDomains,
    Set<Attribute> attributes)
    implements Admission {

  /** A value that a provider says a person has. */
  public record Attribute(ProviderId provider, String name, String value) {}

  public AdmissionRules {
    emails = Set.copyOf(emails);
    emailDomains = Set.copyOf(emailDomains);
    attributes = Set.copyOf(attributes);
  }

  @Override
  public void admit(Profile profile, @Nullable User user) throws LoginException {
    var isListed = isListed(profile);
    if (isRegistrationClosed && user == null && !isListed) {
      throw new LoginException(Reason.REGISTRATION_CLOSED, "nobody new is let in");
    }
    if (isEmailRequired && !hasVerifiedEmail(profile, user)) {
      throw new LoginException(Reason.EMAIL_REQUIRED, "there is no verified e-mail address");
    }
    if (!isRegistrationClosed && hasLists() && !isListed) {
      throw new LoginException(Reason.NOT_ALLOWED, "the person is on no list");
    }
  }

  private boolean hasLists() {
    return !emails.isEmpty() || !emailDomains.isEmpty() || !attributes.isEmpty();
  }

  private boolean isListed(Profile profile) {
    var email = profile.email();
    return (email != null
            && email.verified()
            && (emails.contains(email.folded()) || emailDomains.contains(email.domain())))
        || attributes.stream().anyMatch(attribute -> says(profile, attribute));
  }

  private static boolean says(Profile profile, Attribute attribute) {
    var values = profile.attributes().get(attribute.name());
    return profile.provider().equals(attribute.provider())
        && values != null
        && values.contains(attribute.value());
  }

  /** Whether the account has one once it holds what the provider says now. */
  private static boolean hasVerifiedEmail(Profile profile, @Nullable User user) {
    return isVerified(profile.email())
        || (user != null
            && user.identities().stream()
                .map(Identity::profile)
                .map(stored -> isSamePerson(stored, profile) ? profile.orElse(stored) : stored)
                .anyMatch(stored -> isVerified(stored.email())));
  }

  private static boolean isSamePerson(Profile one, Profile other) {
    return one.provider().equals(other.provider()) && one.subject().equals(other.subject());
  }

  private static boolean isVerified(@Nullable Email email) {
    return email != null && email.verified();
  }
}
