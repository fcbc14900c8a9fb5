package org.sociallogin.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.sociallogin.sandbox.Endpoint;
import org.sociallogin.sandbox.Sandbox;

/** The application in a process of its own, as an operator starts it, or another program. */
final class Started implements AutoCloseable {

  /** What README's command makes; it is there before the tests that start it. */
  static final Path JAR = Path.of("target", "app.jar").toAbsolutePath();

  private static final List<String> CONFIGURATION =
      List.of("MICRONAUT_", "SOCIAL_LOGIN_", "DATASOURCES_");

  private final Process process;
  private final BufferedReader output;
  private final StringBuilder seen = new StringBuilder();

  private Started(Process process) {
    this.process = process;
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** What sends it to that look-alike, and has it listen on that port. */
  static Map<String, String> environment(Sandbox sandbox, int port) {
    return Map.of(
        "MICRONAUT_SERVER_PORT",
        String.valueOf(port),
        "MICRONAUT_SECURITY_OAUTH2_CLIENTS_BITBUCKET_CLIENT_ID",
        sandbox.clientId(),
        "MICRONAUT_SECURITY_OAUTH2_CLIENTS_BITBUCKET_CLIENT_SECRET",
        sandbox.clientSecret(),
        "MICRONAUT_SECURITY_OAUTH2_CLIENTS_BITBUCKET_AUTHORIZATION_URL",
        sandbox.authorizationUrl().toString(),
        "MICRONAUT_SECURITY_OAUTH2_CLIENTS_BITBUCKET_TOKEN_URL",
        sandbox.url(Endpoint.TOKEN).toString(),
        "SOCIAL_LOGIN_PROVIDERS_BITBUCKET_USER_INFO_URL",
        sandbox.url(Endpoint.USER).toString(),
        "SOCIAL_LOGIN_PROVIDERS_BITBUCKET_EMAILS_URL",
        sandbox.url(Endpoint.EMAILS).toString());
  }

  /** Starts it in that folder; environment variables are all that it is told. */
  static Started with(Path folder, Map<String, String> environment, String... arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-jar");
    command.add(JAR.toString());
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    builder
        .environment()
        .keySet()
        .removeIf(name -> CONFIGURATION.stream().anyMatch(name::startsWith));
    builder.environment().putAll(environment);
    return of(builder);
  }

  /** Any program, whose errors are in its output. */
  static Started of(ProcessBuilder program) {
    try {
      var process = program.redirectErrorStream(true).start();
      // What should have ended must not hold up the tests for ever.
      CompletableFuture.delayedExecutor(5, TimeUnit.MINUTES).execute(process::destroyForcibly);
      return new Started(process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads what it prints until a line holds these words, and answers that line. */
  String await(String words) {
    try {
      for (var line = output.readLine(); line != null; line = output.readLine()) {
        seen.append(line).append('\n');
        if (line.contains(words)) {
          return line;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new AssertionError("it ended without saying \"" + words + "\", but:\n" + seen);
  }

  /** Everything that it still prints until it ends. */
  String rest() {
    return output.lines().map(line -> line + '\n').collect(Collectors.joining());
  }

  /** The same, read in the background, so that it never waits for a reader. */
  CompletableFuture<String> readOn() {
    var said = new CompletableFuture<String>();
    var reader = new Thread(() -> said.complete(rest()));
    reader.setDaemon(true);
    reader.start();
    return said;
  }

  /** Everything that it printed and still prints until it ends. */
  String all() {
    return seen + rest();
  }

  int exitStatus() {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new AssertionError("it does not end");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A signal by its name, such as {@code TERM}. */
  void signal(String name) {
    try {
      new ProcessBuilder("kill", "-s", name, String.valueOf(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** SIGKILL: not a line of ours runs any more. */
  void kill() {
    process.destroyForcibly();
    exitStatus();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
