package org.sociallogin.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.sociallogin.core.Examples.ACME;
import static org.sociallogin.core.Examples.named;

import java.net.URI;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileTest {

  private static final String FAMILY = "\uD83D\uDC69\u200D\uD83D\uDC69\u200D\uD83D\uDC67";

  static Stream<String> subjects() {
    return Stream.of(
        "1",
        "12345",
        "{0a1b2c3d-1111-4222-8333-444455556666}",
        "waad|mUiN/k3+e=",
        "abc ",
        " abc",
        "ABC",
        "\u00E1bc",
        "a\u0301bc",
        "'); drop table users;--",
        "%_\\",
        "🦊",
        "s".repeat(255));
  }

  @Tag("ACCT-01")
  @Tag("C26")
  @ParameterizedTest
  @MethodSource("subjects")
  void keepsASubjectExactlyAsSent(String subject) {
    assertThat(Examples.profile(ACME, subject).subject()).isEqualTo(subject);
  }

  static Stream<String> noSubjects() {
    return Stream.of(
        "",
        " ",
        "   ",
        "\t",
        "\u2003",
        "a\u0000",
        "\u0000",
        "a\nb",
        "a\tb",
        "a\u007Fb",
        "a\u0085b",
        "a\uD800",
        "\uDC00a",
        "s".repeat(256),
        "s".repeat(1_000_000),
        " ".repeat(1_000_000));
  }

  @Tag("ACCT-02")
  @Tag("ACCT-14")
  @Tag("LIB-03")
  @ParameterizedTest(name = "{index}")
  @MethodSource("noSubjects")
  void isOfNobodyWithoutASubjectThatCanBeStored(String subject) {
    assertThatIllegalArgumentException().isThrownBy(() -> Examples.profile(ACME, subject));
  }

  @Test
  @Tag("ACCT-02")
  @SuppressWarnings("NullAway") // a provider's code need not be null-marked
  void isOfNobodyWithoutASubject() {
    assertThatThrownBy(() -> Examples.profile(ACME, null)).isInstanceOf(RuntimeException.class);
  }

  static Stream<String> names() {
    return Stream.of(
        "Ada",
        "O'Brien-Smith, Jr.",
        "<b>Ada</b> \"&' Example",
        "</script><img src=x onerror=alert(1)>",
        "{{7*7}} ${7*7} ${jndi:ldap://x}",
        "\u00C1ngela " + FAMILY + "\u200D\uD83D\uDC66 Ejemplo \uD83E\uDD8A",
        "\uD83C\uDFF3\uFE0F\u200D\uD83C\uDF08 1\uFE0F\u20E3 \u2764\uFE0F\u200D\uD83D\uDD25",
        "\u05E9\u05E8\u05D4 \u05DC\u05D3\u05D5\u05D2\u05DE\u05D4 (QA)",
        "\u05E9\u05B8\u05C1\u05DC\u05D5\u05B9\u05DD",
        "\u0645\u064F\u062D\u064E\u0645\u064E\u0651\u062F",
        "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645",
        "\u0928\u092E\u0938\u094D\u0924\u0947 \u0915\u094D\u200D\u0937",
        "Nguy\u1EC5n V\u0103n \u1EA2nh",
        "\u0E01\u0E33\u0E1E\u0E25 \u0E17\u0E35\u0E48",
        "\uAE40\uCCA0\uC218",
        "\u845B\uDB40\uDD00\u98FE",
        "null");
  }

  @Tag("ACCT-13")
  @Tag("C32")
  @Tag("C33")
  @Tag("C34")
  @ParameterizedTest
  @MethodSource("names")
  void keepsANameThatHarmsNobody(String name) {
    assertThat(named(name).name()).isEqualTo(name);
  }

  static Stream<Arguments> cleaned() {
    return Stream.of(
        Arguments.of("e\u0301", "\u00E9"),
        Arguments.of("  Ada\u3000", "Ada"),
        Arguments.of("\u200E Ada \u200F", "Ada"),
        Arguments.of("Ada\u0000\u0007\u001B\u007F\u0085\u009F", "Ada"),
        Arguments.of("A\r\nd\ta", "Ada"),
        Arguments.of("admin\u202Egpj.exe", "admingpj.exe"),
        Arguments.of("\u202A\u202B\u202C\u202D\u202EAda\u2066\u2067\u2068\u2069", "Ada"),
        Arguments.of("A\u200Ed\u200Fa\u061C", "Ada"),
        Arguments.of("Ada\u2028Example\u2029", "AdaExample"),
        Arguments.of("Ada\uDB40\uDC01\uDB40\uDC41\uDB40\uDC7F", "Ada"),
        Arguments.of("\uD800Ada\uDC00", "Ada"),
        Arguments.of("A\uDC00\uD800da", "Ada"),
        Arguments.of("\uD83E\u200E\uDD8AAda", "Ada"),
        Arguments.of("x" + "\u0334".repeat(50) + "y", "x\u0334\u0334\u0334y"),
        Arguments.of("x" + "\u20DD".repeat(50), "x\u20DD\u20DD\u20DD"),
        Arguments.of("x" + "\u0334\u200E".repeat(50), "x\u0334\u0334\u0334"),
        Arguments.of("x" + "\u0334\u200B".repeat(4), "x" + "\u0334\u200B".repeat(3) + '\u200B'),
        Arguments.of("\uFB2C\u0334\u0334\u0334", "\u05E9\u0334\u0334\u0334"),
        Arguments.of("e\u200E\u0301", "\u00E9"));
  }

  @Tag("ACCT-13")
  @Tag("ACCT-14")
  @ParameterizedTest(name = "{index}")
  @MethodSource("cleaned")
  void takesTheHarmOutOfAName(String said, String kept) {
    assertThat(named(said).name()).isEqualTo(kept);
  }

  @Tag("ACCT-13")
  @Tag("C31")
  @ParameterizedTest(name = "{index}")
  @ValueSource(
      strings = {
        "",
        " ",
        "\t\r\n",
        "\u0000",
        "\u00A0\u3000",
        "\u200B",
        "\u200B\u200D\u2060\uFEFF\u00AD",
        "\u202E",
        "\u0301",
        "\uFE0F",
        "\u3164\u115F\u1160\uFFA0",
        "\u2800",
        "\uD800",
        "\uDB40\uDC41"
      })
  void hasNoNameWhenNothingOfItCanBeSeen(String said) {
    assertThat(named(said).name()).isNull();
  }

  @Test
  @Tag("ACCT-13")
  void cutsANameAtAHundredCodePointsAndNeverAPair() {
    assertThat(named("a".repeat(120)).name()).isEqualTo("a".repeat(100));
    assertThat(named("\uD83E\uDD8A".repeat(120)).name()).isEqualTo("\uD83E\uDD8A".repeat(100));
    assertThat(named("a" + "\uD83E\uDD8A".repeat(120)).name())
        .isEqualTo("a" + "\uD83E\uDD8A".repeat(99));
    assertThat(named("a".repeat(99) + " b").name()).isEqualTo("a".repeat(99));
  }

  @Test
  @Tag("ACCT-13")
  void showsNoHalfOfAPairWhereALongNameIsCutBeforeItIsRead() {
    // 800 characters are read; the 800th is the first half of a pair.
    var said = "\u200E".repeat(798) + "a\uD83E\uDD8A";

    assertThat(named(said).name()).isEqualTo("a");
  }

  @Test
  @Tag("ACCT-13")
  void readsAMegabyteNoLongerThanALine() {
    var said =
        List.of("a".repeat(1 << 20), "e\u0301".repeat(1 << 19), "x" + "\u0334".repeat(1 << 20));

    assertTimeout(
        Duration.ofSeconds(1),
        () -> {
          for (var i = 0; i < 100; i++) {
            said.forEach(Examples::named);
          }
        });
  }

  private static final List<String> HOSTILE =
      List.of(
          "a",
          "e",
          " ",
          "\u05E9",
          "\u0301",
          "\u0323",
          "\u0334",
          "\u05C1",
          "\u05BC",
          "\u0CC6",
          "\u0CC2",
          "\u0CD5",
          "\u1100",
          "\u1161",
          "\u11A8",
          "\uFB2C",
          "\u0958",
          "\u212B",
          "\u0344",
          "\u200B",
          "\u200D",
          "\u200E",
          "\u202E",
          "\u2028",
          "\u00A0",
          "\u00AD",
          "\uFE0F",
          "\u20DD",
          "\u0000",
          "\n",
          "\uD83E\uDD8A",
          "\uD834\uDD5E",
          "\uD800",
          "\uDC00",
          "\uDB40\uDC41");

  private static final Pattern HARMFUL =
      Pattern.compile("[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\u200E\\u202E\\x{E0041}]");
  private static final Pattern FOUR_MARKS = Pattern.compile("(?:[\\p{Mn}\\p{Me}]\\p{Cf}*){4}");

  @Test
  @Tag("ACCT-13")
  void leavesAsItIsWhatItHasCleaned() {
    var random = new Random(20260301);
    for (var i = 0; i < 20_000; i++) {
      var said = new StringBuilder();
      for (var left = random.nextInt(i % 10 == 0 ? 150 : 12); left > 0; left--) {
        said.append(HOSTILE.get(random.nextInt(HOSTILE.size())));
      }
      var name = named(said.toString()).name();
      if (name != null) {
        assertThat(named(name).name()).isEqualTo(name);
        assertThat(Normalizer.isNormalized(name, Normalizer.Form.NFC)).isTrue();
        assertThat(name.codePointCount(0, name.length())).isLessThanOrEqualTo(100);
        assertThat(name).doesNotContainPattern(HARMFUL).doesNotContainPattern(FOUR_MARKS);
      }
    }
  }

  @Test
  void cleansTheUserNameLikewise() {
    var profile = new Profile(ACME, "1", null, " a\u202Eda\u0000 ", null, null, null, Map.of());

    assertThat(profile.preferredUsername()).isEqualTo("ada");
    assertThat(profile.name()).isNull();
  }

  @Tag("WEB-09")
  @Tag("WEB-10")
  @ParameterizedTest(name = "{index}")
  @ValueSource(
      strings = {
        "javascript:alert(1)",
        "data:image/svg+xml,<svg>",
        "http://acme.example/a.png",
        "//acme.example/a.png",
        "/a.png",
        "",
        "https:",
        "https:a.png",
        "https:///a.png",
        "https://ada@acme.example/a.png",
        "https://ada:pw@acme.example/a.png",
        "https://acme.example/a b.png",
        "https://acme.example/\u0000",
        "https://acme.example/\r\nX: y",
        "https://acme.example/\u202Egnp.exe",
        "https://acme.example/\uD800",
        "https://acme.example/\u00FC.png",
        "https://\u4F8B\u3048.example/a.png",
        "https://exa_mple/a.png"
      })
  void linksToHttpsAlone(String link) {
    assertThat(Profile.link(link)).isNull();
  }

  @Test
  @Tag("WEB-09")
  void hasNoSecondDoorForLinks() {
    for (var link :
        List.of(
            "http://acme.example/a.png",
            "javascript:alert(1)",
            "https://a:b@acme.example/",
            "https://acme.example/\u00FC",
            "https://acme.example/" + "a".repeat(2_000))) {
      var uri = URI.create(link);
      var profile = new Profile(ACME, "1", null, null, null, uri, uri, Map.of());

      assertThat(profile.picture()).isNull();
      assertThat(profile.profile()).isNull();
    }
  }

  @Test
  @Tag("C30")
  void keepsALongLinkAndLeavesAnEndlessOneOut() {
    var avatar = "https://acme.example/";

    assertThat(Profile.link(null)).isNull();
    assertThat(Profile.link("HTTPS://acme.example:8443/a.png?s=1#x"))
        .isEqualTo(URI.create("HTTPS://acme.example:8443/a.png?s=1#x"));
    assertThat(Profile.link(avatar + "a".repeat(1_800))).isNotNull();
    assertThat(Profile.link(avatar + "a".repeat(2_000 - avatar.length()))).isNotNull();
    assertThat(Profile.link(avatar + "a".repeat(2_001 - avatar.length()))).isNull();
    assertThat(Profile.link(avatar + "a".repeat(10_000))).isNull();
  }

  @Test
  @Tag("ACCT-14")
  void keepsAtMostTwentyFactsOfFiftyValues() {
    var facts = new LinkedHashMap<String, List<String>>();
    for (var i = 0; i < 10_000; i++) {
      facts.put("fact" + i, Collections.nCopies(i == 0 ? 10_000 : 1, "v"));
    }

    var kept = with(facts).attributes();

    assertThat(kept).hasSize(20);
    assertThat(kept.get("fact0")).hasSize(50);
    assertThat(kept.get("fact19")).containsExactly("v");
  }

  @Test
  @Tag("ACCT-14")
  void keepsAFactAsSentOrNotAtAll() {
    var facts =
        Map.of(
            "workspaces",
            List.of("acme", "ac\u0000me", "", " ", "a\uD800", "a".repeat(256), "ac\u200Eme"),
            "a\u0000",
            List.of("v"),
            "n".repeat(256),
            List.of("v"),
            "none",
            List.<String>of());

    assertThat(with(facts).attributes())
        .isEqualTo(Map.of("workspaces", List.of("acme", "ac\u200Eme"), "none", List.<String>of()));
  }

  @Test
  void isCompletedMemberByMemberByWhatWasSaidBefore() {
    var earlier =
        profile("Ada", "ada", "old@example.test", "https://acme.example/old", Map.of("a", "1"));
    var silent = profile(null, null, null, null, Map.of("b", "2"));
    var said =
        profile("Bo", "bo", "new@example.test", "https://acme.example/new", Map.of("a", "3"));

    assertThat(silent.orElse(earlier))
        .isEqualTo(
            profile(
                "Ada",
                "ada",
                "old@example.test",
                "https://acme.example/old",
                Map.of("a", "1", "b", "2")));
    assertThat(said.orElse(earlier)).isEqualTo(said);
  }

  @Test
  void prefersNewFactsToOldOnesWhereThereAreTooMany() {
    var earlier = new LinkedHashMap<String, List<String>>();
    for (var i = 0; i < 20; i++) {
      earlier.put("old" + i, List.of("v"));
    }

    assertThat(with(Map.of("new", List.of("v"))).orElse(with(earlier)).attributes())
        .hasSize(20)
        .containsKey("new");
  }

  @Test
  @Tag("OPS-05")
  void showsItsProviderAlone() {
    assertThat(Examples.profile(ACME, "ada@example.test")).hasToString("Profile at acme");
  }

  private static Profile with(Map<String, List<String>> attributes) {
    return new Profile(ACME, "1", null, null, null, null, null, attributes);
  }

  private static Profile profile(
      @Nullable String name,
      @Nullable String username,
      @Nullable String email,
      @Nullable String link,
      Map<String, String> facts) {
    var attributes = new LinkedHashMap<String, List<String>>();
    facts.forEach((fact, value) -> attributes.put(fact, List.of(value)));
    return new Profile(
        ACME,
        "1",
        name,
        username,
        Email.of(email, true),
        Profile.link(link),
        Profile.link(link),
        attributes);
  }
}
