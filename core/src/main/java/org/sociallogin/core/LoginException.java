package org.sociallogin.core;

import org.jspecify.annotations.Nullable;

/**
 * A sign-in, or a change of an account, that does not end as the person wanted. Its reason decides
 * what the person reads; its message is for the log, never for the browser, and holds no secret.
 */
public final class LoginException extends Exception {

  private static final long serialVersionUID = 1;
  private static final int WORDS_CODE_POINTS = 200;

  /** Why. There is one for each answer that the person waiting needs, and no other. */
  public enum Reason {
    /** There is no provider of that name. */
    UNKNOWN_PROVIDER,
    /** This browser has no attempt that the answer could belong to. */
    ATTEMPT_MISSING,
    /** The attempt is more than ten minutes old. */
    ATTEMPT_EXPIRED,
    /** It is not the answer to the attempt, or its code is no longer taken. */
    RESPONSE_INVALID,
    /** The person said no. */
    ACCESS_DENIED,
    /** The provider refuses us: it is for the operator to mend. */
    PROVIDER_REFUSED,
    /** The provider does not answer, or not now. */
    PROVIDER_UNAVAILABLE,
    /** The provider's answer cannot be read. */
    PROVIDER_UNINTELLIGIBLE,
    /** The verified e-mail address signs in to another account, through another identity. */
    EMAIL_TAKEN,
    /** The account has no verified e-mail address, and the operator wants one. */
    EMAIL_REQUIRED,
    /** Nobody new is let in. */
    REGISTRATION_CLOSED,
    /** This person is not let in. */
    NOT_ALLOWED,
    /** The identity signs in to another account. */
    IDENTITY_TAKEN,
    /** No identity that stays lets the person sign in to the account. */
    LAST_IDENTITY,
    /** The person has to come from a provider once more, with an identity of the account. */
    REAUTHENTICATION_REQUIRED,
    /** There is no session, or it has ended. */
    NOT_SIGNED_IN
  }

  private final Reason reason;
  private final transient @Nullable EmailOwner emailOwner;
  private final @Nullable String words;

  /**
   * Who a taken address belongs to, as far as the verified holder of the address may know.
   *
   * @param email the address, verified by the provider that the person came from
   * @param provider a provider that the account can be signed in to with, or null when there is
   *     none as things are
   */
  public record EmailOwner(Email email, @Nullable ProviderId provider) {}

  public LoginException(Reason reason, String message) {
    this(reason, message, null, null, null);
  }

  public LoginException(Reason reason, String message, @Nullable Throwable cause) {
    this(reason, message, cause, null, null);
  }

  private LoginException(
      Reason reason,
      String message,
      @Nullable Throwable cause,
      @Nullable EmailOwner emailOwner,
      @Nullable String words) {
    super(message, cause);
    if ((reason == Reason.EMAIL_TAKEN) != (emailOwner != null)) {
      throw new IllegalArgumentException(
          "a taken e-mail address has an owner, by emailTaken alone");
    }
    this.reason = reason;
    this.emailOwner = emailOwner;
    this.words = Text.clean(words, WORDS_CODE_POINTS);
  }

  /** {@link Reason#EMAIL_TAKEN}, with how the person can sign in instead. */
  public static LoginException emailTaken(EmailOwner owner) {
    return new LoginException(
        Reason.EMAIL_TAKEN,
        owner.provider() == null
            ? "the verified e-mail address has an account that nobody can sign in to"
            : "the verified e-mail address has an account through " + owner.provider(),
        null,
        owner,
        null);
  }

  /**
   * {@link Reason#NOT_ALLOWED}, with words for the person.
   *
   * @param words one or two sentences of plain text; what is beyond 200 code points is cut off
   */
  public static LoginException notAllowed(String words) {
    return new LoginException(
        Reason.NOT_ALLOWED, "refused, and told why in words of its own", null, null, words);
  }

  public Reason reason() {
    return reason;
  }

  /** Not null exactly when the reason is {@link Reason#EMAIL_TAKEN}. */
  public @Nullable EmailOwner emailOwner() {
    return emailOwner;
  }

  /** What the person reads instead of our own words, or null. */
  public @Nullable String words() {
    return words;
  }
}
