package org.sociallogin.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The colours of the stylesheet by WCAG 2.2: text 4.5 to 1, the parts of controls 3 to 1. */
class StylesheetTest {

  private static final Pattern COLOUR = Pattern.compile("--([a-z-]+):(#[0-9a-f]{3,6})[;}]");

  private final String css = new String(new Stylesheet().css(), UTF_8);
  private final Map<String, String> light =
      colours(Map.of(), css.substring(0, css.indexOf("@media")));
  private final Map<String, String> dark = colours(light, firstDarkBlock());

  @ParameterizedTest
  @CsvSource({
    "text, bg, 4.5",
    "text, surface, 4.5",
    "text, note-bg, 4.5",
    "text, danger-bg, 4.5",
    "text, good-bg, 4.5",
    "muted, bg, 4.5",
    "muted, surface, 4.5",
    "muted, note-bg, 4.5",
    "accent, bg, 4.5",
    "accent, surface, 4.5",
    "accent, note-bg, 4.5",
    "accent-strong, surface, 4.5",
    "on-accent, accent, 4.5",
    "on-accent, accent-strong, 4.5",
    "danger, surface, 4.5",
    "danger, danger-bg, 4.5",
    "on-danger, danger, 4.5",
    "on-danger, danger-strong, 4.5",
    "good, good-bg, 4.5",
    "warn, warn-bg, 4.5",
    "warn-line, warn-bg, 3",
    "control, bg, 3",
    "control, surface, 3"
  })
  void stands(String colour, String on, double atLeast) {
    assertThat(contrast(light, colour, on)).as("light").isGreaterThanOrEqualTo(atLeast);
    assertThat(contrast(dark, colour, on)).as("dark").isGreaterThanOrEqualTo(atLeast);
  }

  @Test
  void focusIsSeenAndNeverTakenAway() {
    assertThat(css)
        .contains("--focus:var(--accent)")
        .contains(":focus-visible{outline:3px solid var(--focus);outline-offset:2px")
        .doesNotContain("outline:none")
        .doesNotContain("outline:0");
  }

  @Test
  void loadsNothing() {
    assertThat(css).doesNotContain("url(").doesNotContain("@import").doesNotContain("//");
  }

  private String firstDarkBlock() {
    var start = css.indexOf("@media (prefers-color-scheme:dark)");
    return css.substring(start, css.indexOf("}}", start) + 1);
  }

  private static Map<String, String> colours(Map<String, String> inherited, String block) {
    var colours = new HashMap<>(inherited);
    COLOUR.matcher(block).results().forEach(found -> colours.put(found.group(1), found.group(2)));
    return colours;
  }

  /** WCAG 2.2, contrast ratio. */
  private static double contrast(Map<String, String> colours, String colour, String on) {
    var one = luminance(Objects.requireNonNull(colours.get(colour), colour));
    var other = luminance(Objects.requireNonNull(colours.get(on), on));
    return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  }

  /** WCAG 2.2, relative luminance. */
  private static double luminance(String hex) {
    var digits =
        hex.length() == 4 ? hex.substring(1).replaceAll("[0-9a-f]", "$0$0") : hex.substring(1);
    return 0.2126 * linear(digits.substring(0, 2))
        + 0.7152 * linear(digits.substring(2, 4))
        + 0.0722 * linear(digits.substring(4, 6));
  }

  private static double linear(String octet) {
    var value = Integer.parseInt(octet, 16) / 255.0;
    return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
  }
}
