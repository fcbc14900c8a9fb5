package org.sociallogin.sandbox;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Somebody with an account at the look-alike.
 *
 * @param label what the consent page calls the person
 * @param remark what the consent page says of the person
 * @param user the members of {@code /2.0/user}
 * @param emails the pages of {@code /2.0/user/emails}, each a list of its values
 * @param workspaces the values of {@code /2.0/user/workspaces}
 */
public record Person(
    String label,
    String remark,
    Map<String, @Nullable Object> user,
    List<List<Map<String, Object>>> emails,
    List<Map<String, Object>> workspaces) {

  /** A person with a name, a user name and a confirmed address, who stands for most. */
  public static final Person MARA =
      person(1, "Mara Lindqvist", "mara")
          .called("Mara Lindqvist", "Confirmed e-mail")
          .confirmed("mara@example.com")
          .inWorkspaces("lindqvist", "harbour");

  /** A person who has the same confirmed address as {@link #MARA}. */
  public static final Person MARA_AGAIN =
      person(10, "Mara Lindqvist", "mara2")
          .called("Mara (second account)", "The same confirmed e-mail as the first")
          .confirmed("mara@example.com");

  /** Whom the consent page offers. */
  public static final List<Person> ALL =
      List.of(
          MARA,
          person(2, "Tomás Ó Súilleabháin", "tomas")
              .called("Tomás Ó Súilleabháin", "Primary e-mail on the second page")
              .withTwelveAddresses(),
          person(3, "Ines", "ines").called("Ines", "No e-mail"),
          person(4, "Noor van Dijk", "noor")
              .called("Noor van Dijk", "E-mail not confirmed")
              .withEmails(List.of(email("noor@example.org", true, false))),
          person(5, "عمر الفارسي", "omar")
              .called("عمر الفارسي", "Right-to-left name")
              .confirmed("omar@example.org"),
          person(6, "<b>Bobby</b> & \"O'Neil\"", "bobby")
              .called("<b>Bobby</b> & \"O'Neil\"", "Markup in the name")
              .confirmed("bobby@example.com"),
          person(7, "Lang".repeat(30), "lang")
              .called("Lang…", "A name of 120 letters without a space")
              .confirmed("lang@example.com"),
          person(8, "", "onlyname")
              .called("onlyname_example", "No display name, username only")
              .without("display_name")
              .without("nickname")
              .confirmed("onlyname@example.com"),
          person(9, "Uma Nameless", "uma")
              .called("Uma Nameless", "No username")
              .without("username")
              .confirmed("uma@example.org"),
          MARA_AGAIN);

  public Person {
    user = Collections.unmodifiableMap(new LinkedHashMap<>(user));
    emails = List.copyOf(emails);
    workspaces = List.copyOf(workspaces);
  }

  /** The person of that number on the consent page. */
  static Person numbered(@Nullable String number) {
    return number != null && number.matches("\\d") ? ALL.get(Integer.parseInt(number)) : MARA;
  }

  private static Person person(int number, String name, String nickname) {
    var id = String.format(Locale.ROOT, "00000000-0000-4000-8000-%012d", number);
    var encoded = "%7B" + id + "%7D";
    var user = new LinkedHashMap<String, @Nullable Object>();
    user.put("type", "user");
    user.put("uuid", "{" + id + "}");
    user.put("account_id", "712020:" + id);
    user.put("display_name", name);
    user.put("nickname", nickname);
    user.put("username", nickname + "_example");
    user.put("created_on", "2019-02-19T10:36:46.361566+00:00");
    user.put("account_status", "active");
    user.put("is_staff", false);
    user.put("has_2fa_enabled", null);
    user.put("location", null);
    user.put(
        "links",
        Map.of(
            "self", Map.of("href", "https://api.bitbucket.org/2.0/users/" + encoded),
            "html", Map.of("href", "https://bitbucket.org/" + encoded + "/"),
            "avatar", Map.of("href", "https://avatar.example.com/" + number + "/128")));
    return new Person(name, "", user, List.of(List.of()), List.of());
  }

  /** The same, with that member of {@code /2.0/user}; null is JSON's null. */
  public Person with(String member, @Nullable Object value) {
    var changed = new LinkedHashMap<>(user);
    changed.put(member, value);
    return new Person(label, remark, changed, emails, workspaces);
  }

  /** The same, without that member of {@code /2.0/user}. */
  public Person without(String member) {
    var changed = new LinkedHashMap<>(user);
    changed.remove(member);
    return new Person(label, remark, changed, emails, workspaces);
  }

  /** The same, with these values of {@code /2.0/user/emails} on one page. */
  public Person withEmails(List<Map<String, Object>> values) {
    return new Person(label, remark, user, List.of(values), workspaces);
  }

  /** A value of {@code /2.0/user/emails}. */
  public static Map<String, Object> email(String address, boolean primary, boolean confirmed) {
    var email = new LinkedHashMap<String, Object>();
    email.put("type", "email");
    email.put("email", address);
    email.put("is_primary", primary);
    email.put("is_confirmed", confirmed);
    var self = "https://api.bitbucket.org/2.0/user/emails/" + address;
    email.put("links", Map.of("self", Map.of("href", self)));
    return email;
  }

  /** The same, as a member of these workspaces. */
  public Person inWorkspaces(String... slugs) {
    return new Person(
        label, remark, user, emails, Arrays.stream(slugs).map(Person::workspace).toList());
  }

  private static Map<String, Object> workspace(String slug) {
    return Map.of(
        "type",
        "workspace_access",
        "administrator",
        false,
        "workspace",
        Map.of("type", "workspace_base", "slug", slug));
  }

  private Person called(String label, String remark) {
    return new Person(label, remark, user, emails, workspaces);
  }

  private Person confirmed(String address) {
    return withEmails(List.of(email(address, true, true), email("old." + address, false, false)));
  }

  private Person withTwelveAddresses() {
    var first = new ArrayList<Map<String, Object>>();
    for (var i = 1; i <= 10; i++) {
      first.add(email("tomas." + i + "@example.org", false, true));
    }
    var second =
        List.of(email("tomas@example.org", true, true), email("t@example.org", false, false));
    return new Person(label, remark, user, List.of(first, second), workspaces);
  }
}
