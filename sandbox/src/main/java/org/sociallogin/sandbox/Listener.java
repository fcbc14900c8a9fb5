package org.sociallogin.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sociallogin.sandbox.Sandbox.Received;

/**
 * The socket: hears HTTP on 127.0.0.1, under one name alone, so that no page elsewhere can reach it
 * by another (DNS rebinding).
 */
final class Listener implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final int MOST_BODY = 64 * 1024;
  private static final String NO_DELAY = "sun.net.httpserver.nodelay";

  static {
    // Else a kept connection waits 40 ms for the acknowledgement of each answer's headers (JDK 17).
    if (System.getProperty(NO_DELAY) == null) {
      System.setProperty(NO_DELAY, "true");
    }
  }

  private final URI origin;
  private final HttpServer server;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final ExecutorService executor =
      Executors.newCachedThreadPool(
          work -> {
            var thread = new Thread(work, "sandbox");
            thread.setDaemon(true);
            return thread;
          });

  /** Takes a free port; it answers when it is started. */
  Listener(String host) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    origin = URI.create("http://" + host + ":" + server.getAddress().getPort());
  }

  URI origin() {
    return origin;
  }

  void start(Function<Received, Response> site) {
    server.setExecutor(executor);
    server.createContext("/", exchange -> handle(exchange, site));
    // The dispatcher is a child of the thread that starts it: a daemon's, so that it keeps no JVM.
    CompletableFuture.runAsync(server::start, executor).join();
  }

  /** Ends every connection at once, also those that wait. */
  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    executor.shutdownNow();
  }

  private void handle(HttpExchange exchange, Function<Received, Response> site) {
    try {
      var response = answer(exchange, site);
      response.delivery().send(response, exchange, closing);
    } catch (IOException e) {
      exchange.close(); // whoever asked has gone
    } catch (InterruptedException e) {
      exchange.close();
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn("The sandbox failed", e);
      exchange.close();
    }
  }

  private Response answer(HttpExchange exchange, Function<Received, Response> site)
      throws IOException {
    if (!origin.getAuthority().equals(exchange.getRequestHeaders().getFirst("Host"))) {
      return Response.of(421, "text/plain; charset=utf-8", "Only " + origin + " is here.\n");
    }
    var body = exchange.getRequestBody().readNBytes(MOST_BODY + 1);
    if (body.length > MOST_BODY) {
      return Response.of(413, "text/plain; charset=utf-8", "That is too much to read.\n");
    }
    var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name, String.join(", ", values)));
    return site.apply(
        new Received(
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            headers,
            new String(body, UTF_8)));
  }
}
