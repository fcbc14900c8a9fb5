package org.sociallogin.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.sociallogin.sandbox.Caller.json;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What tests can have an endpoint answer, as it looks on the wire. */
@Timeout(30)
class AnswerTest {

  private final Sandbox sandbox = Sandbox.start(URI.create("http://localhost:8080"));
  private final Caller caller = new Caller(sandbox);

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void isTheTruthAgainAfterSomethingElse() {
    sandbox.answer(
        Endpoint.USER, Answer.page(502, "Bad gateway"), Answer.json("[]"), Answer.truth());
    var token = caller.accessToken(Person.MARA);

    assertThat(caller.api(Endpoint.USER, token).statusCode()).isEqualTo(502);
    assertThat(caller.api(Endpoint.USER, token).body()).isEqualTo("[]");
    assertThat(json(caller.api(Endpoint.USER, token)).path("type").textValue()).isEqualTo("user");
    assertThat(json(caller.api(Endpoint.USER, token)).path("type").textValue()).isEqualTo("user");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "{\"a\":"})
  void isAnyTextAsJson(String text) {
    sandbox.answer(Endpoint.TOKEN, Answer.json(text));

    var answer = caller.token("any");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(text);
  }

  @Test
  void isARedirect() {
    sandbox.answer(Endpoint.TOKEN, Answer.redirect(307, "/elsewhere"));

    var answer = caller.token("any");

    assertThat(answer.statusCode()).isEqualTo(307);
    assertThat(answer.headers().firstValue("Location")).contains("/elsewhere");
    assertThat(sandbox.received(Endpoint.ELSEWHERE)).isEmpty();
  }

  @Test
  void isTheTruthWithOtherHeaders() {
    sandbox.answer(
        Endpoint.USER,
        Answer.truth().with("Content-Type", "text/json"),
        Answer.truth().without("Content-Type"));
    var token = caller.accessToken(Person.MARA);

    assertThat(caller.api(Endpoint.USER, token).headers().allValues("Content-Type"))
        .containsExactly("text/json");
    assertThat(caller.api(Endpoint.USER, token).headers().allValues("Content-Type")).isEmpty();
  }

  @Test
  void isTheTruthCompressed() throws IOException {
    sandbox.answer(Endpoint.USER, Answer.truth().compressed());

    var wire = wire("GET /2.0/user HTTP/1.1");

    assertThat(wire.head()).contains("Content-encoding: gzip");
    try (var unzipped = new GZIPInputStream(wire.body())) {
      assertThat(new String(unzipped.readAllBytes(), UTF_8)).startsWith("{\"type\":\"error\"");
    }
  }

  @Test
  void isTheTruthAfterAByteOrderMark() {
    sandbox.answer(Endpoint.USER, Answer.truth().marked());

    assertThat(caller.api(Endpoint.USER, "t").body()).startsWith("\uFEFF{\"type\":\"error\"");
  }

  @Test
  void isHalfOfTheTruth() throws IOException {
    sandbox.answer(Endpoint.USER, Answer.json("0123456789").truncated());

    var wire = wire("GET /2.0/user HTTP/1.1");

    assertThat(wire.head()).contains("Content-length: 10");
    assertThat(new String(wire.body().readAllBytes(), UTF_8)).isEqualTo("01234");
  }

  @Test
  void isTheTruthALittleAtATime() {
    sandbox.answer(Endpoint.USER, Answer.json("0123456789").dripping(Duration.ofMillis(30)));
    var begun = System.nanoTime();

    assertThat(caller.api(Endpoint.USER, "t").body()).isEqualTo("0123456789");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(250));
  }

  @Test
  void isHuge() {
    sandbox.answer(Endpoint.USER, Answer.huge(10_000_000));

    assertThat(caller.api(Endpoint.USER, "t").body()).hasSize(10_000_000).isBlank();
  }

  @Test
  void isWithoutEnd() throws IOException {
    sandbox.answer(Endpoint.USER, Answer.endless());

    try (var socket = ask("GET /2.0/user HTTP/1.1")) {
      assertThat(socket.getInputStream().readNBytes(50_000_000)).hasSize(50_000_000);
    }
  }

  @Test
  void isADripWithoutEnd() throws IOException {
    sandbox.answer(Endpoint.USER, Answer.drip(1));

    try (var socket = ask("GET /2.0/user HTTP/1.1")) {
      assertThat(new String(socket.getInputStream().readNBytes(500), UTF_8))
          .startsWith("HTTP/1.1 200 OK")
          .contains("1\r\n \r\n".repeat(20));
    }
  }

  @Test
  void isTheEndOfTheConnection() throws IOException {
    sandbox.answer(Endpoint.USER, Answer.disconnect());

    try (var socket = ask("GET /2.0/user HTTP/1.1")) {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void isNothingUntilTheLookAlikeCloses() throws Exception {
    sandbox.answer(Endpoint.USER, Answer.hang());

    try (var socket = ask("GET /2.0/user HTTP/1.1")) {
      socket.setSoTimeout(20_000);
      var end = CompletableFuture.supplyAsync(() -> read(socket));
      while (sandbox.received(Endpoint.USER).isEmpty()) {
        Thread.onSpinWait();
      }
      assertThat(end).isNotDone();

      sandbox.close();
      assertThat(end.get()).isEqualTo(-1);
    }
  }

  @Test
  void keepsNobodyWaitingWhoCloses() throws InterruptedException, ExecutionException {
    sandbox.answer(Endpoint.USER, Answer.truth().after(Duration.ofMinutes(5)));
    var call = CompletableFuture.runAsync(() -> caller.get(sandbox.url(Endpoint.USER)));
    while (sandbox.received(Endpoint.USER).isEmpty()) {
      Thread.onSpinWait();
    }
    var begun = System.nanoTime();

    sandbox.close();

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
    assertThat(call).failsWithin(Duration.ofSeconds(5));
  }

  private static int read(Socket socket) {
    try {
      return socket.getInputStream().read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Wire(String head, InputStream body) {}

  private Wire wire(String requestLine) throws IOException {
    try (var socket = ask(requestLine)) {
      var all = socket.getInputStream().readAllBytes();
      var head = new String(all, UTF_8).split("\r\n\r\n", 2)[0];
      var body = new ByteArrayInputStream(all);
      body.skipNBytes(head.length() + 4);
      return new Wire(head, body);
    }
  }

  private Socket ask(String requestLine) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), sandbox.origin().getPort());
    socket
        .getOutputStream()
        .write(
            (requestLine
                    + "\r\nHost: "
                    + sandbox.origin().getAuthority()
                    + "\r\nConnection: close\r\n\r\n")
                .getBytes(UTF_8));
    return socket;
  }
}
