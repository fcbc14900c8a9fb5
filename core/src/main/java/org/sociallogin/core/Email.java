package org.sociallogin.core;

import java.net.IDN;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An e-mail address and whether the provider has checked that it is this person's. There is never
 * one without the other. The constructor throws {@link IllegalArgumentException} for what is not
 * one address; {@link #of} answers null.
 *
 * @param address one address of at most 254 characters, also with its domain as IDNA writes it; as
 *     the provider wrote it
 */
public record Email(String address, boolean verified) {

  private static final int MOST_CHARS = 254;

  // No quotes, lists, routes or spaces: whatever has them could be read as another address.
  private static final Pattern SHAPE =
      Pattern.compile(
          "[^@\\s\\p{C}\\p{Z}\",;:<>()\\[\\]\\\\]{1,64}@([^@\\s\\p{C}\\p{Z}\",;:<>()\\[\\]\\\\]+)");

  public Email {
    if (!isAddress(address)) {
      throw new IllegalArgumentException("not one e-mail address");
    }
  }

  /** The address, or null when there is none or it is not one address: people sign in without. */
  public static @Nullable Email of(@Nullable String address, boolean verified) {
    return address != null && isAddress(address) ? new Email(address, verified) : null;
  }

  /**
   * What two addresses are compared by when they must not have two owners: ASCII in lower case, the
   * domain as IDNA writes it. Nothing else is folded, for other letters that look alike or share a
   * case belong to other people.
   */
  public String folded() {
    var at = address.indexOf('@');
    return lowerCase(address.substring(0, at)) + '@' + asciiDomain(address.substring(at + 1));
  }

  /** The part of {@link #folded} behind the @. */
  public String domain() {
    var folded = folded();
    return folded.substring(folded.indexOf('@') + 1);
  }

  private static boolean isAddress(String address) {
    if (address.length() > MOST_CHARS) {
      return false;
    }
    var parts = SHAPE.matcher(address);
    if (!parts.matches()) {
      return false;
    }
    var domain = asciiDomain(parts.group(1));
    return domain != null && parts.start(1) + domain.length() <= MOST_CHARS;
  }

  private static @Nullable String asciiDomain(String domain) {
    try {
      var ascii = lowerCase(IDN.toASCII(domain, IDN.USE_STD3_ASCII_RULES));
      var labels = ascii.split("\\.", -1);
      var written = domain.split("\\.", -1);
      if (labels.length != written.length) {
        return null;
      }
      for (var i = 0; i < labels.length; i++) {
        var foreign = !written[i].chars().allMatch(c -> c < 0x80);
        // IDNA maps some letters, such as the Kelvin sign, to plain ASCII: another spelling of an
        // address that somebody else may own.
        if (labels[i].isEmpty() || (foreign && !labels[i].startsWith("xn--"))) {
          return null;
        }
      }
      return ascii;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static String lowerCase(String ascii) {
    var folded = new StringBuilder(ascii);
    for (var i = 0; i < folded.length(); i++) {
      var c = folded.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        folded.setCharAt(i, (char) (c + ('a' - 'A')));
      }
    }
    return folded.toString();
  }

  /** The domain alone: an address is personal. */
  @Override
  public String toString() {
    return "…" + address.substring(address.indexOf('@')) + (verified ? " (verified)" : "");
  }
}
