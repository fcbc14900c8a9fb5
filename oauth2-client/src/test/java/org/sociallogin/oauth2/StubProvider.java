package org.sociallogin.oauth2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A provider on a loopback socket that answers byte for byte what a test tells it to. */
final class StubProvider implements AutoCloseable {

  /** What came in. Header names have the letters that were sent; connections count from 1. */
  record Request(int connection, String line, Map<String, String> headers, String body) {

    /** The header of that name, in any letters, or an empty text. */
    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  /** Writes the whole answer to a request, or not; what it throws closes the connection. */
  @FunctionalInterface
  interface Script {
    void answer(Request request, Connection connection) throws Exception;
  }

  /** The answering side of a connection. */
  record Connection(Socket socket, OutputStream out) {

    void send(String raw) throws IOException {
      send(raw.getBytes(UTF_8));
    }

    void send(byte[] raw) throws IOException {
      out.write(raw);
      out.flush();
    }

    /** Waits until the other side closes it; fails when it does not. */
    boolean isClosedByPeer() throws IOException {
      try {
        socket.setSoTimeout(10_000);
        return socket.getInputStream().read() < 0;
      } catch (SocketException e) {
        return true;
      }
    }
  }

  final List<Request> requests = new CopyOnWriteArrayList<>();
  final BlockingQueue<Connection> connections = new LinkedBlockingQueue<>();

  private final Map<String, Script> scripts = new ConcurrentHashMap<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicInteger count = new AtomicInteger();
  private final ServerSocket server;
  private final String origin;

  StubProvider() {
    this(listen(), "http://127.0.0.1:");
  }

  StubProvider(ServerSocket server, String schemeAndHost) {
    this.server = server;
    this.origin = schemeAndHost + server.getLocalPort();
    start("accepting", this::accept);
  }

  URI uri(String path) {
    return URI.create(origin + path);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Every request to this path is answered like this. */
  StubProvider on(String path, Script script) {
    scripts.put(path, script);
    return this;
  }

  /** Every request to this path is answered with this body, as JSON. */
  StubProvider json(String path, String body) {
    return on(path, (request, connection) -> connection.send(ok("application/json", body)));
  }

  static String ok(String contentType, String body) {
    return answer("200 OK", "Content-Type: " + contentType + "\r\n", body);
  }

  static String answer(String status, String headers, String body) {
    var length = body.getBytes(UTF_8).length;
    return head(status, headers + "Content-Length: " + length + "\r\n") + body;
  }

  static String head(String status, String headers) {
    return "HTTP/1.1 " + status + "\r\n" + headers + "\r\n";
  }

  private void accept() throws IOException {
    while (!server.isClosed()) {
      var socket = server.accept();
      sockets.add(socket);
      var number = count.incrementAndGet();
      start("connection " + number, () -> serve(socket, number));
    }
  }

  private void serve(Socket socket, int number) throws Exception {
    try (socket) {
      var in = new BufferedInputStream(socket.getInputStream());
      var connection = new Connection(socket, socket.getOutputStream());
      connections.add(connection);
      for (var line = line(in); !line.isEmpty(); line = line(in)) {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        for (var header = line(in); !header.isEmpty(); header = line(in)) {
          var colon = header.indexOf(':');
          headers.put(header.substring(0, colon), header.substring(colon + 1).strip());
        }
        var length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        var request = new Request(number, line, headers, new String(in.readNBytes(length), UTF_8));
        requests.add(request);
        var path = line.split(" ", 3)[1].split("\\?", 2)[0];
        var script = scripts.get(path);
        if (script == null) {
          connection.send(answer("404 Not Found", "", ""));
        } else {
          script.answer(request, connection);
        }
      }
    }
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (var c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    return new String(line.toString().getBytes(ISO_8859_1), UTF_8).strip();
  }

  private interface Work {
    void run() throws Exception;
  }

  private static void start(String name, Work work) {
    var thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (Exception e) {
                // The other side is gone, or the test is over.
              }
            },
            "stub " + name);
    thread.setDaemon(true);
    thread.start();
  }

  private static ServerSocket listen() {
    try {
      return new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (var socket : sockets) {
      socket.close();
    }
  }
}
