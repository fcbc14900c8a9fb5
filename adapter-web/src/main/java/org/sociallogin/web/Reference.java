package org.sociallogin.web;

import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import java.security.SecureRandom;

/**
 * Makes what a page and the log have in common, such as {@code K7QF-2M9D}: easy to read out, and
 * one for all that a request comes to.
 */
@Singleton
final class Reference {

  /** Without letters and digits that are taken for each other. */
  private static final String LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

  private static final String ATTRIBUTE = Reference.class.getName();

  private final SecureRandom random;

  Reference(SecureRandom random) {
    this.random = random;
  }

  String of(HttpRequest<?> request) {
    return request
        .getAttribute(ATTRIBUTE, String.class)
        .orElseGet(
            () -> {
              var made = next();
              request.setAttribute(ATTRIBUTE, made);
              return made;
            });
  }

  private String next() {
    var reference = new StringBuilder(9);
    for (var i = 0; i < 8; i++) {
      reference.append(i == 4 ? "-" : "").append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return reference.toString();
  }
}
