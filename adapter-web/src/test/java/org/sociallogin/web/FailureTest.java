package org.sociallogin.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sociallogin.core.Email;
import org.sociallogin.core.LocalPath;
import org.sociallogin.core.ProviderId;

/** What a browser keeps of a failure until its page, and may have changed. */
class FailureTest {

  private static final String TARGET = base64("/docs");

  @ParameterizedTest
  @EnumSource
  void isWholeAgain(Problem problem) {
    var email = new Email("ada@example.com", true);
    for (var failure :
        new Failure[] {
          Stage.failure(problem, email),
          new Failure(problem, Stage.REFERENCE, null, new LocalPath("/"), null, null),
          new Failure(
              problem, Stage.REFERENCE, "acme", new LocalPath("/"), email, new ProviderId("b"))
        }) {
      assertThat(Failure.decode(failure.encode())).isEqualTo(failure);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        ".......",
        "1.access-denied.K7QF-2M9D.acme.TARGET..",
        "1.access-denied.K7QF-2M9D.acme.TARGET....",
        "2.access-denied.K7QF-2M9D.acme.TARGET...",
        "1.nothing.K7QF-2M9D.acme.TARGET...",
        "1.access-denied.<b>K7QF<.acme.TARGET...",
        "1.access-denied.K7QF-2M9DX.acme.TARGET...",
        "1.access-denied..acme.TARGET...",
        "1.access-denied.K7QF-2M9D.acme....",
        "1.access-denied.K7QF-2M9D.acme.*...",
        "1.access-denied.K7QF-2M9D.acme.Ly9ldmlsLmV4YW1wbGU...",
        "1.access-denied.K7QF-2M9D.acme.TARGET.*..",
        "1.access-denied.K7QF-2M9D.acme.TARGET...*"
      })
  @Tag("WEB-03")
  void isNothingWhenItIsNotOurs(String value) {
    assertThat(Failure.decode(value.replace("TARGET", TARGET))).isNull();
  }

  @Test
  @Tag("WEB-03")
  void isNothingWhenItIsLongerThanOurs() {
    var longest = "1.access-denied.K7QF-2M9D.acme." + TARGET + "...";

    assertThat(Failure.decode(longest + base64("x".repeat(1_800)))).isNotNull();
    assertThat(Failure.decode(longest + base64("x".repeat(1_900)))).isNull();
  }

  @Test
  void hasTheTeamsWordsForWhoMayNotComeIn() {
    assertThat(words(Problem.NOT_ALLOWED, "Ask Bo at the café.")).isEqualTo("Ask Bo at the café.");
  }

  @Test
  @Tag("WEB-03")
  void hasNoOtherWordsThanATeamCanHaveSaid() {
    assertThat(words(Problem.NOT_ALLOWED, "a\u202Eb\nc" + "d".repeat(500)))
        .isEqualTo("abc" + "d".repeat(197));
    assertThat(words(Problem.NOT_ALLOWED, "\u200B")).isNull();
    assertThat(words(Problem.UNEXPECTED, "Call 0800.")).isNull();
  }

  private static @Nullable String words(Problem problem, String words) {
    var brought =
        new Failure(problem, Stage.REFERENCE, null, new LocalPath("/"), null, null, words);
    return Objects.requireNonNull(Failure.decode(brought.encode())).words();
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }
}
