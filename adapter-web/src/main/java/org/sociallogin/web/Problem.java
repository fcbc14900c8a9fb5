package org.sociallogin.web;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.LoginException.Reason;

/**
 * Everything that can be told to somebody whose request did not go as wanted, and its HTTP status.
 */
enum Problem {
  UNKNOWN_PROVIDER(404),
  ATTEMPT_MISSING(400),
  ATTEMPT_EXPIRED(400),
  RESPONSE_INVALID(400),
  ACCESS_DENIED(403),
  PROVIDER_REFUSED(503),
  PROVIDER_UNAVAILABLE(503),
  PROVIDER_UNINTELLIGIBLE(503),
  EMAIL_TAKEN(409),
  EMAIL_REQUIRED(403),
  REGISTRATION_CLOSED(403),
  NOT_ALLOWED(403),
  IDENTITY_TAKEN(409),
  LAST_IDENTITY(409),
  REAUTHENTICATION_REQUIRED(403),
  NOT_SIGNED_IN(401),
  CROSS_SITE(403),
  TOO_MANY_ATTEMPTS(429),
  SIGNIN_UNAVAILABLE(503),
  BAD_REQUEST(400),
  NOT_FOUND(404),
  METHOD_NOT_ALLOWED(405),
  TOO_LARGE(413),
  UNSUPPORTED_MEDIA_TYPE(415),
  UNEXPECTED(500);

  private final String code = name().toLowerCase(Locale.ROOT).replace('_', '-');
  private final int status;

  Problem(int status) {
    this.status = status;
  }

  /** The last part of the problem's type, and of its words' keys. */
  String code() {
    return code;
  }

  /** The status, where the framework has not said a closer one. */
  int status() {
    return status;
  }

  /** Whether who asked could have had it otherwise: it is no fault of a provider or of ours. */
  boolean isOfTheClient() {
    return status < 500;
  }

  static @Nullable Problem of(String code) {
    for (var problem : values()) {
      if (problem.code.equals(code)) {
        return problem;
      }
    }
    return null;
  }

  static Problem of(Reason reason) {
    return switch (reason) {
      case UNKNOWN_PROVIDER -> UNKNOWN_PROVIDER;
      case ATTEMPT_MISSING -> ATTEMPT_MISSING;
      case ATTEMPT_EXPIRED -> ATTEMPT_EXPIRED;
      case RESPONSE_INVALID -> RESPONSE_INVALID;
      case ACCESS_DENIED -> ACCESS_DENIED;
      case PROVIDER_REFUSED -> PROVIDER_REFUSED;
      case PROVIDER_UNAVAILABLE -> PROVIDER_UNAVAILABLE;
      case PROVIDER_UNINTELLIGIBLE -> PROVIDER_UNINTELLIGIBLE;
      case EMAIL_TAKEN -> EMAIL_TAKEN;
      case EMAIL_REQUIRED -> EMAIL_REQUIRED;
      case REGISTRATION_CLOSED -> REGISTRATION_CLOSED;
      case NOT_ALLOWED -> NOT_ALLOWED;
      case IDENTITY_TAKEN -> IDENTITY_TAKEN;
      case LAST_IDENTITY -> LAST_IDENTITY;
      case REAUTHENTICATION_REQUIRED -> REAUTHENTICATION_REQUIRED;
      case NOT_SIGNED_IN -> NOT_SIGNED_IN;
    };
  }

  /** What a status of the framework's own means. */
  static Problem ofStatus(int status) {
    return switch (status) {
      case 404 -> NOT_FOUND;
      case 405 -> METHOD_NOT_ALLOWED;
      case 413, 414, 431, 494 -> TOO_LARGE;
      case 415 -> UNSUPPORTED_MEDIA_TYPE;
      case 401 -> NOT_SIGNED_IN;
      case 403 -> NOT_ALLOWED;
      default -> status >= 500 ? UNEXPECTED : BAD_REQUEST;
    };
  }
}
