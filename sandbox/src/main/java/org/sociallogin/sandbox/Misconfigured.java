package org.sociallogin.sandbox;

/**
 * An authorization request that ends on Bitbucket's own page, because nobody can tell where its
 * sender is.
 */
final class Misconfigured extends Exception {

  private static final long serialVersionUID = 1;

  private final String heading;

  Misconfigured(String heading, String sentence) {
    super(sentence);
    this.heading = heading;
  }

  String heading() {
    return heading;
  }

  String sentence() {
    return String.valueOf(getMessage());
  }
}
