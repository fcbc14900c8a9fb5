package org.sociallogin.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.sociallogin.sandbox.Endpoint;
import org.sociallogin.sandbox.Person;

/** A hundred thousand who begin and never come back, and as many who come back from nowhere. */
@Tag("once")
class FloodTest {

  private static final int EACH = 100_000;
  private static final int CONNECTIONS = 8;
  private static final int AT_ONCE = 50;
  private static final long MEBIBYTE = 1 << 20;

  private static final String START = "GET /oauth/login/bitbucket?return_to=/docs HTTP/1.1\r\n";
  private static final String STRAY = "GET /oauth/callback/bitbucket?code=c&state=";

  @Test
  @Timeout(value = 240, threadMode = ThreadMode.SEPARATE_THREAD)
  @Tag("OPS-10")
  @Tag("SESS-18")
  void leavesMemoryRowsAndProvidersAsTheyWere() {
    try (var app = Running.start(Map.of("social-login.failed-callbacks", 1_000_000))) {
      app.signIn(app.browser(), Person.MARA);
      flood(app, EACH / 10); // what is made once and kept is there by now
      app.sandbox.reset();
      var rows = app.rows("user") + app.rows("identity") + app.rows("session");
      var before = used();

      flood(app, EACH);

      assertThat(used() - before).isLessThan(16 * MEBIBYTE);
      assertThat(app.rows("user") + app.rows("identity") + app.rows("session")).isEqualTo(rows);
      for (var endpoint : Endpoint.values()) {
        assertThat(app.sandbox.received(endpoint)).isEmpty();
      }
    }
  }

  private static void flood(Running app, int each) {
    IntStream.range(0, CONNECTIONS)
        .parallel()
        .forEach(connection -> askAgainAndAgain(app, each / CONNECTIONS));
  }

  private static void askAgainAndAgain(Running app, int each) {
    try (var socket = new Socket("localhost", app.base.getPort())) {
      socket.setSoTimeout(30_000);
      var answers = new BufferedInputStream(socket.getInputStream(), 1 << 16);
      for (var asked = 0; asked < each; asked += AT_ONCE) {
        var requests = new StringBuilder();
        for (var i = 0; i < AT_ONCE; i++) {
          var state = "s".repeat(35) + (10_000_000 + asked + i);
          requests.append(START).append("Host: localhost\r\n\r\n");
          requests.append(STRAY).append(state).append(" HTTP/1.1\r\nHost: localhost\r\n\r\n");
        }
        socket.getOutputStream().write(requests.toString().getBytes(ISO_8859_1));
        for (var i = 0; i < 2 * AT_ONCE; i++) {
          assertThat(head(answers)).startsWith("HTTP/1.1 303 ").contains("content-length: 0");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One answer, which has no body. */
  private static String head(InputStream answers) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) < 0) {
      var next = answers.read();
      if (next < 0) {
        throw new IOException("the connection ended after " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static long used() {
    System.gc();
    var runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
