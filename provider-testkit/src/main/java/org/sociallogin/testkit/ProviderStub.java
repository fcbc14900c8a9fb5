package org.sociallogin.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** A provider on a loopback port that answers as it is told to, and remembers what it was asked. */
public final class ProviderStub implements AutoCloseable {

  /**
   * What came in.
   *
   * @param target path and query, as they were sent
   * @param headers by their names in any case
   */
  public record Request(String method, String target, Map<String, String> headers, String body) {

    /** The value of that header, or an empty text. */
    public String header(String name) {
      return headers.getOrDefault(name, "");
    }

    /** The value of that field of a form, or null. */
    @Nullable String field(String name) {
      for (var pair : body.split("&")) {
        if (pair.startsWith(name + '=')) {
          return URLDecoder.decode(pair.substring(name.length() + 1), UTF_8);
        }
      }
      return null;
    }

    /** Id and secret by HTTP Basic as they came, or an empty text. */
    String basic() {
      var basic = header("Authorization").replaceFirst("Basic ", "");
      return new String(Base64.getDecoder().decode(basic), UTF_8);
    }
  }

  /**
   * What goes out.
   *
   * @param body null closes the connection without a word
   * @param slowly a byte at a time, twenty bytes a second
   */
  public record Response(
      int status, Map<String, String> headers, @Nullable String body, boolean slowly) {

    static final Response NONE = new Response(200, Map.of(), null, false);

    /** A success with this JSON. */
    public static Response json(String json) {
      return json(200, json);
    }

    /** This JSON with this status. */
    public static Response json(int status, String json) {
      return of(status, "application/json", json);
    }

    /** A text of this type. */
    public static Response of(int status, String contentType, String text) {
      return new Response(status, Map.of("Content-Type", contentType), text, false);
    }

    /** The same, with one more header; {@code Content-Encoding: gzip} is true of what is sent. */
    public Response with(String name, String value) {
      var more = new TreeMap<>(headers);
      more.put(name, value);
      return new Response(status, more, body, slowly);
    }

    Response withStatus(int other) {
      return new Response(other, headers, body, slowly);
    }

    Response withoutType() {
      var fewer = new TreeMap<>(headers);
      fewer.remove("Content-Type");
      return new Response(status, fewer, body, slowly);
    }

    /** The same words, some of them changed. */
    Response saying(UnaryOperator<String> words) {
      return new Response(status, headers, words.apply(String.valueOf(body)), slowly);
    }

    Response slow() {
      return new Response(status, headers, body, true);
    }
  }

  /** How to answer. */
  @FunctionalInterface
  public interface Script {
    /** The answer to this request. */
    Response answer(Request request) throws Exception;
  }

  private final Map<String, Script> scripts = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool(ProviderStub::daemon);
  private final HttpServer server;

  /** Begins to listen. */
  public ProviderStub() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 500);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  /** The address of that path here. */
  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  /** Answers requests to that path like this, whatever their query. */
  public ProviderStub on(String path, Script script) {
    scripts.put(path, script);
    return this;
  }

  /** Answers requests to that path with this JSON. */
  public ProviderStub json(String path, String json) {
    return on(path, request -> Response.json(json));
  }

  /** What was asked so far. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** Says nothing until this is closed. */
  Response silence() throws InterruptedException {
    closed.await();
    return Response.NONE;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
      exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
      var request =
          new Request(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              headers,
              new String(exchange.getRequestBody().readAllBytes(), UTF_8));
      requests.add(request);
      answer(exchange, response(exchange.getRequestURI().getPath(), request));
    }
  }

  private Response response(String path, Request request) throws IOException {
    var script = scripts.get(path);
    try {
      return script == null ? Response.of(404, "text/plain", "") : script.answer(request);
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  private void answer(HttpExchange exchange, Response response) throws IOException {
    if (response.body() == null) {
      return;
    }
    response.headers().forEach(exchange.getResponseHeaders()::set);
    if (response.status() == 204) {
      exchange.sendResponseHeaders(204, -1); // nothing follows (RFC 9110, section 15.3.5)
      return;
    }
    exchange.sendResponseHeaders(response.status(), 0);
    try (var out = exchange.getResponseBody()) {
      var bytes = bytes(response);
      if (!response.slowly()) {
        out.write(bytes);
        return;
      }
      for (var octet : bytes) {
        if (closed.await(50, TimeUnit.MILLISECONDS)) {
          return;
        }
        out.write(octet);
        out.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static byte[] bytes(Response response) throws IOException {
    var plain = String.valueOf(response.body()).getBytes(UTF_8);
    if (!"gzip".equals(response.headers().get("Content-Encoding"))) {
      return plain;
    }
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(plain);
    }
    return packed.toByteArray();
  }

  private static Thread daemon(Runnable work) {
    var thread = new Thread(work, "provider stub");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
