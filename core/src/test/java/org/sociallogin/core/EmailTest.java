package org.sociallogin.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailTest {

  private final Locale locale = Locale.getDefault();

  @AfterEach
  void speakAsBefore() {
    Locale.setDefault(locale);
  }

  @Tag("C37")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ada@example.test",
        "ada+bb@example.test",
        "Ada.Example@Example.TEST",
        "x7k2p@privaterelay.example.test",
        "o'brien@example.test",
        "ünï@bücher.test",
        "ada@localhost",
      })
  void isKeptAsTheProviderWroteIt(String address) {
    assertThat(Email.of(address, true)).isEqualTo(new Email(address, true));
    assertThat(new Email(address, true).address()).isEqualTo(address);
  }

  static Stream<String> notOneAddress() {
    var label = "a".repeat(63) + '.';
    return Stream.of(
        "",
        " ",
        "ada",
        "@",
        "ada@",
        "@example.test",
        "a@x.test,b@y.test",
        "a@x.test;b@y.test",
        "a@x.test b@y.test",
        "a@b@example.test",
        "\"e@evil.test\"@example.test",
        "\"ada\"@example.test",
        "ada@example.test\r\nBcc: b@y.test",
        "ada@example.test\n",
        "ada\u0000@example.test",
        "ada\u0085@example.test",
        "ada\u00A0@example.test",
        "ada\u200B@example.test",
        "ada\u202E@example.test",
        "ada\uD800@example.test",
        " ada@example.test",
        "Ada <ada@example.test>",
        "ada(work)@example.test",
        "mailto:ada@example.test",
        "@x.test:ada@example.test",
        "ada@[127.0.0.1]",
        "ada@exa mple.test",
        "ada@.example.test",
        "ada@example..test",
        "ada@example.test.",
        "ada@-example.test",
        "ada@exa_mple.test",
        "ada@example/.test",
        "ada\uFF20example.test", // full-width @
        "ada@example\u3002test", // ideographic full stop, which IDNA reads as a dot
        "ada@\u212Aelvin.test", // the Kelvin sign, which IDNA reads as k
        "ada@stra\u00DFe.test", // sharp s, which IDNA of 2003 reads as ss
        "ada@\uFF45xample.test", // full-width e
        "ada@" + "a".repeat(64) + ".test",
        "a".repeat(65) + "@example.test",
        "a".repeat(62) + '@' + label.repeat(3),
        "a".repeat(60) + '@' + label.repeat(3) + "test",
        "a@" + "中.".repeat(120) + "test", // longer than an address can be once it is sent
        "a".repeat(1_000_000));
  }

  @Tag("ACCT-12")
  @Tag("ACCT-11")
  @Tag("LIB-03")
  @ParameterizedTest(name = "{index}")
  @MethodSource("notOneAddress")
  void isAbsentWhenItIsNotOneAddress(String address) {
    assertThat(Email.of(address, true)).isNull();
    assertThatIllegalArgumentException().isThrownBy(() -> new Email(address, true));
  }

  @Test
  void isAbsentWhenTheProviderNamesNone() {
    assertThat(Email.of(null, true)).isNull();
  }

  @Test
  @Tag("ACCT-14")
  void hasAtMost254Characters() {
    var address = "ada@" + ("a".repeat(61) + '.').repeat(4) + "ab";

    assertThat(address).hasSize(254);
    assertThat(Email.of(address, true)).isNotNull();
    assertThat(Email.of('a' + address, true)).isNull();
    assertThat(new Email(address, true).folded()).hasSize(254);
  }

  @Tag("ACCT-11")
  @Tag("C36")
  @ParameterizedTest
  @ValueSource(strings = {"en", "tr", "az", "lt"})
  void conflictsWithTheSameAddressInOtherLettersWhateverTheLanguageOfTheMachine(String language) {
    Locale.setDefault(Locale.forLanguageTag(language));

    assertThat(folded("VICTIM@GITHUB.COM")).isEqualTo("victim@github.com");
    assertThat(folded("Victim@GitHub.com")).isEqualTo("victim@github.com");
    assertThat(folded("i@BÜCHER.test")).isEqualTo("i@xn--bcher-kva.test");
    assertThat(folded("I@xn--BCHER-KVA.TEST")).isEqualTo("i@xn--bcher-kva.test");
  }

  static List<String> strangers() {
    return List.of(
        "v\u0131ctim@github.com", // dotless i
        "V\u0130CTIM@github.com", // dotted I
        "victim@g\u0131thub.com",
        "victim@G\u0130THUB.com",
        "v\u0456ctim@github.com", // Cyrillic i
        "victim@g\u0456thub.com",
        "\uFF56ictim@github.com", // full-width v
        "vic\u00ADtim@github.com", // soft hyphen
        "vi.ctim@github.com",
        "victim+a@github.com",
        "victim@mail.github.com");
  }

  @Tag("ACCT-11")
  @ParameterizedTest(name = "{index}")
  @MethodSource("strangers")
  void conflictsWithNoOtherThatLooksLikeIt(String address) {
    for (var language : List.of("en", "tr")) {
      Locale.setDefault(Locale.forLanguageTag(language));
      var email = Email.of(address, true);

      assertThat(email == null ? null : email.folded()).isNotEqualTo("victim@github.com");
    }
  }

  @Tag("ACCT-11")
  @ParameterizedTest
  @CsvSource({
    "\u212Aelvin@example.test, kelvin@example.test",
    "\u017Fam@example.test, sam@example.test",
    "é@example.test, e\u0301@example.test",
    "É@example.test, é@example.test"
  })
  void foldsNoLettersOutsideAscii(String address, String other) {
    assertThat(folded(address)).isNotEqualTo(folded(other));
  }

  private static final List<String> PIECES =
      List.of(
          "a",
          "A",
          "I",
          "i",
          "\u0131",
          "\u0130",
          "\u00E9",
          "e\u0301",
          "\u00DF",
          "\u212A",
          "\uFF45",
          "\uD83E\uDD8A",
          "\u0645",
          "x.test",
          "X.TEST",
          "xn--bcher-kva",
          "7",
          ".",
          "-",
          "+",
          "_",
          "@",
          "\uFF20",
          "\u3002",
          " ",
          ",",
          "\"",
          "<",
          "\u0000",
          "\u00AD",
          "\u200D",
          "\u202E",
          "\uD800");

  @Test
  @Tag("ACCT-11")
  @Tag("ACCT-12")
  void isNoneOrOneThatFoldsToOneAddressOnceAndForAll() {
    var random = new Random(20261128);
    var addresses = 0;
    for (var i = 0; i < 100_000; i++) {
      var said = words(random) + '@' + words(random);
      var email = Email.of(said, true);
      if (email != null) {
        addresses++;
        var folded = email.folded();
        assertThat(email.address()).isEqualTo(said);
        assertThat(folded).matches("[^@\\s,\"<]+@[a-z0-9.-]+").endsWith('@' + email.domain());
        assertThat(folded(folded)).isEqualTo(folded);
      }
    }
    assertThat(addresses).isGreaterThan(1_000);
  }

  private static String words(Random random) {
    var words = new StringBuilder();
    for (var left = 1 + random.nextInt(4); left > 0; left--) {
      words.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return words.toString();
  }

  @Test
  @Tag("OPS-05")
  void showsItsDomainAlone() {
    assertThat(new Email("ada@example.test", true)).hasToString("…@example.test (verified)");
    assertThat(new Email("ada@example.test", false)).hasToString("…@example.test");
  }

  private static String folded(String address) {
    return new Email(address, true).folded();
  }
}
