package org.sociallogin.testkit;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.LoginException.Reason;
import org.sociallogin.testkit.ProviderStub.Response;

/**
 * How a provider speaks of one person, as it documents it; the contract makes every other answer of
 * this one. Start from {@link #of} or {@link #ofIdToken} and add what the provider has.
 *
 * @param tokenPath where its token endpoint is at the stub
 * @param userPath where its user API is at the stub, or null where the ID token alone says who
 * @param user what that answers: a JSON object; without a user API, the person's claims
 * @param subject the JSON pointer (RFC 6901) to the person's key in it
 * @param within what stands before that key in the subject: a team, a tenant, or nothing
 * @param email the JSON pointer to the person's address in it, or null
 * @param verified the JSON pointer to the flag that the address was checked, or null
 * @param alwaysVerified whether an address without a flag counts as checked
 * @param emails what a call of its own answers, or null
 * @param refusals the provider's own ways to refuse a token request
 */
public record Example(
    String tokenPath,
    @Nullable String userPath,
    String user,
    String subject,
    String within,
    @Nullable String email,
    @Nullable String verified,
    boolean alwaysVerified,
    @Nullable Emails emails,
    List<Refusal> refusals) {

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

  /** An answer to a token request that is a no, and what that means. */
  public record Refusal(Response answer, Reason reason) {}

  public Example {
    refusals = List.copyOf(refusals);
  }

  /** A provider that shares no address. */
  public static Example of(String tokenPath, String userPath, String user, String subject) {
    return new Example(tokenPath, userPath, user, subject, "", null, null, false, null, List.of());
  }

  /** A provider without a user API: what it says of the person is in the ID token. */
  public static Example ofIdToken(String tokenPath, String claims, String subject) {
    return new Example(tokenPath, null, claims, subject, "", null, null, false, null, List.of());
  }

  /** The same, with subjects that begin like this. */
  public Example within(String prefix) {
    return new Example(
        tokenPath,
        userPath,
        user,
        subject,
        prefix,
        email,
        verified,
        alwaysVerified,
        emails,
        refusals);
  }

  /** The same, with an address that nobody says was checked. */
  public Example withEmail(String pointer) {
    return withEmail(pointer, null, false, null);
  }

  /** The same, with an address, and a flag that it was checked. */
  public Example withEmail(String pointer, String flag) {
    return withEmail(pointer, flag, false, null);
  }

  /** The same, with an address that the provider shares only when it was checked. */
  public Example withVerifiedEmail(String pointer) {
    return withEmail(pointer, null, true, null);
  }

  /** The same, with addresses that come by a call of their own. */
  public Example withEmails(Emails list) {
    return withEmail(null, null, false, list);
  }

  private Example withEmail(
      @Nullable String pointer, @Nullable String flag, boolean always, @Nullable Emails list) {
    return new Example(
        tokenPath, userPath, user, subject, within, pointer, flag, always, list, refusals);
  }

  /** The same, with one more way to refuse a token request. */
  public Example withRefusal(Reason reason, Response answer) {
    var all = Stream.concat(refusals.stream(), Stream.of(new Refusal(answer, reason))).toList();
    return new Example(
        tokenPath, userPath, user, subject, within, email, verified, alwaysVerified, emails, all);
  }
}
