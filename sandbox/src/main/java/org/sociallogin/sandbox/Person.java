package org.sociallogin.sandbox;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Somebody with an account at the look-alike.
 *
 * @param label what the consent page calls the person
 * @param user the members of {@code /2.0/user}
 * @param emails the pages of {@code /2.0/user/emails}, each a list of its values
 */
public record Person(
    String label, Map<String, Object> user, List<List<Map<String, Object>>> emails) {

  /** A person with a name, a user name and a confirmed address, who stands for most. */
  public static final Person MARA =
      person(1, "Mara Lindqvist", "Mara Lindqvist", "mara").confirmed("mara@example.com");

  /** A person who has the same confirmed address as {@link #MARA}. */
  public static final Person MARA_AGAIN =
      person(10, "Mara (second account)", "Mara Lindqvist", "mara2").confirmed("mara@example.com");

  /** Whom the consent page offers. */
  public static final List<Person> ALL =
      List.of(
          MARA,
          person(2, "Tomás Ó Súilleabháin", "Tomás Ó Súilleabháin", "tomas").onTheSecondPage(),
          person(3, "Ines", "Ines", "ines").without(),
          person(4, "Noor van Dijk", "Noor van Dijk", "noor").unconfirmed("noor@example.org"),
          person(5, "عمر الفارسي", "عمر الفارسي", "omar").confirmed("omar@example.org"),
          person(6, "<b>Bobby</b> & \"O'Neil\"", "<b>Bobby</b> & \"O'Neil\"", "bobby")
              .confirmed("bobby@example.com"),
          person(7, "A name of 120 letters", "Lang".repeat(30), "lang")
              .confirmed("lang@example.com"),
          person(8, "No display name, username only", null, "onlyname")
              .confirmed("onlyname@example.com"),
          person(9, "No username", "Uma Nameless", null).confirmed("uma@example.org"),
          MARA_AGAIN);

  private static Person person(
      int number, String label, @Nullable String name, @Nullable String username) {
    var uuid = String.format(Locale.ROOT, "{00000000-0000-4000-8000-%012d}", number);
    var user = new LinkedHashMap<String, Object>();
    user.put("type", "user");
    user.put("uuid", uuid);
    user.put("account_id", "712020:00000000-0000-4000-8000-%012d".formatted(number));
    if (name != null) {
      user.put("display_name", name);
    }
    if (username != null) {
      user.put("nickname", username);
      user.put("username", username + "_example");
    }
    user.put("created_on", "2019-02-19T10:36:46.361566+00:00");
    user.put("account_status", "active");
    user.put("is_staff", false);
    var encoded = uuid.replace("{", "%7B").replace("}", "%7D");
    user.put(
        "links",
        Map.of(
            "self", Map.of("href", "https://api.bitbucket.org/2.0/users/" + encoded),
            "html", Map.of("href", "https://bitbucket.org/" + encoded + "/"),
            "avatar", Map.of("href", "https://avatar.example.com/" + number + "/128")));
    return new Person(label, user, List.of(List.of()));
  }

  /** The same, with these members of {@code /2.0/user} changed; null takes one away. */
  public Person with(String member, @Nullable Object value) {
    var changed = new LinkedHashMap<>(user);
    if (value == null) {
      changed.remove(member);
    } else {
      changed.put(member, value);
    }
    return new Person(label, changed, emails);
  }

  /** The same, with these values of {@code /2.0/user/emails} on one page. */
  public Person withEmails(List<Map<String, Object>> values) {
    return new Person(label, user, List.of(values));
  }

  /** A value of {@code /2.0/user/emails}. */
  public static Map<String, Object> email(String address, boolean primary, boolean confirmed) {
    return Map.of(
        "type", "email", "email", address, "is_primary", primary, "is_confirmed", confirmed);
  }

  private Person confirmed(String address) {
    return withEmails(List.of(email(address, true, true), email("old." + address, false, false)));
  }

  private Person unconfirmed(String address) {
    return withEmails(List.of(email(address, true, false)));
  }

  private Person without() {
    return withEmails(List.of());
  }

  private Person onTheSecondPage() {
    var first = new ArrayList<Map<String, Object>>();
    for (var i = 1; i <= 10; i++) {
      first.add(email("tomas." + i + "@example.org", false, true));
    }
    var second =
        List.of(email("tomas@example.org", true, true), email("t@example.org", false, false));
    return new Person(label, user, List.of(first, second));
  }
}
