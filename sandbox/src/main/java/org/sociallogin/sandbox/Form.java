package org.sociallogin.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parameters as a query or a form carries them; of a repeated one the last counts. */
final class Form {

  private Form() {}

  static Map<String, String> decode(@Nullable String encoded) {
    var parameters = new LinkedHashMap<String, String>();
    for (var pair : encoded == null || encoded.isEmpty() ? new String[0] : encoded.split("&")) {
      var equals = pair.indexOf('=');
      var name = equals < 0 ? pair : pair.substring(0, equals);
      var value = equals < 0 ? "" : pair.substring(equals + 1);
      parameters.put(decodeValue(name), decodeValue(value));
    }
    return parameters;
  }

  /** One name or value; what is not encoded as it should be stays as it is. */
  static String decodeValue(String encoded) {
    try {
      return URLDecoder.decode(encoded, UTF_8);
    } catch (IllegalArgumentException e) {
      return encoded;
    }
  }

  /** Parameters in their order. */
  static String encode(Map<String, String> parameters) {
    var encoded = new StringBuilder();
    parameters.forEach(
        (name, value) ->
            encoded
                .append(encoded.length() == 0 ? "" : "&")
                .append(URLEncoder.encode(name, UTF_8))
                .append('=')
                .append(URLEncoder.encode(value, UTF_8)));
    return encoded.toString();
  }
}
