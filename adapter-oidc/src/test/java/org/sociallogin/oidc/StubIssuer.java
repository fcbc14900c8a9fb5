package org.sociallogin.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An issuer on a loopback port that knows one person, Ada, and answers as a test tells it to. */
final class StubIssuer implements AutoCloseable {

  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  static final String METADATA = "/.well-known/openid-configuration";
  static final String TOKEN = "/token";
  static final String KEYS = "/keys";
  static final String USER_INFO = "/userinfo";

  /** Keys cost a second to make: all tests share these. */
  static final RSAKey KEY = key("key-1");

  static final RSAKey OTHER_KEY = key("key-2");

  private static final JsonMapper JSON = new JsonMapper();

  /** What came in. */
  record Request(String method, String target, String authorization, String body) {}

  /** What goes out. */
  record Answer(int status, String contentType, String body, Map<String, String> headers) {

    static Answer json(String body) {
      return new Answer(200, "application/json", body, Map.of());
    }

    static Answer of(int status) {
      return new Answer(status, "text/html", "<h1>" + status + "</h1>", Map.of());
    }
  }

  /** What the metadata, the ID token and the user info say. */
  final Map<String, Object> metadata = new LinkedHashMap<>();

  final Map<String, Object> claims = new LinkedHashMap<>();
  final Map<String, Object> userInfo = new LinkedHashMap<>();

  /** The keys that it shows, and the one that it signs with. */
  final List<JWK> keys = new ArrayList<>(List.of(KEY.toPublicJWK()));

  RSAKey signingKey = KEY;

  /** Said instead, by path. */
  final Map<String, Answer> answers = new ConcurrentHashMap<>();

  /** The ID token instead of the one that would be made. */
  volatile String idToken = "";

  final List<Request> requests = new CopyOnWriteArrayList<>();

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  StubIssuer() {
    this(0);
  }

  /** At that port, where it was before. */
  StubIssuer(int port) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
    metadata.put("issuer", uri("").toString());
    metadata.put("authorization_endpoint", uri("/authorize").toString());
    metadata.put("token_endpoint", uri(TOKEN).toString());
    metadata.put("jwks_uri", uri(KEYS).toString());
    metadata.put("userinfo_endpoint", uri(USER_INFO).toString());
    claims.put("iss", uri("").toString());
    claims.put("sub", "ada");
    claims.put("aud", "id1");
    claims.put("exp", NOW.plusSeconds(300).getEpochSecond());
    claims.put("iat", NOW.getEpochSecond());
    claims.put("nonce", Scene.NONCE);
    claims.put("name", "Ada Example");
    claims.put("email", "ada@example.test");
    claims.put("email_verified", true);
    userInfo.put("sub", "ada");
  }

  int port() {
    return server.getAddress().getPort();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  long hits(String path) {
    return requests.stream().filter(request -> request.target().equals(path)).count();
  }

  /** The ID token that it would send now. */
  String signed() {
    return signed(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(signingKey.getKeyID()).build());
  }

  String signed(JWSHeader header) {
    return signed(header, signingKey);
  }

  String signed(JWSHeader header, RSAKey key) {
    return signed(header, key, claims);
  }

  static String signed(JWSHeader header, RSAKey key, Map<String, ?> claims) {
    try {
      // As text, so that a claim can be of a wrong type.
      var token = new JWSObject(header, new Payload(json(claims)));
      token.sign(new RSASSASigner(key));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static RSAKey key(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    var path = exchange.getRequestURI().getPath();
    var authorization = exchange.getRequestHeaders().getFirst("Authorization");
    requests.add(
        new Request(
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            authorization == null ? "" : authorization,
            new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
    var answer = answers.containsKey(path) ? answers.get(path) : usual(path);
    var body = answer.body().getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", answer.contentType());
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private Answer usual(String path) {
    if (path.endsWith(METADATA)) {
      return Answer.json(json(metadata));
    }
    return switch (path) {
      case KEYS -> Answer.json(new JWKSet(keys).toString());
      case USER_INFO -> Answer.json(json(userInfo));
      case TOKEN ->
          Answer.json(
              json(
                  Map.of(
                      "access_token", "t1",
                      "token_type", "Bearer",
                      "id_token", idToken.isEmpty() ? signed() : idToken)));
      default -> Answer.of(404);
    };
  }

  static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
