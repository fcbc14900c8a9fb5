package org.sociallogin.testkit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 * @param secret how the secret comes to the token endpoint
 * @param further what else the provider is asked for in a sign-in, by its path at the stub
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
    List<Refusal> refusals,
    Secret secret,
    Map<String, Response> further) {

  /** How a client's secret comes to the token endpoint. */
  public enum Secret {
    /** Encoded as a form is, by HTTP Basic or as a field (RFC 6749, section 2.3.1). */
    ENCODED,
    /** By HTTP Basic as it is (RFC 7617, section 2). */
    PLAIN,
    /** Not at all: a signature stands for it. */
    NEVER
  }

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
    further = Map.copyOf(further);
  }

  /** A provider that shares no address. */
  public static Example of(String tokenPath, String userPath, String user, String subject) {
    return example(tokenPath, userPath, user, subject);
  }

  /** A provider without a user API: what it says of the person is in the ID token. */
  public static Example ofIdToken(String tokenPath, String claims, String subject) {
    return example(tokenPath, null, claims, subject);
  }

  private static Example example(
      String tokenPath, @Nullable String userPath, String user, String subject) {
    return new Example(
        tokenPath,
        userPath,
        user,
        subject,
        "",
        null,
        null,
        false,
        null,
        List.of(),
        Secret.ENCODED,
        Map.of());
  }

  /** The same, with subjects that begin like this. */
  public Example within(String prefix) {
    return with(prefix, refusals, secret, further);
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
        tokenPath, userPath, user, subject, within, pointer, flag, always, list, refusals, secret,
        further);
  }

  /** The same, with one more way to refuse a token request. */
  public Example withRefusal(Reason reason, Response answer) {
    var all = Stream.concat(refusals.stream(), Stream.of(new Refusal(answer, reason))).toList();
    return with(within, all, secret, further);
  }

  /** The same, with a secret that comes like this. */
  public Example withSecret(Secret how) {
    return with(within, refusals, how, further);
  }

  /**
   * The same, with one more resource that a sign-in needs, and what it answers: JSON with a member.
   */
  public Example withFurther(String path, Response answer) {
    var all = new HashMap<>(further);
    all.put(path, answer);
    return with(within, refusals, secret, all);
  }

  private Example with(
      String within, List<Refusal> refusals, Secret secret, Map<String, Response> further) {
    return new Example(
        tokenPath,
        userPath,
        user,
        subject,
        within,
        email,
        verified,
        alwaysVerified,
        emails,
        refusals,
        secret,
        further);
  }
}
