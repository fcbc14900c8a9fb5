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
      parameters.put(URLDecoder.decode(name, UTF_8), URLDecoder.decode(value, UTF_8));
    }
    return parameters;
  }

  static String encode(String value) {
    return URLEncoder.encode(value, UTF_8);
  }
}
