package org.sociallogin.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.EnvironmentPropertySource;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.env.PropertySource.PropertyConvention;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sociallogin.core.LoginFlow;

/** The lines of configuration in docs/providers.md make the providers that they are there for. */
class ProvidersPageTest {

  private static final Path PAGE = Path.of("../docs/providers.md");

  /** A variable of the environment and its value, on a line of their own or between words. */
  private static final Pattern VARIABLE =
      Pattern.compile("(?m)(?:^ {4}|`)([A-Z0-9_]+)=([^`\n]*?)(?=`|\\s+# |$)");

  private static final Pattern REGISTERED = Pattern.compile("_CLIENTS_([A-Z]+)_CLIENT_ID");

  /** What whoever copies a line puts into it. */
  private static final Map<String, String> FILLED_IN =
      Map.of(
          "…", "copied",
          "<tenant>", "72f988bf-86f1-41af-91ab-2d7cd011db47",
          "<other>", "0c1d2e3f-86f1-41af-91ab-2d7cd011db47",
          "'", "");

  @TempDir private Path folder;

  /** Each paragraph's lines; those that register nobody, after the ones that last did. */
  static List<Arguments> lines() throws Exception {
    var all = new ArrayList<Arguments>();
    var registration = Map.<String, Object>of();
    for (var paragraph : Files.readString(PAGE).split("\n\n")) {
      var lines = new HashMap<String, Object>();
      VARIABLE
          .matcher(paragraph)
          .results()
          .forEach(line -> lines.put(line.group(1), filledIn(line.group(2))));
      if (lines.isEmpty()) {
        continue;
      }
      if (name(lines).isEmpty()) {
        registration.forEach(lines::putIfAbsent);
      } else {
        registration = lines;
      }
      all.add(arguments(name(lines), lines));
    }
    return all;
  }

  private static String filledIn(String value) {
    var filled = value;
    for (var gap : FILLED_IN.entrySet()) {
      filled = filled.replace(gap.getKey(), gap.getValue());
    }
    return filled;
  }

  /** Who is registered by these lines, or an empty text. */
  private static String name(Map<String, Object> lines) {
    return lines.keySet().stream()
        .map(REGISTERED::matcher)
        .filter(Matcher::find)
        .map(registered -> registered.group(1).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining());
  }

  @ParameterizedTest(name = "{0} {index}")
  @MethodSource("lines")
  void areReadAsTheyStandThere(String name, Map<String, Object> lines) throws Exception {
    lines.replace("SOCIAL_LOGIN_PROVIDERS_APPLE_TOKEN_PRIVATE_KEY", keyFile());
    try (var context =
        ApplicationContext.builder()
            .environmentPropertySource(false)
            .properties(Map.of("datasources.default.url", "jdbc:h2:mem:" + UUID.randomUUID()))
            .propertySources(
                PropertySource.of(
                    "environment",
                    lines,
                    PropertyConvention.ENVIRONMENT_VARIABLE,
                    EnvironmentPropertySource.ORIGIN))
            .start()) {
      assertThat(context.getBean(LoginFlow.class).providers())
          .extracting(provider -> provider.id().value())
          .containsExactly(name);
    }
  }

  private String keyFile() throws Exception {
    var keys = KeyPairGenerator.getInstance("EC");
    keys.initialize(256);
    var key = keys.generateKeyPair().getPrivate().getEncoded();
    return Files.writeString(
            folder.resolve("AuthKey.p8"),
            "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(key)
                + "\n-----END PRIVATE KEY-----\n")
        .toString();
  }

  @Test
  void areThereForEveryPreset() throws Exception {
    var page = Files.readString(PAGE);

    for (var module : List.of("oidc", "generic")) {
      assertThat(PresetKindsTest.kinds(module))
          .allMatch(
              kind ->
                  page.contains("_CLIENTS_" + kind.toUpperCase(Locale.ROOT) + "_CLIENT_ID=")
                      || page.contains("_KIND=" + kind)
                      || page.contains('`' + kind + "`, as name or as kind"));
    }
  }
}
