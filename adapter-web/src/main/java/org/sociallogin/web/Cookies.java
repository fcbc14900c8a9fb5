package org.sociallogin.web;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.cookie.Cookie;
import io.micronaut.http.cookie.SameSite;
import io.netty.handler.codec.http.cookie.ClientCookieDecoder;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.Browser;
import org.sociallogin.core.SessionToken;
import org.sociallogin.web.Settings.SessionSettings;

/**
 * The cookies that a browser keeps for us: their names, how they are made and how they are read.
 * Whatever arrives in one is untrusted.
 */
@Context
public final class Cookies {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final int MOST_SESSION_TOKENS = 5;
  private static final Duration NEXT_PAGE = Duration.ofMinutes(1);

  /** The session token. */
  final String session;

  /** What the last failed sign-in came to. */
  final String problem;

  /** What the next page says was done. */
  final String notice;

  /** The provider used last. */
  final String last;

  /** Who is signed in and what was used last. */
  final Set<String> lasting;

  /** All but attempts. */
  final Set<String> others;

  /** An attempt, followed by the beginning of its state's digest. */
  final String attemptPrefix;

  private final boolean secure;
  private final Duration sessionLifetime;

  Cookies(Settings settings, SessionSettings sessionSettings, BaseUrl baseUrl) {
    if (!NAME.matcher(settings.cookieName()).matches()) {
      throw new ConfigurationException(
          "social-login.cookie-name must be 1 to 64 letters, digits, dashes and underscores");
    }
    this.sessionLifetime = sessionSettings.absolute();
    this.secure = baseUrl.isSecure();
    // The prefix makes browsers refuse one that a sibling host planted, and is for https alone.
    this.session = (secure ? "__Host-" : "") + settings.cookieName();
    this.problem = session + "-problem";
    this.notice = session + "-notice";
    this.last = session + "-last";
    this.lasting = Set.of(session, last);
    this.others = Set.of(session, problem, notice, last);
    this.attemptPrefix = session + "-";
  }

  /** One cookie as it arrived. */
  record Received(String name, String value) {}

  /**
   * Every cookie of the request whose name and value can be read, the same name as often as sent.
   */
  static List<Received> received(HttpRequest<?> request) {
    var cookies = new ArrayList<Received>();
    for (var header : request.getHeaders().getAll("Cookie")) {
      for (var cookie : ServerCookieDecoder.STRICT.decodeAll(header)) {
        // We never quote: what comes quoted was not set by us.
        if (!cookie.wrap()) {
          cookies.add(new Received(cookie.name(), cookie.value()));
        }
      }
    }
    return cookies;
  }

  /** What an answer has the browser keep, by name; empty what it has it forget. */
  static Map<String, String> set(HttpResponse<?> response) {
    return response.getHeaders().getAll(HttpHeaders.SET_COOKIE).stream()
        .map(ClientCookieDecoder.STRICT::decode)
        .collect(Collectors.toMap(c -> c.name(), c -> c.value(), (one, next) -> next));
  }

  /**
   * What may be our session token. A name can come twice: a sibling host may have set one of them.
   */
  List<SessionToken> sessionTokens(HttpRequest<?> request) {
    var tokens = new ArrayList<SessionToken>(1);
    for (var cookie : received(request)) {
      var token = cookie.name().equals(session) ? SessionToken.parse(cookie.value()) : null;
      if (token != null && tokens.size() < MOST_SESSION_TOKENS) {
        tokens.add(token);
      }
    }
    return tokens;
  }

  /** The browser that comes with these. */
  static Browser browser(HttpRequest<?> request, List<SessionToken> tokens) {
    return new Browser(
        tokens.stream().map(SessionToken::digest).toList(),
        request.getHeaders().get(HttpHeaders.USER_AGENT));
  }

  /** Whether a cookie of that name came, readable as ours or not. */
  static boolean has(HttpRequest<?> request, String name) {
    return request.getHeaders().getAll("Cookie").stream()
        .flatMap(header -> Stream.of(header.split(";", -1)))
        .anyMatch(cookie -> cookie.strip().startsWith(name + "="));
  }

  /** The first value of that name, or null. */
  static @Nullable String value(HttpRequest<?> request, String name) {
    return received(request).stream()
        .filter(cookie -> cookie.name().equals(name))
        .map(Received::value)
        .findFirst()
        .orElse(null);
  }

  /** A cookie for all our paths that no script reads and no other site's form sends. */
  Cookie make(String name, String value, Duration maxAge) {
    return Cookie.of(name, value)
        .path("/")
        .secure(secure)
        .httpOnly(true)
        .sameSite(SameSite.Lax)
        .maxAge(maxAge);
  }

  /** A session's token, for as long as the session can last. */
  public Cookie session(SessionToken token) {
    return make(session, token.value(), sessionLifetime);
  }

  /** What the next page says. */
  Cookie notice(Notice said) {
    return make(notice, said.encode(), NEXT_PAGE);
  }

  /** Has the browser forget what the page has said, unless it may be that nobody has read it. */
  MutableHttpResponse<?> forgetNotice(HttpRequest<?> request, MutableHttpResponse<?> page) {
    return has(request, notice) && FetchMetadata.isNavigation(request)
        ? page.cookie(forget(notice))
        : page;
  }

  /** What makes a browser forget the cookie of that name. */
  Cookie forget(String name) {
    return make(name, "", Duration.ZERO);
  }
}
