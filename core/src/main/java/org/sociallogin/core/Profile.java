package org.sociallogin.core;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says of a person. Everything in it came from outside: the constructor cleans and
 * bounds it, so there is no second door. It throws {@link IllegalArgumentException} for a subject
 * that is blank, too long or holds control characters.
 *
 * @param subject the provider's own key for the person (OpenID Connect Core, section 2, {@code
 *     sub}): at most 255 characters, kept and compared exactly as sent
 * @param name the name to show, cleaned, at most 100 code points; not unique
 * @param preferredUsername the name in the provider's own addresses, cleaned likewise; it can
 *     change hands, so it is no key
 * @param picture an https address of a picture, which our pages never load; null for any other, and
 *     for one that is not ASCII or has more than 2,000 characters
 * @param profile the https address of the person's page at the provider; null likewise
 * @param attributes further facts, exactly as sent: at most 20 of at most 50 values each, every one
 *     at most 255 characters without controls; what is beyond is left out
 */
public record Profile(
    ProviderId provider,
    String subject,
    @Nullable String name,
    @Nullable String preferredUsername,
    @Nullable Email email,
    @Nullable URI picture,
    @Nullable URI profile,
    Map<String, List<String>> attributes) {

  private static final int SUBJECT_CHARS = 255;
  private static final int NAME_CODE_POINTS = 100;
  private static final int LINK_CHARS = 2_000;
  private static final int ATTRIBUTES = 20;
  private static final int ATTRIBUTE_VALUES = 50;
  private static final int ATTRIBUTE_CHARS = 255;

  public Profile {
    if (!Text.isPlain(subject, SUBJECT_CHARS)) {
      throw new IllegalArgumentException("a subject is 1 to 255 characters without controls");
    }
    name = Text.clean(name, NAME_CODE_POINTS);
    preferredUsername = Text.clean(preferredUsername, NAME_CODE_POINTS);
    picture = isLink(picture) ? picture : null;
    profile = isLink(profile) ? profile : null;
    attributes = bounded(attributes);
  }

  /** The https address that the text is, or null: what providers put there is anything. */
  public static @Nullable URI link(@Nullable String text) {
    if (text == null || text.length() > LINK_CHARS) {
      return null;
    }
    try {
      var uri = new URI(text);
      return isLink(uri) ? uri : null;
    } catch (URISyntaxException e) {
      return null;
    }
  }

  /**
   * This profile, completed by what an earlier one said and this one does not: an answer without a
   * name does not erase the name.
   */
  public Profile orElse(Profile earlier) {
    var facts = new LinkedHashMap<>(attributes);
    earlier.attributes.forEach(facts::putIfAbsent);
    return new Profile(
        provider,
        subject,
        name != null ? name : earlier.name,
        preferredUsername != null ? preferredUsername : earlier.preferredUsername,
        email != null ? email : earlier.email,
        picture != null ? picture : earlier.picture,
        profile != null ? profile : earlier.profile,
        facts);
  }

  private static boolean isLink(@Nullable URI uri) {
    return uri != null
        && "https".equalsIgnoreCase(uri.getScheme())
        && uri.getHost() != null
        && uri.getRawUserInfo() == null
        && uri.toString().length() <= LINK_CHARS
        && uri.toString().chars().allMatch(c -> c < 0x80);
  }

  private static Map<String, List<String>> bounded(Map<String, List<String>> attributes) {
    var kept = new LinkedHashMap<String, List<String>>();
    for (var attribute : attributes.entrySet()) {
      if (kept.size() < ATTRIBUTES && Text.isPlain(attribute.getKey(), ATTRIBUTE_CHARS)) {
        var values = attribute.getValue().stream();
        kept.put(
            attribute.getKey(),
            values
                .filter(value -> Text.isPlain(value, ATTRIBUTE_CHARS))
                .limit(ATTRIBUTE_VALUES)
                .toList());
      }
    }
    return Map.copyOf(kept);
  }

  /** The provider alone: the rest is personal, and some providers' subject is an address. */
  @Override
  public String toString() {
    return "Profile at " + provider;
  }
}
