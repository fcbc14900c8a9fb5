package org.sociallogin.sandbox;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The look-alike of Bitbucket Cloud: authorization, token, user and e-mail endpoints on a loopback
 * port, of another site than the application. It keeps nothing.
 */
public final class Sandbox implements AutoCloseable {

  private static final Pattern LOOPBACK =
      Pattern.compile("(?i)localhost|\\[::1]|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
  private static final List<String> BOTH_SCOPES = List.of("account", "email");

  /**
   * A call as it arrived.
   *
   * @param target path and query
   * @param headers by their names, whatever their case; several of a name are joined by commas
   */
  public record Received(String method, String target, Map<String, String> headers, String body) {

    String path() {
      var query = target.indexOf('?');
      return query < 0 ? target : target.substring(0, query);
    }

    @Nullable String query() {
      var query = target.indexOf('?');
      return query < 0 ? null : target.substring(query + 1);
    }

    /** Method and path: the rest is full of secrets. */
    @Override
    public String toString() {
      return method + ' ' + path();
    }
  }

  private final Map<String, Consumer> consumers = new ConcurrentHashMap<>();
  private final Set<Quirk> quirks = ConcurrentHashMap.newKeySet();
  private final Script script = new Script();
  private final Journal journal = new Journal();
  private final Pages pages = new Pages();
  private final Consumer consumer;
  private final Consumer oldConsumer;
  private final Consumer consumerWithoutEmail;
  private final Consumer consumerWithoutCallback;
  private final URI baseUrl;
  private final Grants grants;
  private final AuthorizationEndpoint authorization;
  private final TokenEndpoint token;
  private final ApiEndpoints api;
  private final Listener listener;

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
    var sandbox = new Sandbox(baseUrl, new Grants(clock, new SecureRandom()));
    sandbox.listener.start(sandbox::answer);
    return sandbox;
  }

  private Sandbox(URI baseUrl, Grants grants) {
    this.baseUrl = baseUrl;
    this.grants = grants;
    var name = "Social login";
    var callback =
        URI.create(baseUrl.toString().replaceFirst("/$", "") + "/oauth/callback/bitbucket");
    consumer =
        new Consumer(
            "sandbox-key-of-32-characters-001",
            "sandbox-secret-of-76-characters-" + "0".repeat(44),
            name,
            callback,
            BOTH_SCOPES,
            true);
    oldConsumer =
        new Consumer(
            "old-key-of-18-char",
            "old-secret-of-32-characters-0000",
            name,
            baseUrl.resolve("/"),
            BOTH_SCOPES,
            false);
    consumerWithoutEmail =
        new Consumer("no-email-key", "no-email-secret", name, callback, List.of("account"), true);
    consumerWithoutCallback =
        new Consumer("no-callback-key", "no-callback-secret", name, null, BOTH_SCOPES, true);
    register(consumer);
    register(oldConsumer);
    register(consumerWithoutEmail);
    register(consumerWithoutCallback);
    // Another host than the application's makes another site of it.
    listener =
        new Listener("localhost".equalsIgnoreCase(baseUrl.getHost()) ? "127.0.0.1" : "localhost");
    authorization = new AuthorizationEndpoint(consumers, grants, quirks, pages);
    token = new TokenEndpoint(consumers, grants, quirks, pages);
    api = new ApiEndpoints(grants, listener.origin());
  }

  /** Where people and the application find it. */
  public URI origin() {
    return listener.origin();
  }

  /** The authorization endpoint. */
  public URI authorizationUrl() {
    return url(Endpoint.AUTHORIZATION);
  }

  /** The address of an endpoint. */
  public URI url(Endpoint endpoint) {
    return origin().resolve(endpoint.path());
  }

  /** The key of the consumer that is registered for the application. */
  public String clientId() {
    return consumer.key();
  }

  /** Its secret. */
  public String clientSecret() {
    return consumer.secret();
  }

  /** A consumer of old, registered for the application's whole host, with short tokens. */
  public Consumer oldConsumer() {
    return oldConsumer;
  }

  /** A consumer that may not see e-mail addresses. */
  public Consumer consumerWithoutEmail() {
    return consumerWithoutEmail;
  }

  /** A consumer for which no callback URL was registered. */
  public Consumer consumerWithoutCallback() {
    return consumerWithoutCallback;
  }

  /** Registers a further consumer, or one with the same key anew. */
  public void register(Consumer another) {
    consumers.put(another.key(), another);
  }

  /** Where the browser is sent when that person agrees to the authorization request. */
  public URI agree(URI authorizationRequest, Person person) {
    return URI.create(authorization.agreed(request(authorizationRequest), person, Trouble.NOTHING));
  }

  /** Where the browser is sent when somebody cancels the authorization request. */
  public URI cancel(URI authorizationRequest) {
    return URI.create(authorization.cancelled(request(authorizationRequest)));
  }

  private AuthorizationRequest request(URI asked) {
    if (!asked.toString().startsWith(authorizationUrl() + "?")) {
      throw new IllegalArgumentException("the authorization endpoint is " + authorizationUrl());
    }
    try {
      return authorization.request(asked.getRawQuery());
    } catch (Misconfigured e) {
      throw new IllegalArgumentException(e.heading() + ": " + e.sentence(), e);
    }
  }

  /** Has everybody be that person from now on, who agreed once and is not asked again. */
  public void agreedBefore(Person person) {
    authorization.agreedBefore(person);
  }

  /** The person withdraws every grant: codes and tokens are good no more. */
  public void revoke(Person person) {
    grants.revoke(person);
  }

  /** Has the tokens of new consumers be that long from now on. */
  public void tokenLength(int characters) {
    token.tokenLength(characters);
  }

  /** Has Bitbucket be so from now on, and not as it was told to be before. */
  public void behave(Quirk... like) {
    quirks.clear();
    quirks.addAll(List.of(like));
  }

  /** Has the endpoint answer these in turn, to everybody, and the last one from then on. */
  public void answer(Endpoint endpoint, Answer... inTurn) {
    script.set(endpoint, List.of(inTurn));
  }

  /** What an endpoint received, the oldest first; the last thousand of it. */
  public List<Received> received(Endpoint endpoint) {
    return journal.of(endpoint);
  }

  /** Has everything be as it was at the start, and forgets what was received. */
  public void reset() {
    script.clear();
    journal.clear();
    quirks.clear();
    authorization.agreedBefore(null);
    token.tokenLength(null);
  }

  @Override
  public void close() {
    listener.close();
  }

  private Response answer(Received call) {
    var endpoint = Endpoint.at(call.path());
    journal.add(endpoint, call);
    var truth =
        switch (endpoint) {
          case AUTHORIZATION -> authorization.answer(call);
          case TOKEN -> token.answer(call);
          case USER -> api.user(call);
          case EMAILS -> api.emails(call);
          case WORKSPACES -> api.workspaces(call);
          case ELSEWHERE -> elsewhere(call);
        };
    return script
        .next(endpoint)
        .made(truth.with("Cache-Control", "no-store").with("X-Content-Type-Options", "nosniff"));
  }

  private Response elsewhere(Received call) {
    if (call.path().equals(Pages.STYLESHEET)) {
      return pages.stylesheet();
    }
    return call.path().equals("/user") || call.path().startsWith("/2.0/")
        ? ApiEndpoints.elsewhere(call)
        : pages.refusal(404, "Page not found", "Start from the application, at " + baseUrl + ".");
  }
}
