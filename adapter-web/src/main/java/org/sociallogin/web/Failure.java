package org.sociallogin.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.Email;
import org.sociallogin.core.LocalPath;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.ProviderId;

/**
 * What a request came to that did not end as the person wanted: all that its page needs.
 *
 * @param reference the same as in the log
 * @param provider the id of the provider it was about, or null
 * @param returnTo where the person wanted to go
 * @param email the address of {@code email-taken}, else null
 * @param otherProvider the id of the provider that this address signs in with, else null
 * @param words what the team says of {@code not-allowed} instead of us, else null
 */
record Failure(
    Problem problem,
    String reference,
    @Nullable String provider,
    LocalPath returnTo,
    @Nullable Email email,
    @Nullable ProviderId otherProvider,
    @Nullable String words) {

  private static final String VERSION = "1";
  private static final int MOST_CHARS = 2_500;

  /** Something that is told in our own words. */
  Failure(
      Problem problem,
      String reference,
      @Nullable String provider,
      LocalPath returnTo,
      @Nullable Email email,
      @Nullable ProviderId otherProvider) {
    this(problem, reference, provider, returnTo, email, otherProvider, null);
  }

  /** Whether it may have been put right meanwhile, by another answer to the same attempt. */
  boolean mayBeOver() {
    return problem == Problem.ATTEMPT_MISSING
        || problem == Problem.ATTEMPT_EXPIRED
        || problem == Problem.RESPONSE_INVALID;
  }

  /** As the value of a cookie. */
  String encode() {
    return String.join(
        ".",
        VERSION,
        problem.code(),
        reference,
        provider == null ? "" : provider,
        base64(returnTo.value()),
        email == null ? "" : base64(email.address()),
        otherProvider == null ? "" : otherProvider.value(),
        words == null ? "" : base64(words));
  }

  /** What {@link #encode} wrote, or null for anything else. */
  static @Nullable Failure decode(String value) {
    var parts = value.length() > MOST_CHARS ? new String[0] : value.split("\\.", -1);
    if (parts.length != 8 || !parts[0].equals(VERSION) || !parts[2].matches("[A-Z0-9-]{9}")) {
      return null;
    }
    try {
      var problem = Problem.of(parts[1]);
      var returnTo = LocalPath.parse(text64(parts[4]));
      return problem == null || returnTo == null
          ? null
          : new Failure(
              problem,
              parts[2],
              orNull(parts[3]),
              returnTo,
              Email.of(orNull(text64(parts[5])), true),
              id(parts[6]),
              words(problem, text64(parts[7])));
    } catch (IllegalArgumentException edited) {
      return null;
    }
  }

  /** Only who may not come in is told so by the team; a browser may have put its own there. */
  static @Nullable String words(@Nullable Problem problem, String words) {
    return problem == Problem.NOT_ALLOWED ? LoginException.notAllowed(words).words() : null;
  }

  private static @Nullable String orNull(String value) {
    return value.isEmpty() ? null : value;
  }

  private static @Nullable ProviderId id(String value) {
    return value.isEmpty() ? null : new ProviderId(value);
  }

  static String base64(String value) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(value.getBytes(UTF_8));
  }

  static String text64(String value) {
    return new String(Base64.getUrlDecoder().decode(value), UTF_8);
  }
}
