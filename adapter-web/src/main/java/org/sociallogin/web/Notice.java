package org.sociallogin.web;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the next page says was done, or was not: a closed set, so that no address can make a page
 * say more; but a team has its own words for who may not come in.
 *
 * @param code what was done, or the code of a problem
 * @param provider the id of the provider that it was about, or null
 * @param reference of a problem, the same as in the log; else null
 * @param words what the team says of {@code not-allowed} instead of us, else null
 */
record Notice(
    String code, @Nullable String provider, @Nullable String reference, @Nullable String words) {

  static final Notice SIGNED_OUT = new Notice("signed-out", null);
  static final Notice DELETED = new Notice("deleted", null);
  static final Notice SESSION_ENDED = new Notice("session-ended", null);
  static final Notice OTHERS_ENDED = new Notice("others-ended", null);
  static final Notice NOT_SIGNED_IN = new Notice(Problem.NOT_SIGNED_IN.code(), null);

  private static final Pattern SHAPE =
      Pattern.compile(
          "([a-z-]{1,32})(?:\\.([a-z][a-z0-9]{0,31})?"
              + "(?:\\.([A-Z0-9-]{9})(?:\\.([A-Za-z0-9_-]{1,1100}))?)?)?");

  private Notice(String code, @Nullable String provider) {
    this(code, provider, null, null);
  }

  /**
   * @param othersEnded whether other browsers were signed out by it
   */
  static Notice added(String provider, boolean othersEnded) {
    return new Notice(othersEnded ? "added-others" : "added", provider);
  }

  static Notice alreadyAdded(String provider) {
    return new Notice("already-added", provider);
  }

  static Notice removed(String provider) {
    return new Notice("removed", provider);
  }

  static Notice confirmed(String provider) {
    return new Notice("confirmed", provider);
  }

  /** What did not end as the person wanted. */
  static Notice of(Failure failure) {
    return new Notice(
        failure.problem().code(), failure.provider(), failure.reference(), failure.words());
  }

  /** As the value of a cookie. */
  String encode() {
    return reference == null
        ? provider == null ? code : code + '.' + provider
        : code
            + '.'
            + (provider == null ? "" : provider)
            + '.'
            + reference
            + (words == null ? "" : '.' + Failure.base64(words));
  }

  /** What {@link #encode} wrote, or null for anything else. */
  static @Nullable Notice decode(@Nullable String value) {
    var parts = value == null ? null : SHAPE.matcher(value);
    if (parts == null || !parts.matches()) {
      return null;
    }
    try {
      var words = parts.group(4) == null ? "" : Failure.text64(parts.group(4));
      return new Notice(
          parts.group(1),
          parts.group(2),
          parts.group(3),
          Failure.words(Problem.of(parts.group(1)), words));
    } catch (IllegalArgumentException edited) {
      return null;
    }
  }
}
