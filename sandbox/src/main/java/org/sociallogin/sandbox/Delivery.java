package org.sociallogin.sandbox;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How a response goes over the wire: at once and whole, or as a test or a person wants it. */
@FunctionalInterface
interface Delivery {

  /** At once and whole. */
  Delivery WHOLE =
      (response, exchange, closing) -> {
        var isWanted = !exchange.getRequestMethod().equals("HEAD");
        begin(response, exchange, isWanted ? response.body().length : 0);
        if (isWanted) {
          exchange.getResponseBody().write(response.body());
        }
        exchange.close();
      };

  /** Half of what the header announces. */
  Delivery TRUNCATED =
      (response, exchange, closing) -> {
        var body = response.body();
        begin(response, exchange, body.length);
        exchange.getResponseBody().write(body, 0, body.length / 2);
        exchange.getResponseBody().flush();
        exchange.close();
      };

  /** The connection stays open until the server closes, and no thread waits on it. */
  Delivery NEVER = (response, exchange, closing) -> {};

  /** The connection ends without a word. */
  Delivery DISCONNECTED = (response, exchange, closing) -> exchange.close();

  /**
   * Sends the response.
   *
   * @param closing opens when the look-alike closes, so that nothing waits longer than that
   */
  void send(Response response, HttpExchange exchange, CountDownLatch closing)
      throws IOException, InterruptedException;

  /** An octet at a time. */
  static Delivery slow(Duration pause) {
    return (response, exchange, closing) -> {
      begin(response, exchange, response.body().length);
      for (var octet : response.body()) {
        exchange.getResponseBody().write(octet);
        exchange.getResponseBody().flush();
        if (passes(pause, closing)) {
          break;
        }
      }
      exchange.close();
    };
  }

  /** Blanks in chunks of that size, until the caller has gone. */
  static Delivery endless(int octets, Duration pause) {
    return (response, exchange, closing) -> {
      response.headers().forEach(exchange.getResponseHeaders()::set);
      exchange.sendResponseHeaders(response.status(), 0); // in chunks
      var blanks = new byte[octets];
      Arrays.fill(blanks, (byte) ' ');
      do {
        exchange.getResponseBody().write(blanks);
        exchange.getResponseBody().flush();
      } while (!passes(pause, closing));
    };
  }

  /** The same, later. */
  default Delivery after(Duration pause) {
    return (response, exchange, closing) -> {
      var isClosing = passes(pause, closing);
      (isClosing ? DISCONNECTED : this).send(response, exchange, closing);
    };
  }

  /** Waits, and answers whether the look-alike closed meanwhile. */
  private static boolean passes(Duration pause, CountDownLatch closing)
      throws InterruptedException {
    return closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void begin(Response response, HttpExchange exchange, int length)
      throws IOException {
    response.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(response.status(), length == 0 ? -1 : length);
  }
}
