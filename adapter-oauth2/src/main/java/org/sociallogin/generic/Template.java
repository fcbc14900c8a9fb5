package org.sociallogin.generic;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.Profile;
import org.sociallogin.oauth2.Pointers;
import org.sociallogin.oauth2.ProviderConfiguration;

/** An address made of other members, such as {@code https://x.com/{preferred-username}}. */
record Template(String text) {

  private static final Pattern MEMBER = Pattern.compile("\\{([^{}]*)}");

  static @Nullable Template of(ProviderConfiguration configuration, String leaf) {
    var text = configuration.text(leaf);
    if (text == null) {
      return null;
    }
    var members = Arrays.stream(Member.values()).map(Member::leaf).toList();
    MEMBER
        .matcher(text)
        .results()
        .filter(member -> !members.contains(member.group(1)))
        .findAny()
        .ifPresent(
            unknown -> {
              throw configuration.wrong(
                  leaf, "has a member in braces that is none of " + String.join(", ", members));
            });
    if (Profile.link(MEMBER.matcher(text).replaceAll("x")) == null) {
      throw configuration.wrong(leaf, "is not an https URL of at most 2000 characters");
    }
    return new Template(text);
  }

  /** The address, or null where the answer lacks a member that it needs. */
  @Nullable String in(JsonNode answer, Map<Member, Pointers> mapping) {
    var address = text;
    for (var member : mapping.entrySet()) {
      var braces = '{' + member.getKey().leaf() + '}';
      if (address.contains(braces)) {
        var value = member.getValue().in(answer);
        if (!value.isTextual() && !value.isIntegralNumber()) {
          return null;
        }
        var encoded = URLEncoder.encode(value.asText(), UTF_8).replace("+", "%20");
        address = address.replace(braces, encoded);
      }
    }
    return address;
  }
}
