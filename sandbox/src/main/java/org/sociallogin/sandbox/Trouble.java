package org.sociallogin.sandbox;

/** What a person on the consent page can have go wrong with this one sign-in. */
public enum Trouble {
  NOTHING("Nothing"),
  CANCELS("The provider cancels"),
  TOKEN_SLOW("The token endpoint takes 4 seconds"),
  TOKEN_HANGS("The token endpoint never answers"),
  TOKEN_FAILS("The token endpoint answers 500"),
  TOKEN_BUSY("The token endpoint answers 429 with Retry-After"),
  TOKEN_HTML("The token endpoint answers HTML instead of JSON"),
  TOKEN_BROKEN("The token endpoint answers broken JSON"),
  WRONG_STATE("The answer has a wrong state"),
  CODE_TWICE("The answer has the code twice"),
  CLIENT_REFUSED("The token is refused (invalid_client)"),
  EMAILS_FAIL("The e-mail call fails");

  private final String label;

  Trouble(String label) {
    this.label = label;
  }

  /** What the consent page calls it. */
  public String label() {
    return label;
  }
}
