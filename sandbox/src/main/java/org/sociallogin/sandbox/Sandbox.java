package org.sociallogin.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sociallogin.sandbox.Grants.Grant;

/**
 * The look-alike of Bitbucket Cloud: authorization, token, user and e-mail endpoints on a loopback
 * port, of another site than the application.
 *
 * <p>It answers only to its own name, so that no page elsewhere can reach it by another (DNS
 * rebinding), and keeps nothing.
 */
public final class Sandbox implements AutoCloseable {

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|\\[::1]|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
  private static final int MOST_RECEIVED = 1_000;
  private static final int MOST_BODY = 64 * 1024;
  private static final int LONG_TOKEN = 2_600;
  private static final int SHORT_TOKEN = 80;
  private static final String JSON = "application/json; charset=utf-8";
  private static final String HTML = "text/html; charset=utf-8";

  /** A call as it arrived. */
  public record Received(String method, String target, Map<String, String> headers, String body) {}

  private final HttpServer server;
  private final URI origin;
  private final Map<String, Consumer> consumers = new LinkedHashMap<>();
  private final Consumer application;
  private final Grants grants;
  private final Map<Endpoint, Answer> answers = new ConcurrentHashMap<>();
  private final Map<Endpoint, ConcurrentLinkedDeque<Received>> received = new ConcurrentHashMap<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final ExecutorService executor;
  private final ObjectMapper json = new ObjectMapper();
  private final TemplateEngine templates =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, Sandbox.class.getClassLoader(), Sandbox.class.getPackageName());
  private volatile int tokenLength = LONG_TOKEN;

  /**
   * Starts the look-alike on a free port for the application at that address.
   *
   * @throws IllegalArgumentException in one sentence, when the address is not of this machine
   */
  public static Sandbox start(URI baseUrl) {
    return start(baseUrl, Clock.systemUTC());
  }

  /** The same, by that clock. */
  public static Sandbox start(URI baseUrl, Clock clock) {
    if (baseUrl.getHost() == null || !LOOPBACK.matcher(baseUrl.getHost()).matches()) {
      throw new IllegalArgumentException(
          "the sandbox is for this machine alone, and social-login.base-url leads elsewhere");
    }
    return new Sandbox(baseUrl, new Grants(clock, new SecureRandom()));
  }

  private Sandbox(URI baseUrl, Grants grants) {
    try {
      this.server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var port = server.getAddress().getPort();
    var host = "localhost".equals(baseUrl.getHost()) ? "127.0.0.1" : "localhost";
    this.origin = URI.create("http://" + host + ":" + port);
    this.grants = grants;
    var callback = URI.create(baseUrl + "/oauth/callback/bitbucket");
    var name = "Social login";
    this.application =
        register(
            new Consumer(
                "sandbox-key-of-32-characters-0001",
                "sandbox-secret-of-76-characters-" + "0".repeat(44),
                name,
                callback,
                List.of("account", "email"),
                true));
    register(
        new Consumer(
            "old-key-of-18-char",
            "old-secret-of-32-characters-0000",
            name,
            baseUrl.resolve("/"),
            List.of("account", "email"),
            false));
    register(
        new Consumer("no-email-key", "no-email-secret", name, callback, List.of("account"), true));
    register(
        new Consumer(
            "no-callback-key", "no-callback-secret", name, null, List.of("account"), true));
    this.executor =
        Executors.newCachedThreadPool(
            work -> {
              var thread = new Thread(work, "sandbox");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(executor);
    server.createContext("/", this::handle);
    server.start();
  }

  private Consumer register(Consumer consumer) {
    consumers.put(consumer.key(), consumer);
    return consumer;
  }

  /** Where people and the application find it. */
  public URI origin() {
    return origin;
  }

  /** The authorization endpoint. */
  public URI authorizationUrl() {
    return origin.resolve("/site/oauth2/authorize");
  }

  /** The address of an endpoint that the application calls. */
  public URI url(Endpoint endpoint) {
    return origin.resolve(endpoint.path());
  }

  /** The key of the consumer that is registered for the application. */
  public String clientId() {
    return application.key();
  }

  /** Its secret. */
  public String clientSecret() {
    return application.secret();
  }

  /** Has access tokens be that long from now on. */
  public void tokenLength(int characters) {
    tokenLength = characters;
  }

  /** Has the endpoint answer that, instead of the truth, to everybody from now on. */
  public void answer(Endpoint endpoint, Answer answer) {
    answers.put(endpoint, answer);
  }

  /** Has every endpoint answer the truth again, and forgets what was received. */
  public void reset() {
    answers.clear();
    received.clear();
    tokenLength = LONG_TOKEN;
  }

  /** What an endpoint received, the oldest first; the last thousand of it. */
  public List<Received> received(Endpoint endpoint) {
    return List.copyOf(received.getOrDefault(endpoint, new ConcurrentLinkedDeque<>()));
  }

  /** Where the browser is sent when that person agrees to the authorization request. */
  public URI agree(URI authorizationRequest, Person person) {
    var asked = Form.decode(authorizationRequest.getRawQuery());
    var consumer = consumers.get(asked.getOrDefault("client_id", ""));
    if (consumer == null) {
      throw new IllegalArgumentException("the authorization request has no known client_id");
    }
    return URI.create(agreed(consumer, asked, person, Trouble.NOTHING));
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    executor.shutdownNow();
  }

  private void handle(HttpExchange exchange) {
    try (exchange) {
      var path = exchange.getRequestURI().getPath();
      if (!origin.getAuthority().equals(exchange.getRequestHeaders().getFirst("Host"))) {
        send(exchange, 421, "text/plain", "This is " + origin);
        return;
      }
      switch (path) {
        case "/site/oauth2/authorize" -> authorize(exchange);
        case "/site/oauth2/access_token" -> call(exchange, Endpoint.TOKEN, this::token);
        case "/2.0/user" -> call(exchange, Endpoint.USER, this::user);
        case "/2.0/user/emails" -> call(exchange, Endpoint.EMAILS, this::emails);
        case "/pages.css" -> stylesheet(exchange);
        case "/user" -> error(exchange, 403, "Forbidden", null);
        default ->
            error(
                exchange,
                404,
                "Resource not found",
                "There is no API hosted at this URL.\n\nFor information about our API's, please refer"
                    + " to the documentation.");
      }
    } catch (IOException e) {
      return; // whoever asked has gone
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void authorize(HttpExchange exchange) throws IOException {
    var isAnswer = exchange.getRequestMethod().equals("POST");
    var asked = Form.decode(isAnswer ? body(exchange) : exchange.getRequestURI().getRawQuery());
    var consumer = consumers.get(asked.getOrDefault("client_id", ""));
    if (consumer == null) {
      refuse(exchange, "Invalid client_id");
      return;
    }
    var redirectUri = asked.get("redirect_uri");
    if (consumer.callback() == null || (redirectUri != null && !consumer.takes(redirectUri))) {
      refuse(exchange, "Invalid redirect_uri");
      return;
    }
    if (isAnswer) {
      var trouble = trouble(asked.get("trouble"));
      seeOther(
          exchange,
          "allow".equals(asked.get("answer")) && trouble != Trouble.CANCELS
              ? agreed(consumer, asked, person(asked.get("person")), trouble)
              : cancelled(consumer, asked));
      return;
    }
    if (!"code".equals(asked.get("response_type"))) {
      refuse(exchange, "Invalid response_type");
      return;
    }
    consent(exchange, consumer, asked);
  }

  private void consent(HttpExchange exchange, Consumer consumer, Map<String, String> asked)
      throws IOException {
    var receives = new ArrayList<String>();
    receives.add("Your name and username");
    if (consumer.scopes().contains("email")) {
      receives.add("Your e-mail addresses");
    }
    var page =
        new ConsentPage(
            consumer.name(),
            receives,
            Person.ALL,
            List.of(Trouble.values()),
            consumer.key(),
            asked.get("redirect_uri"),
            asked.get("state"),
            asked.getOrDefault("scope", String.join(" ", consumer.scopes())));
    // Browsers judge the redirects after a form's POST by form-action, too.
    var target = URI.create(redirectUri(consumer, asked));
    page(
        exchange,
        200,
        "'self' " + target.getScheme() + "://" + target.getRawAuthority(),
        render("consent.jte", Map.of("page", page)));
  }

  /** Bitbucket never sends a browser to an address that it does not know. */
  private void refuse(HttpExchange exchange, String heading) throws IOException {
    var text = "This integration is misconfigured. Contact the vendor for assistance.";
    page(exchange, 400, "'none'", render("refusal.jte", Map.of("heading", heading, "text", text)));
  }

  private String agreed(
      Consumer consumer, Map<String, String> asked, Person person, Trouble trouble) {
    var code = grants.code(consumer, asked.get("redirect_uri"), person, trouble);
    var state = trouble == Trouble.WRONG_STATE ? "wrong" : asked.get("state");
    var answer = state == null ? "" : "state=" + Form.encode(state) + '&';
    answer += "code=" + Form.encode(code);
    answer += trouble == Trouble.CODE_TWICE ? "&code=" + Form.encode(code) : "";
    return answer(consumer, asked, answer);
  }

  private String cancelled(Consumer consumer, Map<String, String> asked) {
    var state = asked.get("state");
    return answer(
        consumer,
        asked,
        "error=access_denied" + (state == null ? "" : "&state=" + Form.encode(state)));
  }

  private static String answer(Consumer consumer, Map<String, String> asked, String parameters) {
    var redirectUri = redirectUri(consumer, asked);
    return redirectUri + (redirectUri.contains("?") ? '&' : '?') + parameters;
  }

  private static String redirectUri(Consumer consumer, Map<String, String> asked) {
    return asked.getOrDefault("redirect_uri", String.valueOf(consumer.callback()));
  }

  /** What an endpoint does with a call whose body was read. */
  private interface Call {
    void answer(HttpExchange exchange, String body) throws IOException, InterruptedException;
  }

  private void call(HttpExchange exchange, Endpoint endpoint, Call truth)
      throws IOException, InterruptedException {
    var body = body(exchange);
    var headers = new LinkedHashMap<String, String>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name, String.join(", ", values)));
    var calls = received.computeIfAbsent(endpoint, e -> new ConcurrentLinkedDeque<>());
    calls.add(
        new Received(
            exchange.getRequestMethod(), exchange.getRequestURI().toString(), headers, body));
    if (calls.size() > MOST_RECEIVED) {
      calls.poll();
    }
    var answer = answers.get(endpoint);
    if (answer == null) {
      truth.answer(exchange, body);
    } else {
      answer.to(exchange, closing);
    }
  }

  private void token(HttpExchange exchange, String body) throws IOException, InterruptedException {
    if (!exchange.getRequestMethod().equals("POST")) {
      send(exchange, 405, "text/plain", "");
      return;
    }
    var authorization = exchange.getRequestHeaders().getFirst("Authorization");
    if (authorization != null && authorization.startsWith("Bearer ")) {
      send(exchange, 200, HTML, "<!doctype html><title>Log in</title><p>OpenID transaction");
      return;
    }
    if (authorization == null || !authorization.startsWith("Basic ")) {
      refuseToken(
          exchange,
          "unauthorized_client",
          "Requests must be authenticated using OAuth client credentials");
      return;
    }
    var consumer = authenticated(authorization);
    if (consumer == null) {
      refuseToken(exchange, "unauthorized_client", "Invalid OAuth client credentials");
      return;
    }
    if (consumer.callback() == null) {
      refuseToken(exchange, "invalid_request", "No callback uri defined for the OAuth client.");
      return;
    }
    var type = exchange.getRequestHeaders().getFirst("Content-Type");
    var form =
        type != null && type.startsWith("application/x-www-form-urlencoded")
            ? Form.decode(body)
            : Map.<String, String>of();
    var grantType = form.getOrDefault("grant_type", "None");
    switch (grantType) {
      case "authorization_code" -> redeem(exchange, consumer, form);
      case "refresh_token" -> refresh(exchange, form);
      default -> refuseToken(exchange, "invalid_grant", "Unsupported grant type: " + grantType);
    }
  }

  private void redeem(HttpExchange exchange, Consumer consumer, Map<String, String> form)
      throws IOException, InterruptedException {
    var code = form.getOrDefault("code", "");
    switch (grants.trouble(code)) {
      case TOKEN_SLOW -> closing.await(4, TimeUnit.SECONDS);
      case TOKEN_HANGS -> {
        closing.await();
        return;
      }
      case TOKEN_FAILS -> {
        send(exchange, 500, HTML, "<!doctype html><title>500</title><h1>Internal error</h1>");
        return;
      }
      case TOKEN_BUSY -> {
        exchange.getResponseHeaders().set("Retry-After", "60");
        send(exchange, 429, "text/plain", "Rate limit for this resource has been exceeded");
        return;
      }
      case TOKEN_HTML -> {
        send(exchange, 200, HTML, "<!doctype html><title>Back soon</title><h1>Back soon</h1>");
        return;
      }
      case TOKEN_BROKEN -> {
        send(exchange, 200, JSON, "{\"access_token\":");
        return;
      }
      case CLIENT_REFUSED -> {
        send(exchange, 401, JSON, "{\"error\":\"invalid_client\"}");
        return;
      }
      case NOTHING, CANCELS, WRONG_STATE, CODE_TWICE, EMAILS_FAIL -> {}
    }
    var grant = grants.redeem(code, consumer, form.get("redirect_uri"));
    if (grant == null) {
      refuseToken(exchange, "invalid_grant", "The specified code is not valid.");
      return;
    }
    sendTokens(exchange, grant);
  }

  private void refresh(HttpExchange exchange, Map<String, String> form) throws IOException {
    var grant = grants.refresh(form.getOrDefault("refresh_token", ""));
    if (grant == null) {
      refuseToken(exchange, "invalid_request", "Invalid refresh_token");
      return;
    }
    sendTokens(exchange, grant);
  }

  private void sendTokens(HttpExchange exchange, Grant grant) throws IOException {
    var consumer = grant.consumer();
    var tokens = new LinkedHashMap<String, Object>();
    tokens.put(consumer.isNew() ? "scope" : "scopes", String.join(" ", consumer.scopes()));
    tokens.put(
        "access_token", grants.accessToken(grant, consumer.isNew() ? tokenLength : SHORT_TOKEN));
    tokens.put("expires_in", 7200);
    tokens.put("token_type", "bearer");
    tokens.put("state", "authorization_code");
    tokens.put("refresh_token", grants.refreshToken(grant));
    send(exchange, 200, JSON, write(tokens));
  }

  private void refuseToken(HttpExchange exchange, String error, String description)
      throws IOException {
    var members = new LinkedHashMap<String, Object>();
    members.put("error_description", description);
    members.put("error", error);
    send(exchange, 400, JSON, write(members));
  }

  private @Nullable Consumer authenticated(String authorization) {
    try {
      var pair =
          new String(Base64.getDecoder().decode(authorization.substring("Basic ".length())), UTF_8);
      var colon = pair.indexOf(':');
      var consumer =
          consumers.get(Form.decode("v=" + pair.substring(0, Math.max(colon, 0))).get("v"));
      var secret = Form.decode("v=" + pair.substring(colon + 1)).get("v");
      return consumer != null && consumer.secret().equals(secret) ? consumer : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private void user(HttpExchange exchange, String body) throws IOException {
    var grant = authorized(exchange);
    if (grant != null) {
      send(exchange, 200, JSON, write(grant.person().user()));
    }
  }

  private void emails(HttpExchange exchange, String body) throws IOException {
    var grant = authorized(exchange);
    if (grant == null) {
      return;
    }
    if (grant.trouble() == Trouble.EMAILS_FAIL) {
      send(exchange, 500, HTML, "<!doctype html><title>500</title><h1>Internal error</h1>");
      return;
    }
    if (!grant.consumer().scopes().contains("email")) {
      error(
          exchange,
          403,
          "Your credentials lack one or more required privilege scopes.",
          Map.of("required", List.of("email"), "granted", grant.consumer().scopes()));
      return;
    }
    var pages = grant.person().emails();
    var query = Form.decode(exchange.getRequestURI().getRawQuery());
    var page = query.getOrDefault("page", "1").equals("2") && pages.size() > 1 ? 2 : 1;
    var members = new LinkedHashMap<String, Object>();
    members.put("pagelen", 10);
    members.put("page", page);
    members.put("size", pages.stream().mapToInt(List::size).sum());
    members.put("values", pages.get(page - 1));
    if (page < pages.size()) {
      members.put("next", url(Endpoint.EMAILS) + "?page=" + (page + 1));
    }
    send(exchange, 200, JSON, write(members));
  }

  /**
   * The grant of the bearer token in the header, which is the only place for it; else it answers.
   */
  private @Nullable Grant authorized(HttpExchange exchange) throws IOException {
    var authorization = exchange.getRequestHeaders().getFirst("Authorization");
    if (authorization == null || !authorization.startsWith("Bearer ")) {
      exchange.getResponseHeaders().set("WWW-Authenticate", "OAuth realm=\"Bitbucket.org HTTP\"");
      send(exchange, 401, JSON, "");
      return null;
    }
    var grant = grants.byAccessToken(authorization.substring("Bearer ".length()));
    if (grant == null) {
      error(exchange, 401, "Token is invalid, expired, or not supported for this endpoint.", null);
      return null;
    }
    if (grants.isExpired(grant)) {
      error(exchange, 401, "Access token expired.", null);
      return null;
    }
    return grant;
  }

  private void error(HttpExchange exchange, int status, String message, @Nullable Object detail)
      throws IOException {
    var error = new LinkedHashMap<String, Object>();
    error.put("message", message);
    if (detail != null) {
      error.put("detail", detail);
    }
    send(exchange, status, JSON, write(Map.of("type", "error", "error", error)));
  }

  private static Person person(@Nullable String index) {
    return index != null && index.matches("\\d")
        ? Person.ALL.get(index.charAt(0) - '0')
        : Person.MARA;
  }

  private static Trouble trouble(@Nullable String name) {
    for (var trouble : Trouble.values()) {
      if (trouble.name().equals(name)) {
        return trouble;
      }
    }
    return Trouble.NOTHING;
  }

  private String write(Object members) {
    try {
      return json.writeValueAsString(members);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String render(String template, Map<String, Object> parameters) {
    var page = new StringOutput();
    templates.render(template, parameters, page);
    return page.toString();
  }

  private static String body(HttpExchange exchange) throws IOException {
    return new String(exchange.getRequestBody().readNBytes(MOST_BODY), UTF_8);
  }

  private static void page(HttpExchange exchange, int status, String formAction, String html)
      throws IOException {
    var headers = exchange.getResponseHeaders();
    headers.set(
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; form-action "
            + formAction
            + "; base-uri 'none'; frame-ancestors 'none'");
    headers.set("Referrer-Policy", "same-origin");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    send(exchange, status, HTML, html);
  }

  private static void seeOther(HttpExchange exchange, String location) throws IOException {
    exchange.getResponseHeaders().set("Location", location);
    send(exchange, 302, "text/plain", "");
  }

  private static void stylesheet(HttpExchange exchange) throws IOException {
    try (var css = Sandbox.class.getResourceAsStream("/org/sociallogin/sandbox/pages.css")) {
      send(
          exchange,
          200,
          "text/css; charset=utf-8",
          css == null ? "" : new String(css.readAllBytes(), UTF_8));
    }
  }

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    var octets = body.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    exchange.sendResponseHeaders(status, octets.length == 0 ? -1 : octets.length);
    exchange.getResponseBody().write(octets);
  }
}
