package org.sociallogin.generic;

import java.util.Locale;

/** A member of a profile; without a mapping it has the name of OpenID Connect's standard claim. */
enum Member {
  SUBJECT("/sub"),
  NAME("/name"),
  PREFERRED_USERNAME("/preferred_username"),
  EMAIL("/email"),
  EMAIL_VERIFIED("/email_verified"),
  PICTURE("/picture"),
  PROFILE("/profile");

  final String claim;

  Member(String claim) {
    this.claim = claim;
  }

  /** As the configuration spells it. */
  String leaf() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
