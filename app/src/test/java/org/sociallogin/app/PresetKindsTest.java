package org.sociallogin.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two modules have presets, and each kind is of one of them. */
class PresetKindsTest {

  @Test
  @Tag("LIB-10")
  void noKindIsThereTwice() throws IOException {
    assertThat(kinds("oidc")).isNotEmpty().doesNotContainAnyElementsOf(kinds("generic"));
  }

  static Set<String> kinds(String module) throws IOException {
    var lines = new Properties();
    var resource = "/org/sociallogin/" + module + "/presets.properties";
    try (var in = PresetKindsTest.class.getResourceAsStream(resource)) {
      lines.load(Objects.requireNonNull(in));
    }
    return lines.stringPropertyNames().stream()
        .map(name -> name.substring(0, name.indexOf('.')))
        .collect(Collectors.toSet());
  }
}
