package org.sociallogin.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sociallogin.core.Icon.Shape;

class IconTest {

  @Test
  void anOutlineAloneIsBlack() {
    assertThat(Icon.of("M0 0h24v24H0z").shapes())
        .containsExactly(new Shape("#000000", "M0 0h24v24H0z"));
  }

  @Test
  void everyShapeHasTheColourBeforeIt() {
    assertThat(Icon.of("#f25022 M0 0h9v9H0z #7FBA00 m-1.5,2e-1A3 3 0 0 1 9 9"))
        .isEqualTo(
            new Icon(
                List.of(
                    new Shape("#f25022", "M0 0h9v9H0z"),
                    new Shape("#7FBA00", "m-1.5,2e-1A3 3 0 0 1 9 9"))));
  }

  @ParameterizedTest
  @Tag("WEB-04")
  @ValueSource(
      strings = {
        "",
        " ",
        "h24",
        "#fff M0 0z",
        "#f25022",
        "#f2502g M0 0z",
        "M0 0z #f25022",
        "M0 0\"/><script>",
        "M0 0&quot;",
        "M0 0\n<",
        "url(#a)",
        "https://evil.example/icon.svg",
        "<svg><path d='M0 0z'/></svg>"
      })
  void isShapesAndNothingElse(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Icon.of(text));
  }

  @Test
  void isSmall() {
    assertThat(new Shape("#000000", "M" + "0".repeat(7_999)).outline()).hasSize(8_000);
    assertThatIllegalArgumentException().isThrownBy(() -> Icon.of("M" + "0".repeat(8_000)));
    assertThat(Icon.of("#000000 M0 0z".repeat(16)).shapes()).hasSize(16);
    assertThatIllegalArgumentException().isThrownBy(() -> Icon.of("#000000 M0 0z".repeat(17)));
  }
}
