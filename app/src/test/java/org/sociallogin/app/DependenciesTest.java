package org.sociallogin.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.Version;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the application is built of. */
@Tag("OPS-15")
class DependenciesTest {

  /** Core, oauth2-client, six adapters, the sandbox and the application. */
  private static final int OURS = 10;

  @Test
  void nettyIsNotOlderThanItsLastKnownHole() {
    assertThat(Version.identify().values())
        .isNotEmpty()
        .allSatisfy(
            artifact ->
                assertThat(Runtime.Version.parse(artifact.artifactVersion().replace(".Final", "")))
                    .as(artifact.artifactId())
                    .isGreaterThanOrEqualTo(Runtime.Version.parse("4.2.16")));
  }

  @Test
  void noClassIsThereTwice() throws IOException {
    var homes = new HashMap<String, Path>();
    var twice = new TreeSet<String>();
    for (var jar : jars()) {
      try (var file = new JarFile(jar.toFile())) {
        file.stream()
            .map(entry -> entry.getName())
            .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
            .filter(name -> !name.equals("module-info.class"))
            .forEach(
                name -> {
                  var other = homes.putIfAbsent(name, jar.getFileName());
                  if (other != null) {
                    twice.add(other + " and " + jar.getFileName());
                  }
                });
      }
    }

    assertThat(homes).hasSizeGreaterThan(1_000);
    assertThat(twice).isEmpty();
  }

  @Test
  void whatIsOursBringsItsNoticeAndItsLicence() throws IOException {
    var notice = Files.readString(Path.of("../NOTICE"));
    var licence = Files.readString(Path.of("../LICENSE"));

    assertThat(Collections.list(getClass().getClassLoader().getResources("META-INF/NOTICE")))
        .filteredOn(resource -> read(resource.toString()).equals(notice))
        .hasSize(OURS)
        .allSatisfy(
            resource ->
                assertThat(read(resource.toString().replace("NOTICE", "LICENSE")))
                    .isEqualTo(licence));
  }

  private static String read(String resource) {
    try (var in = URI.create(resource).toURL().openStream()) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Iterable<Path> jars() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> entry.endsWith(".jar"))
        .map(Path::of)
        .distinct()
        .toList();
  }
}
