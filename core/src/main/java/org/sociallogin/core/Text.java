package org.sociallogin.core;

import java.text.Normalizer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a provider says in words, made harmless to store and to show. */
final class Text {

  private static final int MOST_MARKS_IN_A_ROW = 3;

  private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");

  // Letters and symbols that are drawn as nothing: Hangul fillers and the blank of Braille.
  private static final String BLANK = "\u115F\u1160\u3164\uFFA0\u2800";

  private Text() {}

  /**
   * The same words in NFC without control characters, bidirectional controls, line separators, tags
   * and lone surrogates, with at most three combining marks in a row, stripped and cut; null when
   * nothing visible remains. What is clean stays as it is.
   */
  static @Nullable String clean(@Nullable String words, int mostCodePoints) {
    if (words == null) {
      return null;
    }
    // Cut first, so that a megabyte costs nothing; half a pair at the cut goes with the harmful.
    var bounded = words.substring(0, Math.min(words.length(), 8 * mostCodePoints));
    // Marks that go can let others compose: so normal twice.
    var clean = cut(normal(withFewMarks(normal(harmless(bounded)))), mostCodePoints).strip();
    return clean.codePoints().anyMatch(Text::isVisible) ? clean : null;
  }

  /** Whether a value that is compared byte for byte can be stored and sent as it is. */
  static boolean isPlain(String value, int mostChars) {
    return !value.isBlank()
        && value.length() <= mostChars
        && !CONTROL.matcher(value).find()
        && value.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE);
  }

  private static String normal(String words) {
    return Normalizer.normalize(words, Normalizer.Form.NFC);
  }

  private static String harmless(String words) {
    return words
        .codePoints()
        .filter(c -> !isHarmful(c))
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static String withFewMarks(String words) {
    var few = new StringBuilder(words.length());
    var marks = 0;
    for (var c : words.codePoints().toArray()) {
      if (isMark(c)) {
        marks++;
      } else if (Character.getType(c) != Character.FORMAT) {
        // Not after a joiner and its like: marks on both its sides are drawn upon each other.
        marks = 0;
      }
      if (!isMark(c) || marks <= MOST_MARKS_IN_A_ROW) {
        few.appendCodePoint(c);
      }
    }
    return few.toString();
  }

  private static String cut(String words, int mostCodePoints) {
    return words.codePointCount(0, words.length()) <= mostCodePoints
        ? words
        : words.substring(0, words.offsetByCodePoints(0, mostCodePoints));
  }

  private static boolean isHarmful(int c) {
    return Character.getType(c) == Character.CONTROL
        || Character.getType(c) == Character.SURROGATE
        || c == 0x061C
        || c == 0x200E
        || c == 0x200F
        || (c >= 0x2028 && c <= 0x202E)
        || (c >= 0x2066 && c <= 0x2069)
        || (c >= 0xE0000 && c <= 0xE007F);
  }

  private static boolean isMark(int c) {
    var type = Character.getType(c);
    return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
  }

  private static boolean isVisible(int c) {
    return Character.getType(c) != Character.FORMAT
        && !isMark(c)
        && !Character.isWhitespace(c)
        && !Character.isSpaceChar(c)
        && BLANK.indexOf(c) < 0;
  }
}
