package org.sociallogin.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The guides show what is built, and that is small. */
class GuideTest {

  private static final Path ROOT = Path.of("..");
  private static final Pattern SHOWN =
      Pattern.compile("^`([^`\n]+)`:\n\n```\\w+\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  /** What shows to us, and to nobody who follows the guide, that the application stays its own. */
  private static final String OURS = "src/test/java/org/example/notes/StaysItsOwnTest.java";

  @ParameterizedTest
  @CsvSource({"write-a-provider, provider-acme", "existing-app, existing-app"})
  void showsEveryFileOfTheExampleAsItIs(String name, String example) throws IOException {
    var guide = Files.readString(ROOT.resolve("docs/guides/" + name + ".md"));
    var shown = new HashMap<String, String>();
    SHOWN.matcher(guide).results().forEach(file -> shown.put(file.group(1), file.group(2)));

    assertThat(shown).isEqualTo(files(ROOT.resolve("examples/" + example)));
  }

  private static Map<String, String> files(Path example) throws IOException {
    var files = new HashMap<String, String>();
    try (var paths = Files.walk(example)) {
      for (var path : paths.filter(Files::isRegularFile).toList()) {
        var name = example.relativize(path);
        if (!name.startsWith("target") && !name.toString().equals(OURS)) {
          files.put(name.toString(), Files.readString(path));
        }
      }
    }
    return files;
  }

  @Test
  void aProviderFitsOnAScreen() throws IOException {
    var source =
        Files.readString(
            ROOT.resolve("examples/provider-acme/src/main/java/org/example/acme/Acme.java"));

    assertThat(
            source
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("import "))
                .filter(line -> !line.startsWith("//") && !line.startsWith("/*")))
        .hasSizeLessThanOrEqualTo(60);
  }
}
