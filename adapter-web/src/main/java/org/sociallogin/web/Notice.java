package org.sociallogin.web;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the next page says was done, or was not: a closed set, so that no address can make a page
 * say more.
 *
 * @param code what was done, or the code of a problem
 * @param provider the id of the provider that it was about, or null
 * @param reference of a problem, the same as in the log; else null
 */
record Notice(String code, @Nullable String provider, @Nullable String reference) {

  static final Notice SIGNED_OUT = new Notice("signed-out", null, null);
  static final Notice DELETED = new Notice("deleted", null, null);
  static final Notice SESSION_ENDED = new Notice("session-ended", null, null);
  static final Notice OTHERS_ENDED = new Notice("others-ended", null, null);
  static final Notice NOT_SIGNED_IN = new Notice(Problem.NOT_SIGNED_IN.code(), null, null);

  private static final Pattern SHAPE =
      Pattern.compile("([a-z-]{1,32})(?:\\.([a-z][a-z0-9]{0,31})?(?:\\.([A-Z0-9-]{9}))?)?");

  static Notice added(String provider) {
    return new Notice("added", provider, null);
  }

  static Notice removed(String provider) {
    return new Notice("removed", provider, null);
  }

  static Notice confirmed(String provider) {
    return new Notice("confirmed", provider, null);
  }

  /** What did not end as the person wanted. */
  static Notice of(Failure failure) {
    return new Notice(failure.problem().code(), failure.provider(), failure.reference());
  }

  /** As the value of a cookie. */
  String encode() {
    return reference == null
        ? provider == null ? code : code + '.' + provider
        : code + '.' + (provider == null ? "" : provider) + '.' + reference;
  }

  /** What {@link #encode} wrote, or null for anything else. */
  static @Nullable Notice decode(@Nullable String value) {
    var parts = value == null ? null : SHAPE.matcher(value);
    return parts == null || !parts.matches()
        ? null
        : new Notice(parts.group(1), parts.group(2), parts.group(3));
  }
}
