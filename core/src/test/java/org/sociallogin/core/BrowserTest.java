package org.sociallogin.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BrowserTest {

  @Test
  @Tag("SESS-07")
  void bringsAtMostFiveSessionsAndNoneTwice() {
    var digests = IntStream.range(0, 9).mapToObj(i -> Digest.of("s" + i)).toList();

    assertThat(new Browser(digests, null).sessions()).isEqualTo(digests.subList(0, 5));
    assertThat(new Browser(List.of(digests.get(0), digests.get(0)), null).sessions())
        .containsExactly(digests.get(0));
  }

  @Test
  @Tag("SESS-12")
  void saysWhatItIsCleanlyAndBriefly() {
    assertThat(new Browser(List.of(), "a\u0000\u202e<b>" + "x".repeat(9_000)).userAgent())
        .isEqualTo("a<b>" + "x".repeat(252));
    assertThat(new Browser(List.of(), " \t").userAgent()).isNull();
  }
}
