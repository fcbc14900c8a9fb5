package org.sociallogin.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.sociallogin.core.Examples.ACME;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sociallogin.core.AdmissionRules.Attribute;
import org.sociallogin.core.LoginException.Reason;

class AdmissionRulesTest {

  private static final User SOMEBODY = Examples.session(Examples.NOW).user();

  private static final AdmissionRules OPEN =
      new AdmissionRules(false, false, Set.of(), Set.of(), Set.of());
  private static final AdmissionRules CLOSED =
      new AdmissionRules(true, false, Set.of(), Set.of(), Set.of());
  private static final AdmissionRules EMAIL_REQUIRED =
      new AdmissionRules(false, true, Set.of(), Set.of(), Set.of());
  private static final Set<String> EMAILS = Set.of("ada@example.test");
  private static final Set<String> DOMAINS = Set.of("xn--bcher-kva.test");
  private static final Set<Attribute> WORKSPACES =
      Set.of(new Attribute(ACME, "workspaces", "team"));
  private static final AdmissionRules LISTED =
      new AdmissionRules(false, false, EMAILS, DOMAINS, WORKSPACES);
  private static final AdmissionRules CLOSED_AND_LISTED =
      new AdmissionRules(true, false, EMAILS, DOMAINS, WORKSPACES);

  @Test
  void openLetsEverybodyIn() {
    assertThat(outcome(OPEN, person(null), null)).isNull();
    assertThat(outcome(OPEN, person(null), SOMEBODY)).isNull();
  }

  @Test
  void closedLetsInWhoIsKnown() {
    assertThat(outcome(CLOSED, person(null), null)).isEqualTo(Reason.REGISTRATION_CLOSED);
    assertThat(outcome(CLOSED, person(null), SOMEBODY)).isNull();
  }

  @Test
  void anyListLetsInAndIsAskedAtEverySignIn() {
    for (var user : new User[] {null, SOMEBODY}) {
      assertThat(outcome(LISTED, person(Email.of("Ada@Example.test", true)), user)).isNull();
      assertThat(outcome(LISTED, person(Email.of("bo@B\u00fccher.test", true)), user)).isNull();
      assertThat(outcome(LISTED, member("team"), user)).isNull();
      assertThat(outcome(LISTED, person(null), user)).isEqualTo(Reason.NOT_ALLOWED);
      assertThat(outcome(LISTED, member("Team"), user)).isEqualTo(Reason.NOT_ALLOWED);
    }
  }

  @Test
  void closedLetsWhoIsListedRegister() {
    assertThat(outcome(CLOSED_AND_LISTED, person(Email.of("ada@example.test", true)), null))
        .isNull();
    assertThat(outcome(CLOSED_AND_LISTED, person(null), null))
        .isEqualTo(Reason.REGISTRATION_CLOSED);
    assertThat(outcome(CLOSED_AND_LISTED, person(null), SOMEBODY)).isNull();
  }

  @Test
  @Tag("ACCT-06")
  @Tag("ACCT-11")
  void noOtherAddressWillDo() {
    for (var address :
        new Email[] {
          Email.of("ada@example.test", false),
          Email.of("ada@sub.b\u00fccher.test", true),
          Email.of("ada@b\u00fccher.test.evil.test", true),
          Email.of("\u0430da@example.test", true),
          Email.of("ada+x@example.test", true)
        }) {
      assertThat(outcome(LISTED, person(address), null)).isEqualTo(Reason.NOT_ALLOWED);
    }
  }

  @Test
  void anAttributeOfAnotherProviderWillNotDo() {
    var elsewhere =
        new AdmissionRules(
            false,
            false,
            Set.of(),
            Set.of(),
            Set.of(new Attribute(new ProviderId("other"), "workspaces", "team")));

    assertThat(outcome(elsewhere, member("team"), null)).isEqualTo(Reason.NOT_ALLOWED);
  }

  @Test
  void anAccountNeedsAVerifiedAddressWhereThatIsRequired() {
    assertThat(outcome(EMAIL_REQUIRED, person(null), null)).isEqualTo(Reason.EMAIL_REQUIRED);
    assertThat(outcome(EMAIL_REQUIRED, person(Email.of("ada@example.test", false)), null))
        .isEqualTo(Reason.EMAIL_REQUIRED);
    assertThat(outcome(EMAIL_REQUIRED, person(Email.of("ada@example.test", true)), null)).isNull();
    assertThat(outcome(EMAIL_REQUIRED, person(null), SOMEBODY)).isEqualTo(Reason.EMAIL_REQUIRED);
    assertThat(outcome(EMAIL_REQUIRED, person(null), known("ada@example.test", true))).isNull();
    assertThat(outcome(EMAIL_REQUIRED, person(null), known("ada@example.test", false))).isNull();
  }

  @Test
  @Tag("ACCT-06")
  void anAddressThatItsOwnProviderVerifiesNoLongerWillNotDo() {
    var user = known("ada@example.test", true);
    var unverified = Email.of("ada@example.test", false);
    var elsewhere = new ProviderId("other");

    assertThat(outcome(EMAIL_REQUIRED, person(unverified), user)).isEqualTo(Reason.EMAIL_REQUIRED);
    assertThat(outcome(EMAIL_REQUIRED, person(ACME, "2", unverified), user)).isNull();
    assertThat(outcome(EMAIL_REQUIRED, person(elsewhere, "1", unverified), user)).isNull();
  }

  private static @Nullable Reason outcome(
      AdmissionRules rules, Profile profile, @Nullable User user) {
    var refused = catchThrowableOfType(LoginException.class, () -> rules.admit(profile, user));
    return refused == null ? null : refused.reason();
  }

  private static Profile person(@Nullable Email email) {
    return person(ACME, "1", email);
  }

  private static Profile person(ProviderId provider, String subject, @Nullable Email email) {
    return new Profile(provider, subject, null, null, email, null, null, Map.of());
  }

  private static Profile member(String workspace) {
    var attributes = Map.of("workspaces", List.of("other", workspace));
    return new Profile(ACME, "1", null, null, null, null, null, attributes);
  }

  private static User known(String address, boolean own) {
    var identity = SOMEBODY.identities().get(0);
    var profile = person(Email.of(address, true));
    return new User(
        SOMEBODY.id(),
        SOMEBODY.registeredAt(),
        List.of(
            new Identity(
                identity.id(),
                identity.authority(),
                profile,
                identity.linkedAt(),
                identity.lastLoginAt())),
        own ? Set.of(address) : Set.of());
  }
}
