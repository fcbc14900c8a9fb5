package org.sociallogin.core;

import java.text.Normalizer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a provider says in words, made harmless to store and to show. */
final class Text {

  private static final int MOST_MARKS_IN_A_ROW = 3;

  private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");

  private Text() {}

  /**
   * The same words in NFC without control characters, bidirectional controls, line separators, tags
   * and lone surrogates, stripped and cut; null when nothing visible remains.
   */
  static @Nullable String clean(@Nullable String words, int mostCodePoints) {
    if (words == null) {
      return null;
    }
    // Cut before it is normalised, so that a megabyte costs nothing; no cut below splits a pair.
    var bounded =
        words.length() > 8 * mostCodePoints ? words.substring(0, 8 * mostCodePoints) : words;
    var clean = new StringBuilder();
    var kept = 0;
    var marks = 0;
    var visible = false;
    var normal = Normalizer.normalize(bounded, Normalizer.Form.NFC).strip();
    for (var at = 0; at < normal.length() && kept < mostCodePoints; ) {
      var c = normal.codePointAt(at);
      at += Character.charCount(c);
      marks = isMark(c) ? marks + 1 : 0;
      if (isHarmful(c) || marks > MOST_MARKS_IN_A_ROW) {
        continue;
      }
      visible |= isVisible(c);
      clean.appendCodePoint(c);
      kept++;
    }
    return visible ? clean.toString().strip() : null;
  }

  /** Whether a value that is compared byte for byte can be stored and sent as it is. */
  static boolean isPlain(String value, int mostChars) {
    return !value.isBlank()
        && value.length() <= mostChars
        && !CONTROL.matcher(value).find()
        && value.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE);
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
        && !Character.isSpaceChar(c);
  }
}
