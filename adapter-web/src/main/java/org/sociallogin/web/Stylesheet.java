package org.sociallogin.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.sociallogin.core.Digest;

/** The one stylesheet, under a name that changes with it, so that browsers may keep it for ever. */
@Singleton
final class Stylesheet {

  private final byte[] css = resource("pages.css");
  private final String name =
      "pages." + Digest.of(new String(css, UTF_8)).value().substring(0, 12) + ".css";

  byte[] css() {
    return css;
  }

  /** The name of the file below {@code /assets}. */
  String name() {
    return name;
  }

  /** A file of this jar, whole. */
  static byte[] resource(String path) {
    try (var in = Stylesheet.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + path);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
