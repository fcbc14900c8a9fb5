package org.sociallogin.oauth2;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Parameters as {@code application/x-www-form-urlencoded}, for a body or a query. */
final class Form {

  private final StringBuilder encoded = new StringBuilder();

  Form with(String name, String value) {
    encoded
        .append(encoded.isEmpty() ? "" : "&")
        .append(encode(name))
        .append('=')
        .append(encode(value));
    return this;
  }

  String encoded() {
    return encoded.toString();
  }

  /** As the query of this URI, after the one that it has already. */
  URI appendedTo(URI uri) {
    if (encoded.isEmpty()) {
      return uri;
    }
    return URI.create(uri + (uri.getRawQuery() == null ? "?" : "&") + encoded);
  }

  static URI withQuery(URI uri, Map<String, String> parameters) {
    var query = new Form();
    parameters.forEach(query::with);
    return query.appendedTo(uri);
  }

  /** The names in the query of this URI. */
  static List<String> names(URI uri) {
    var query = uri.getRawQuery();
    return query == null
        ? List.of()
        : Stream.of(query.split("&")).map(pair -> decode(pair.replaceFirst("=.*", ""))).toList();
  }

  static String decode(String value) {
    return URLDecoder.decode(value, UTF_8);
  }

  static String encode(String value) {
    return URLEncoder.encode(value, UTF_8);
  }
}
