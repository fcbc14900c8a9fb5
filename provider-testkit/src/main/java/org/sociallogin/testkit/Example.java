package org.sociallogin.testkit;

import org.jspecify.annotations.Nullable;

/**
 * How a provider speaks of one person, as it documents it; the contract makes every other answer of
 * this one. Start from {@link #of} and add what the provider has.
 *
 * @param tokenPath where its token endpoint is at the stub
 * @param userPath where its user API is at the stub
 * @param user what that answers: a JSON object
 * @param subject the JSON pointer (RFC 6901) to the person's key in it
 * @param email the JSON pointer to the person's address in it, or null
 * @param verified the JSON pointer to the flag that the address was checked, or null
 * @param alwaysVerified whether an address without a flag counts as checked
 * @param emails what a call of its own answers, or null
 */
public record Example(
    String tokenPath,
    String userPath,
    String user,
    String subject,
    @Nullable String email,
    @Nullable String verified,
    boolean alwaysVerified,
    @Nullable Emails emails) {

  /**
   * A list of addresses, of which the one in the example is the person's.
   *
   * @param path where it is at the stub
   * @param answer what that answers: JSON with one item, checked and the person's own
   * @param items the JSON pointer to the list; the empty one is the whole answer
   * @param address the JSON pointer to the address in an item
   * @param verified the JSON pointer to the flag in an item that the address was checked
   * @param primary the JSON pointer to the flag in an item that it is the person's own
   * @param next the JSON pointer to where the list goes on, or null: the header {@code Link} says
   */
  public record Emails(
      String path,
      String answer,
      String items,
      String address,
      String verified,
      String primary,
      @Nullable String next) {}

  /** A provider that shares no address. */
  public static Example of(String tokenPath, String userPath, String user, String subject) {
    return new Example(tokenPath, userPath, user, subject, null, null, false, null);
  }

  /** The same, with an address that nobody says was checked. */
  public Example withEmail(String pointer) {
    return new Example(tokenPath, userPath, user, subject, pointer, null, false, null);
  }

  /** The same, with an address, and a flag that it was checked. */
  public Example withEmail(String pointer, String flag) {
    return new Example(tokenPath, userPath, user, subject, pointer, flag, false, null);
  }

  /** The same, with an address that the provider shares only when it was checked. */
  public Example withVerifiedEmail(String pointer) {
    return new Example(tokenPath, userPath, user, subject, pointer, null, true, null);
  }

  /** The same, with addresses that come by a call of their own. */
  public Example withEmails(Emails list) {
    return new Example(tokenPath, userPath, user, subject, null, null, false, list);
  }
}
