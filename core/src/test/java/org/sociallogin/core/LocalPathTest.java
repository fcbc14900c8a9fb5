package org.sociallogin.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalPathTest {

  private static final URI ORIGIN = URI.create("https://app.example");

  static Stream<String> leadElsewhere() {
    return Stream.of(
        "https://evil.example",
        "HTTPS://evil.example",
        "http://evil.example/",
        "https:evil.example",
        "//evil.example",
        "///evil.example",
        "////evil.example/..",
        "/\\evil.example",
        "\\/evil.example",
        "\\\\evil.example",
        "/%5Cevil.example",
        "/%5cevil.example",
        "/a/../\\evil.example",
        "/a/../%5cevil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/\r/evil.example",
        "/\u000B/evil.example",
        "/\t\\evil.example",
        "/\t\t/evil.example",
        "/%09/evil.example",
        "/%0a/evil.example",
        "/%0d/evil.example",
        "/%0b/evil.example",
        "/%09%5Cevil.example",
        "/%09%09/evil.example",
        "/\u0000/evil.example",
        "/\u0001/evil.example",
        "/%00/evil.example",
        "/%01/evil.example",
        "/%1F/evil.example",
        "/%7f/evil.example",
        " //evil.example",
        "/ /evil.example",
        "/\u00A0/evil.example",
        "/\u0085/evil.example",
        "/\u2028/evil.example",
        "/\u3000/evil.example",
        "/.//evil.example",
        "/a/..//evil.example",
        "/./\\evil.example",
        "/..//evil.example",
        "/%2e//evil.example",
        "/%2E%2E//evil.example",
        "/.%2e//evil.example",
        "/a/b/../..//evil.example",
        "/a//../..//evil.example",
        "http:evil.example",
        "https:/evil.example",
        "http:\\\\evil.example",
        "javascript:alert(1)",
        "JaVa\nscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "@evil.example",
        ".evil.example",
        ":80@evil.example",
        "https://app.example@evil.example",
        "https://app.example.evil.example",
        "https://evilapp.example",
        "https://app.example/",
        "%2f%2fevil.example",
        "/%2fevil.example",
        "/%2f%2fevil.example",
        "/%252f%252fevil.example",
        "//evil\u3002example",
        "//evil\uFF0Eexample",
        "//evil\uFF61example",
        "\uFF0F\uFF0Fevil.example",
        "//evil.example\uFF03@app.example",
        "/a%0d%0aSet-Cookie:x=1",
        "/a\r\nSet-Cookie:x=1",
        "//[::1]/",
        "//2130706433/",
        "",
        "?a=b",
        "#a",
        "docs",
        "./docs",
        "/a b",
        "/a?b=c d",
        "/a?b=\\",
        "/a#\\",
        "/a\u007F",
        "/a%",
        "/a%2",
        "/a%zz",
        "/\uD83D",
        "/\uDE00\uD83D",
        "/a?b=\uD800");
  }

  @Tag("WEB-01")
  @Tag("C09")
  @Tag("LIB-03")
  @ParameterizedTest(name = "{index}")
  @MethodSource("leadElsewhere")
  void isNoTargetThatABrowserCouldReadAsAnotherOrigin(String target) {
    assertThat(LocalPath.parse(target)).isNull();
    assertThatIllegalArgumentException().isThrownBy(() -> new LocalPath(target));
  }

  @Test
  void isNoTargetWhenNobodyAskedForOne() {
    assertThat(LocalPath.parse(null)).isNull();
  }

  @Tag("WEB-01")
  @Tag("C11")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/a?b=c#d",
        "/a?next=https://x.example/",
        "/caf%C3%A9",
        "/a//b",
        "/;@evil.example",
        "/app#/workloads?ns=a",
        "/a?b=%2F%5C%2E%25%00%zz//../",
        "/a#//evil.example",
        "/a/./b/../c/",
        "/..",
        "/a/..",
        "/a/...",
        "/.well-known/x",
        "/%C2%A0",
        "/a?\"<>^`{|}",
      })
  void isATargetOfOurOwnAsItIs(String target) {
    assertThat(LocalPath.parse(target)).isEqualTo(new LocalPath(target));
    assertThat(new LocalPath(target)).hasToString(target);
  }

  // The low byte of each of these letters means something in an address.
  @Tag("WEB-01")
  @Tag("C10")
  @ParameterizedTest
  @CsvSource({
    "/završi-profil, /zavr%C5%A1i-profil",
    "/café?q=é#é, /caf%C3%A9?q=%C3%A9#%C3%A9",
    "/\u012F/evil, /%C4%AF/evil",
    "/\u015Cevil, /%C5%9Cevil",
    "/a\u010A\u010DX:y, /a%C4%8A%C4%8DX:y",
    "/🦊, /%F0%9F%A6%8A",
    "/a\uFF0Fb, /a%EF%BC%8Fb"
  })
  void writesLettersOutsideAsciiInUtf8(String target, String value) {
    assertThat(LocalPath.parse(target)).isEqualTo(new LocalPath(value));
  }

  @Test
  @Tag("WEB-01")
  @Tag("C08")
  void hasAtMostAThousandCharactersOnceEncoded() {
    var thousand = '/' + "a".repeat(999);

    assertThat(LocalPath.parse(thousand)).isEqualTo(new LocalPath(thousand));
    assertThat(LocalPath.parse(thousand + 'a')).isNull();
    assertThat(LocalPath.parse('/' + "a".repeat(993) + 'é')).isNotNull();
    assertThat(LocalPath.parse('/' + "a".repeat(994) + 'é')).isNull();
    assertThat(LocalPath.parse("/search?q=" + "a".repeat(6_000))).isNull();
    assertThat(LocalPath.parse('/' + "a".repeat(10_000_000))).isNull();
    assertThatIllegalArgumentException().isThrownBy(() -> new LocalPath(thousand + 'a'));
  }

  @Tag("C12")
  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/login?return_to=%2Flogin, /login",
    "/login#a?b, /login",
    "/%6Cogin, /login",
    "/./login, /login",
    "/a/../login, /login",
    "/../../login, /login",
    "/a/b/.., /a/",
    "/a/., /a/",
    "/.., /",
    "/a//b, /a//b",
    "/caf%C3%A9, /café",
    "/%C3, /\uFFFD"
  })
  void hasThePathThatARouterSees(String value, String path) {
    assertThat(new LocalPath(value).path()).isEqualTo(path);
  }

  private static final List<String> HOSTILE =
      List.of(
          "/",
          "/",
          "/",
          "//",
          "\\",
          ".",
          "..",
          "/..",
          "%2e",
          "%2E",
          "%2f",
          "%5c",
          "%25",
          "%00",
          "%0",
          "%",
          "%C3%A9",
          "?",
          "#",
          "@",
          ":",
          ";",
          "&",
          "=",
          "a",
          "evil.example",
          "https:",
          "javascript:",
          "[",
          "]",
          "|",
          "^",
          "\"",
          "<",
          "{",
          "\t",
          "\n",
          "\r",
          "\u0000",
          " ",
          "\u007F",
          "\u00A0",
          "\u2028",
          "\u202E",
          "\u3002",
          "\uFF0F",
          "\uFF3C",
          "\u012F",
          "\u015C",
          "é",
          "\uD83E\uDD8A",
          "\uD800",
          "\uDC00");

  private static final Pattern PRINTABLE = Pattern.compile("/[\\x21-\\x7E&&[^\\\\]]*");

  @Test
  @Tag("WEB-01")
  void staysOnOurOriginWhateverItIsMadeOf() {
    var random = new Random(20260301);
    var accepted = 0;
    for (var i = 0; i < 100_000; i++) {
      var target = new StringBuilder("/");
      for (var left = random.nextInt(8); left > 0; left--) {
        target.append(HOSTILE.get(random.nextInt(HOSTILE.size())));
      }
      var path = LocalPath.parse(target.toString());
      if (path != null) {
        accepted++;
        staysOnOurOrigin(path);
      }
    }
    assertThat(accepted).isGreaterThan(10_000);
  }

  private static void staysOnOurOrigin(LocalPath path) {
    var value = path.value();
    assertThat(value).matches(PRINTABLE).hasSizeLessThanOrEqualTo(1_000);
    assertThat(LocalPath.parse(value)).isEqualTo(path);
    // Twice: with the dots as they are, and after somebody on the way has resolved them.
    for (var location : List.of(value, path.path())) {
      assertThat(location).startsWith("/").doesNotStartWith("//");
    }
    var target = ORIGIN.resolve(legal(value));
    assertThat(target.getScheme()).isEqualTo("https");
    assertThat(target.getRawAuthority()).as(value).isEqualTo("app.example");
  }

  /** Browsers take some characters as they are that java.net.URI wants encoded. */
  private static URI legal(String value) {
    var fragment = value.indexOf('#');
    var head = fragment < 0 ? value : value.substring(0, fragment);
    var tail = fragment < 0 ? "" : '#' + value.substring(fragment + 1).replace("#", "%23");
    return URI.create(
        Pattern.compile("%(?!\\p{XDigit}{2})|[\"<>\\[\\]^`{|}]")
            .matcher(head + tail)
            .replaceAll(found -> String.format("%%%02X", (int) found.group().charAt(0))));
  }
}
