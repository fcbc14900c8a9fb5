package org.sociallogin.oauth2;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

/**
 * Providers that need nothing but an id and a secret: what an operator would configure of each, in
 * the same words, in {@code presets.properties}.
 */
public final class Presets {

  private static final String RESOURCE = "presets.properties";

  private Presets() {}

  /** The values in the file beside that class, by kind, then by leaf. */
  public static Map<String, Map<String, String>> read(Class<?> beside) {
    var lines = new Properties();
    try (var resource = Objects.requireNonNull(beside.getResourceAsStream(RESOURCE))) {
      lines.load(new InputStreamReader(resource, UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var presets = new HashMap<String, Map<String, String>>();
    for (var name : lines.stringPropertyNames()) {
      var dot = name.indexOf('.');
      presets
          .computeIfAbsent(name.substring(0, dot), kind -> new HashMap<>())
          .put(name.substring(dot + 1), lines.getProperty(name));
    }
    return presets;
  }
}
