package org.sociallogin.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every line of the security checklist is held by a test of some module, or says why by none. */
class ChecklistTest {

  private static final Path PROJECT = Path.of("..");

  /** How many lines each part has, under one number after the other. */
  private static final Map<String, Integer> PARTS =
      Map.of(
          "FLOW-", 38, "HTTP-", 20, "ACCT-", 29, "SESS-", 19, "WEB-", 17, "OPS-", 18, "LIB-", 12,
          "C", 58);

  private static final Pattern LINE =
      Pattern.compile("(?m)^\\| ([A-Z]+-?\\d\\d) \\| .+ \\|(.*)\\|$");
  private static final Pattern TAG = Pattern.compile("@Tag\\(\"([A-Z]+-?\\d\\d)\"\\)");

  @Test
  void isHeldByTestsButForWhatSaysWhyNot() throws IOException {
    var without = checklist();
    without.values().removeIf(reason -> !reason.isEmpty());
    without.keySet().removeAll(tags());

    assertThat(without.keySet()).isEmpty();
  }

  @Test
  void isWholeAndNoTestNamesWhatItHasNot() throws IOException {
    var ids = new TreeSet<String>();
    PARTS.forEach(
        (part, last) ->
            IntStream.rangeClosed(1, last).forEach(n -> ids.add("%s%02d".formatted(part, n))));

    assertThat(checklist().keySet()).isEqualTo(ids);
    assertThat(ids).containsAll(tags());
  }

  /** The ids, each with the reason why no test holds it, which is empty for most. */
  private static Map<String, String> checklist() throws IOException {
    var lines = Files.readString(PROJECT.resolve("docs/security-checklist.md"));
    var checklist = new TreeMap<String, String>();
    LINE.matcher(lines)
        .results()
        .forEach(line -> checklist.put(line.group(1), line.group(2).strip()));
    return checklist;
  }

  private static Set<String> tags() throws IOException {
    try (var modules = Files.list(PROJECT)) {
      return modules
          .map(module -> module.resolve("src"))
          .filter(Files::isDirectory)
          .flatMap(ChecklistTest::sources)
          .flatMap(source -> TAG.matcher(source).results())
          .map(tag -> tag.group(1))
          .collect(TreeSet::new, Set::add, Set::addAll);
    }
  }

  private static Stream<String> sources(Path folder) {
    try (var files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().matches(".*(Test|IT|Contract)\\.java"))
          .toList()
          .stream()
          .map(ChecklistTest::read);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
