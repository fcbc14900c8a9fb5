package org.sociallogin.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.sociallogin.app.Browser.parameter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An OpenID Connect issuer on a loopback port that says of everybody what a test told it. */
final class TestIssuer implements AutoCloseable {

  private static final Pattern CODE = Pattern.compile("(?:^|&)code=([^&]+)");

  final AtomicInteger requests = new AtomicInteger();
  final List<String> idTokens = new CopyOnWriteArrayList<>();

  private final RSAKey key = key();
  private final Map<String, Object> person;
  private final HttpServer server;

  /**
   * An issuer.
   *
   * @param person the claims of an ID token that are about the person
   */
  TestIssuer(int port, Map<String, Object> person) {
    this.person = person;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  static String at(int port) {
    return "http://127.0.0.1:" + port;
  }

  String issuer() {
    return at(server.getAddress().getPort());
  }

  /** What the browser brings back once the person agreed; the code is the nonce to sign. */
  String agree(String authorizationRequest) {
    return "code="
        + parameter(authorizationRequest, "nonce")
        + "&state="
        + parameter(authorizationRequest, "state")
        + "&iss="
        + issuer();
  }

  /** Has a browser bring it at once, as OAuth 2.0 Form Post Response Mode, appendix A, does. */
  private String formPost(String authorizationRequest) {
    var fields =
        Stream.of(agree(authorizationRequest).split("&"))
            .map(field -> field.split("=", 2))
            .map(field -> "<input name=\"%s\" value=\"%s\">".formatted(field[0], field[1]))
            .collect(Collectors.joining());
    return "<body onload=\"document.forms[0].submit()\"><form method=\"post\" action=\"%s\">%s</form>"
        .formatted(parameter(authorizationRequest, "redirect_uri"), fields);
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    var answer =
        switch (exchange.getRequestURI().getPath()) {
          case "/.well-known/openid-configuration" ->
              json(
                  Map.of(
                      "issuer", issuer(),
                      "authorization_endpoint", issuer() + "/authorize",
                      "token_endpoint", issuer() + "/token",
                      "jwks_uri", issuer() + "/keys",
                      "userinfo_endpoint", issuer() + "/userinfo",
                      "authorization_response_iss_parameter_supported", true));
          case "/keys" -> new JWKSet(key.toPublicJWK()).toString();
          case "/token" ->
              json(
                  Map.of(
                      "access_token", "t1",
                      "token_type", "Bearer",
                      "id_token", idToken(CODE.matcher(body).results().toList().get(0).group(1))));
          case "/userinfo" -> json(person);
          case "/authorize" -> formPost(exchange.getRequestURI().toString());
          default -> "{}";
        };
    exchange
        .getResponseHeaders()
        .set("Content-Type", answer.startsWith("<") ? "text/html" : "application/json");
    exchange.sendResponseHeaders(200, answer.getBytes(UTF_8).length);
    try (var out = exchange.getResponseBody()) {
      out.write(answer.getBytes(UTF_8));
    }
  }

  private String idToken(String nonce) {
    var now = Instant.now();
    var claims =
        new JWTClaimsSet.Builder()
            .issuer(issuer())
            .audience("id1")
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plusSeconds(300)))
            .claim("nonce", nonce);
    person.forEach(claims::claim);
    var token = new SignedJWT(new JWSHeader(JWSAlgorithm.RS256), claims.build());
    try {
      token.sign(new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    idTokens.add(token.serialize());
    return token.serialize();
  }

  private static RSAKey key() {
    try {
      return new RSAKeyGenerator(2048).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String json(Map<String, Object> members) {
    try {
      return new ObjectMapper().writeValueAsString(members);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
