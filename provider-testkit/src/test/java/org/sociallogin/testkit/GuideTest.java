package org.sociallogin.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The guide shows what is built, and that is small. */
class GuideTest {

  private static final Path ROOT = Path.of("..");
  private static final Path EXAMPLE = ROOT.resolve("examples/provider-acme");
  private static final Pattern SHOWN =
      Pattern.compile("^`([^`\n]+)`:\n\n```\\w+\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  @Test
  void showsEveryFileOfTheExampleAsItIs() throws IOException {
    var guide = Files.readString(ROOT.resolve("docs/guides/write-a-provider.md"));
    var shown = new HashMap<String, String>();
    SHOWN.matcher(guide).results().forEach(file -> shown.put(file.group(1), file.group(2)));

    assertThat(shown).isEqualTo(files());
  }

  private static Map<String, String> files() throws IOException {
    var files = new HashMap<String, String>();
    try (var paths = Files.walk(EXAMPLE)) {
      for (var path : paths.filter(Files::isRegularFile).toList()) {
        var name = EXAMPLE.relativize(path);
        if (!name.startsWith("target")) {
          files.put(name.toString(), Files.readString(path));
        }
      }
    }
    return files;
  }

  @Test
  void aProviderFitsOnAScreen() throws IOException {
    var source = Files.readString(EXAMPLE.resolve("src/main/java/org/example/acme/Acme.java"));

    assertThat(
            source
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("import "))
                .filter(line -> !line.startsWith("//") && !line.startsWith("/*")))
        .hasSizeLessThanOrEqualTo(60);
  }
}
