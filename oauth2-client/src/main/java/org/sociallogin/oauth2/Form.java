package org.sociallogin.oauth2;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;

/** Parameters as {@code application/x-www-form-urlencoded}, for a body or a query. */
final class Form {

  private final StringBuilder encoded = new StringBuilder();

  Form with(String name, String value) {
    encoded.append(encoded.isEmpty() ? "" : "&").append(name).append('=').append(encode(value));
    return this;
  }

  String encoded() {
    return encoded.toString();
  }

  static String encode(String value) {
    return URLEncoder.encode(value, UTF_8);
  }
}
