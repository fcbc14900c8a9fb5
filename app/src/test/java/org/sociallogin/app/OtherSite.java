package org.sociallogin.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Somebody else's page. At {@code 127.0.0.1} it is on another site than {@code localhost}, and at
 * {@code localhost} on the same one, on another port: a sibling.
 */
final class OtherSite implements AutoCloseable {

  /** The value of {@code Referer} of every request, or nothing. */
  final List<String> referrers = new CopyOnWriteArrayList<>();

  private final HttpServer server;
  private volatile String page = "";

  OtherSite() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  /** The address of a page with that body, on another site. */
  String foreign(String body) {
    return at("127.0.0.1", body);
  }

  /** The same, on the same site. */
  String sibling(String body) {
    return at("localhost", body);
  }

  private String at(String host, String body) {
    page = "<!doctype html><meta charset=\"utf-8\"><title>Other</title>" + body;
    return "http://" + host + ':' + server.getAddress().getPort() + '/';
  }

  private void answer(HttpExchange exchange) throws IOException {
    referrers.add(String.valueOf(exchange.getRequestHeaders().getFirst("Referer")));
    var body = page.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/html");
    exchange.sendResponseHeaders(200, body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
