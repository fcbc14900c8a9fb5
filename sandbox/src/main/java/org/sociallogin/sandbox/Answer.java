package org.sociallogin.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

/** What a test has an endpoint answer instead of the truth. */
public interface Answer {

  /**
   * Answers.
   *
   * @param closing opens when the look-alike closes, so that nothing hangs longer than that
   */
  void to(HttpExchange exchange, CountDownLatch closing) throws IOException, InterruptedException;

  /** This status, type and body. */
  static Answer of(int status, String contentType, String body) {
    return of(status, Map.of("Content-Type", contentType), body.getBytes(UTF_8));
  }

  /** This JSON with status 200. */
  static Answer json(String body) {
    return of(200, "application/json; charset=utf-8", body);
  }

  /** This status, these headers and these octets. */
  static Answer of(int status, Map<String, String> headers, byte[] body) {
    return (exchange, closing) -> {
      headers.forEach(exchange.getResponseHeaders()::set);
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    };
  }

  /** A redirect to that place. */
  static Answer redirect(int status, String location) {
    return of(status, Map.of("Location", location), new byte[0]);
  }

  /** The JSON compressed, whatever was asked for. */
  static Answer gzip(String json) {
    var compressed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(compressed)) {
      gzip.write(json.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return of(
        200,
        Map.of("Content-Type", "application/json", "Content-Encoding", "gzip"),
        compressed.toByteArray());
  }

  /** Nothing, for as long as the caller waits. */
  static Answer hang() {
    return (exchange, closing) -> closing.await();
  }

  /** An octet at a time with this pause between two, for as long as the caller reads. */
  static Answer drip(long pauseMillis) {
    return (exchange, closing) -> {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, 0);
      do {
        exchange.getResponseBody().write(' ');
        exchange.getResponseBody().flush();
      } while (!closing.await(pauseMillis, TimeUnit.MILLISECONDS));
    };
  }

  /** That many octets of white space, which are not even JSON. */
  static Answer huge(int octets) {
    return (exchange, closing) -> {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, 0);
      var part = " ".repeat(8_192).getBytes(UTF_8);
      for (var sent = 0; sent < octets; sent += part.length) {
        exchange.getResponseBody().write(part);
      }
    };
  }

  /** The end of the connection, without a word. */
  static Answer disconnect() {
    return (exchange, closing) -> exchange.close();
  }
}
