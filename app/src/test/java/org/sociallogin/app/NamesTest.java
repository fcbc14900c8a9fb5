package org.sociallogin.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sociallogin.app.Browser.location;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sociallogin.sandbox.Answer;
import org.sociallogin.sandbox.Endpoint;
import org.sociallogin.sandbox.Person;

/**
 * What people are called and where they are written to, from the provider through the database to
 * page and JSON. All of it on a machine that speaks Turkish, where I is not the capital of i.
 */
class NamesTest {

  private static final Locale USUAL = Locale.getDefault();
  @RegisterExtension static final Running APP = turkish();

  private final Browser browser = APP.browser();

  private static Running turkish() {
    Locale.setDefault(Locale.forLanguageTag("tr-TR"));
    return Running.start();
  }

  @AfterAll
  static void close() {
    Locale.setDefault(USUAL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Ada Example",
        "Ángela 👩‍👩‍👧‍👦 Ejemplo 🦊",
        "שרה לדוגמה (QA)",
        "عمر الفارسي",
        "İbrahim Işık",
        "O'Neil, Ada \\ \"A\"",
        "'); drop table users;--",
        "100 % _\\",
        "${7*7} {{7*7}} #{7*7}",
        "名前",
        "null"
      })
  @Tag("C33")
  @Tag("C34")
  @Tag("ACCT-13")
  @Tag("ACCT-29")
  @Tag("WEB-04")
  void aNameStaysAsItIs(String name) {
    signIn(somebody().with("display_name", name).withEmails(List.of()));

    assertThat(user().path("name").asText()).isEqualTo(name);
    assertThat(browser.get("/account").body()).contains("<bdi>" + html(name) + "</bdi>");
    assertThat(browser.get("/logout").body()).contains("<bdi>" + html(name) + "</bdi>");
  }

  @Test
  @Tag("C32")
  @Tag("WEB-04")
  void markupInANameIsText() {
    var name = "<b>Ada</b> \"&' Example";
    var nickname = "</script><img src=x onerror=alert(1)>";
    signIn(somebody().with("display_name", name).with("username", nickname));

    assertThat(user().path("name").asText()).isEqualTo(name);
    assertThat(user().path("identities").get(0).path("preferredUsername").asText())
        .isEqualTo(nickname);
    for (var page : List.of("/account", "/logout")) {
      assertThat(browser.get(page).body())
          .contains("&lt;b&gt;Ada&lt;/b&gt;")
          .doesNotContain("<b>Ada", "<img");
    }
  }

  @Test
  @Tag("C33")
  void aNameMayComeEscaped() {
    APP.sandbox.answer(
        Endpoint.USER,
        Answer.json(
            "{\"type\":\"user\",\"uuid\":\"{escaped}\",\"display_name\":\"\\u00c1ngela \\ud83e\\udd8a\\ud800\"}"));
    APP.sandbox.answer(Endpoint.EMAILS, Answer.json("{\"values\":[]}"));
    signIn(somebody());
    APP.sandbox.reset();

    assertThat(user().path("name").asText()).isEqualTo("Ángela 🦊");
  }

