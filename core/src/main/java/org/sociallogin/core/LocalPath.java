package org.sociallogin.core;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A target on our own origin: a path with an optional query and fragment. It cannot hold an address
 * that any browser would read as another origin: the constructor throws {@link
 * IllegalArgumentException} for that.
 *
 * @param value at most 1,000 printable ASCII characters, good as a {@code Location} as it is
 */
public record LocalPath(String value) {

  private static final int MOST_CHARS = 1_000;

  private static final Pattern PRINTABLE = Pattern.compile("/[\\x21-\\x7E&&[^\\\\]]*");

  // An encoded slash, backslash, dot, percent or control character: servers and browsers differ on
  // when they are decoded. The rest of the escapes must be whole.
  private static final Pattern AMBIGUOUS =
      Pattern.compile("%(2[fFeE5]|5[cC]|[01]\\p{XDigit}|7[fF]|(?!\\p{XDigit}{2}))");

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  public LocalPath {
    if (!isLocal(value)) {
      throw new IllegalArgumentException("not a path of our own origin");
    }
  }

  /**
   * The target that somebody asked for, with characters outside ASCII percent-encoded as UTF-8;
   * null for what is none, or leads elsewhere.
   */
  public static @Nullable LocalPath parse(@Nullable String target) {
    if (target == null || target.length() > MOST_CHARS) {
      return null;
    }
    var encoded = encode(target);
    return encoded != null && isLocal(encoded) ? new LocalPath(encoded) : null;
  }

  /** The path alone, as a router sees it: decoded, without dot segments, query and fragment. */
  public String path() {
    return decode(withoutDotSegments(pathOf(value)));
  }

  private static boolean isLocal(String value) {
    if (value.length() > MOST_CHARS || !PRINTABLE.matcher(value).matches()) {
      return false;
    }
    var path = pathOf(value);
    return !AMBIGUOUS.matcher(path).find()
        && !path.startsWith("//")
        && !withoutDotSegments(path).startsWith("//");
  }

  private static String pathOf(String value) {
    for (var i = 0; i < value.length(); i++) {
      if (value.charAt(i) == '?' || value.charAt(i) == '#') {
        return value.substring(0, i);
      }
    }
    return value;
  }

  /** RFC 3986, section 5.2.4. java.net.URI folds "//" on the way, which is what must be seen. */
  private static String withoutDotSegments(String path) {
    var kept = new ArrayDeque<String>();
    var segments = path.substring(1).split("/", -1);
    for (var i = 0; i < segments.length; i++) {
      var last = i == segments.length - 1;
      switch (segments[i]) {
        case "." -> {
          if (last) {
            kept.addLast("");
          }
        }
        case ".." -> {
          kept.pollLast();
          if (last) {
            kept.addLast("");
          }
        }
        default -> kept.addLast(segments[i]);
      }
    }
    return "/" + String.join("/", kept);
  }

  private static @Nullable String encode(String target) {
    var encoded = new StringBuilder(target.length());
    for (var at = 0; at < target.length(); ) {
      var c = target.codePointAt(at);
      at += Character.charCount(c);
      if (c < 0x80) {
        encoded.append((char) c);
      } else if (isUnseen(c)) {
        return null;
      } else {
        for (var octet : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
          encoded.append('%').append(HEX.toHexDigits(octet));
        }
      }
    }
    return encoded.toString();
  }

  /** A space, a control or half a character: no address that somebody wrote has one unencoded. */
  private static boolean isUnseen(int c) {
    return Character.isSpaceChar(c)
        || Character.isISOControl(c)
        || Character.getType(c) == Character.SURROGATE;
  }

  private static String decode(String path) {
    var octets = new ByteArrayOutputStream(path.length());
    for (var i = 0; i < path.length(); i++) {
      if (path.charAt(i) == '%') {
        octets.write(Integer.parseInt(path, i + 1, i + 3, 16));
        i += 2;
      } else {
        octets.write(path.charAt(i));
      }
    }
    return octets.toString(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return value;
  }
}
