package org.sociallogin.sandbox;

import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a person on the consent page can have go wrong with this one sign-in: what the browser
 * brings back, or what an endpoint answers afterwards.
 */
enum Trouble {
  NOTHING("Nothing"),
  CANCELS("The provider cancels (access_denied)"),
  TOKEN_SLOW("The token endpoint takes 4 seconds"),
  TOKEN_HANGS("The token endpoint never answers"),
  TOKEN_FAILS("The token endpoint answers 500"),
  TOKEN_BUSY("The token endpoint answers 429 with Retry-After"),
  TOKEN_HTML("The token endpoint answers HTML instead of JSON"),
  TOKEN_BROKEN("The token endpoint answers broken JSON"),
  WRONG_STATE("The answer has a wrong state"),
  CODE_TWICE("The answer has the code twice"),
  CLIENT_REFUSED("The token is refused (invalid_client)"),
  EMAILS_FAIL("The e-mail call fails"),
  ACCOUNT_INACTIVE("The account is not active");

  private final String label;

  Trouble(String label) {
    this.label = label;
  }

  /** The trouble of that name, or none. */
  static Trouble named(@Nullable String name) {
    return Arrays.stream(values())
        .filter(trouble -> trouble.name().equals(name))
        .findAny()
        .orElse(NOTHING);
  }

  /** What the consent page calls it. */
  String label() {
    return label;
  }

  /** What that endpoint answers, whose truth would be this. */
  Response at(Endpoint endpoint, Response truth) {
    return switch (endpoint) {
      case TOKEN -> token().made(truth);
      case EMAILS -> emails().made(truth);
      case USER -> user().made(truth);
      default -> truth;
    };
  }

  private Answer token() {
    return switch (this) {
      case TOKEN_SLOW -> Answer.truth().after(Duration.ofSeconds(4));
      case TOKEN_HANGS -> Answer.hang();
      case TOKEN_FAILS -> Answer.page(500, "Out of order");
      case TOKEN_BUSY -> Answer.tooManyRequests().with("Retry-After", "60");
      case TOKEN_HTML -> Answer.page(200, "Back soon");
      case TOKEN_BROKEN -> Answer.json("{\"access_token\":\"");
      case CLIENT_REFUSED -> Answer.of(401, "application/json", "{\"error\":\"invalid_client\"}");
      default -> Answer.truth();
    };
  }

  private Answer user() {
    return this == ACCOUNT_INACTIVE
        ? Answer.json("{\"type\":\"user\",\"uuid\":\"{0}\",\"account_status\":\"inactive\"}")
        : Answer.truth();
  }

  private Answer emails() {
    return this == EMAILS_FAIL ? Answer.page(500, "Out of order") : Answer.truth();
  }
}