  @Test
  @Tag("ACCT-13")
  @Tag("ACCT-14")
  void aNameThatWouldSpoilThePageIsCleaned() {
    var zalgo = "Z" + "\u0301\u0302\u0303\u0304\u0305".repeat(50) + "algo";
    for (var harm :
        List.of(
            List.of("admin\u202egpj.exe", "admingpj.exe"),
            List.of("a\u0000b\u0007c\u001b[31m", "abc[31m"),
            List.of("Ada\u2028\u2029Example", "AdaExample"),
            List.of("x".repeat(1_000_000), "x".repeat(100)),
            List.of("🦊".repeat(150), "🦊".repeat(100)))) {
      signIn(somebody().with("display_name", harm.get(0)).withEmails(List.of()));
      assertThat(user().path("name").asText()).isEqualTo(harm.get(1));
    }
    signIn(somebody().with("display_name", zalgo).withEmails(List.of()));
    assertThat(user().path("name").asText()).hasSizeLessThan(10).endsWith("algo");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "\u200b", "\u2800", "\u0301"})
  @Tag("C31")
  @Tag("ACCT-13")
  void whoHasNoNameIsCalledByTheUserName(String name) {
    signIn(somebody().with("display_name", name).without("nickname").with("username", "ada_ex"));

    assertThat(browser.get("/account").body()).contains("ada_ex").doesNotContain("null");
  }

  @Test
  @Tag("C31")
  void whoHasNothingToBeCalledByHasNoNameShared() {
    signIn(
        somebody()
            .with("display_name", null)
            .without("nickname")
            .without("username")
            .without("links")
            .withEmails(List.of()));

    assertThat(browser.get("/account").body())
        .contains("No name shared", "shared no e-mail address")
        .doesNotContain("null");
    assertThat(user().path("name").isNull()).isTrue();
    assertThat(user().path("picture").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "Ada.Example@Example.TEST",
    "ada+bb@example.test",
    "x7k2p@privaterelay.example.test",
    "o'neil@example.test",
    "İ@example.test",
    "ada@bücher.example"
  })
  @Tag("C36")
  @Tag("C37")
  @Tag("ACCT-11")
  void anAddressStaysAsItIsAndFindsItsPersonAgain(String address) {
    var person = somebody().withEmails(List.of(Person.email(address, true, true)));

    signIn(person);
    var first = user();
    browser.cookies.clear();
    signIn(person);

    assertThat(user().path("id")).isEqualTo(first.path("id"));
    assertThat(user().at("/email/address").asText()).isEqualTo(address);
    assertThat(user().at("/email/verified").asBoolean()).isTrue();
    assertThat(browser.get("/account").body())
        .contains("<bdi dir=\"ltr\">" + html(address) + "</bdi>");
  }

  @ParameterizedTest
  @CsvSource({
    "victim@github.test,    VICTIM@GitHub.TEST, taken",
    "vi@github.test,        vı@github.test,     free",
    "info@github2.test,     İNFO@github2.test,  free",
    "vi@gi.test,            vi@gı.test,         free",
    "k@kelvin.test,         \u212A@kelvin.test, free",
    "ada@plus.test,         ada+bb@plus.test,   free"
  })
  @Tag("ACCT-11")
  void anAddressIsTakenByItsAsciiLettersAlone(String first, String second, String outcome) {
    signIn(somebody().withEmails(List.of(Person.email(first, true, true))));
    browser.cookies.clear();

    var answer =
        APP.signIn(browser, somebody().withEmails(List.of(Person.email(second, true, true))));

    assertThat(location(answer)).isEqualTo(outcome.equals("taken") ? "/login/problem" : "/account");
  }

  @Test
  @Tag("ACCT-08")
  void anUnconfirmedAddressIsAnsweredTheSameWhetherSomebodyHasItOrNobody() {
    signIn(somebody().withEmails(List.of(Person.email("some@example.test", true, true))));
    var owner = user();

    assertThat(answersToWhoComesUnconfirmedWith("some@example.test"))
        .isEqualTo(answersToWhoComesUnconfirmedWith("nobo@example.test"))
        .startsWith("[303, /account, ")
        .contains("\"the address\",\"verified\":false");

    assertThat(user()).isEqualTo(owner);
  }

  /** All of them, but for what is another each time. */
  private static String answersToWhoComesUnconfirmedWith(String address) {
    var browser = APP.browser();
    var person = somebody().withEmails(List.of(Person.email(address, true, false)));
    var users = APP.rows("user");

    var callback = APP.signIn(browser, person);

    assertThat(APP.rows("user")).isEqualTo(users + 1);
    return List.of(
            callback.statusCode(),
            location(callback),
            browser.cookies.keySet(),
            browser.get("/account").body(),
            browser.get("/api/user").body())
        .toString()
        .replace(address, "the address")
        .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "an id")
        .replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z|<time.*?</time>", "then");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a@x.test,b@y.test",
        "\"e@evil.test\"@victim.test",
        "a@b@c.test",
        "a\r\nBcc: b@c.test",
        "a b@c.test",
        "@c.test",
        "a@",
        "a",
        "",
        "a@c.test\u0000"
      })
  @Tag("ACCT-12")
  @Tag("ACCT-14")
  void whatIsNotOneAddressIsNone(String address) {
    signIn(somebody().withEmails(List.of(Person.email(address, true, true))));

    assertThat(user().path("email").isNull()).isTrue();
  }

  @Test
  @Tag("ACCT-12")
  void anEndlessAddressIsNone() {
    signIn(
        somebody()
            .withEmails(List.of(Person.email("a".repeat(300) + "@example.test", true, true))));

    assertThat(user().path("email").isNull()).isTrue();
  }

  @Test
  @Tag("ACCT-14")
  void tenThousandAddressesAreBounded() {
    var many = new ArrayList<Map<String, Object>>();
    var briefly = new StringJoiner(",", "{\"values\":[", "]}");
    for (var i = 0; i < 10_000; i++) {
      many.add(Person.email("a" + i + "@example.test", i == 9_999, true));
      briefly.add(
          "{\"email\":\"a%d@example.test\",\"is_primary\":%s,\"is_confirmed\":true}"
              .formatted(i, i == 9_999));
    }
    var users = APP.rows("user");
    var addresses = APP.rows("verified_email");

    assertThat(location(APP.signIn(browser, somebody().withEmails(many))))
        .isEqualTo("/login/problem");
    assertThat(APP.rows("user")).isEqualTo(users);

    APP.sandbox.answer(Endpoint.EMAILS, Answer.json(briefly.toString()));
    signIn(somebody());
    assertThat(user().at("/email/address").asText()).isEqualTo("a9999@example.test");
    assertThat(APP.rows("verified_email")).isEqualTo(addresses + 1);
  }

  @Test
  @Tag("C26")
  void aSubjectIsKeptAsItIs() {
    var uuid = "{0A1b2c3d-1111-4222-8333-444455556666}";
    signIn(somebody().with("uuid", uuid).withEmails(List.of()));

    assertThat(user().at("/identities/0/subject").asText()).isEqualTo(uuid);
  }

  private static Person somebody() {
    return Person.MARA.with("uuid", "{" + UUID.randomUUID() + "}").withEmails(List.of());
  }

  private void signIn(Person person) {
    assertThat(location(APP.signIn(browser, person))).isEqualTo("/account");
  }

  private JsonNode user() {
    try {
      return new ObjectMapper().readTree(browser.get("/api/user").body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String html(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
