package org.sociallogin.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.Digest;
import org.sociallogin.core.LocalPath;
import org.sociallogin.core.LoginAttempt;
import org.sociallogin.core.LoginFlow;
import org.sociallogin.core.Purpose;
import org.sociallogin.web.Cookies.Received;

/**
 * The attempts that a browser keeps, one cookie each, so that several tabs do not disturb each
 * other and any node can finish what another one started.
 */
@Singleton
final class Attempts {

  /** Longer than an attempt is good for, so that "too late" can be told from "not begun here". */
  private static final Duration KEPT = Duration.ofHours(1);

  private static final int MOST = 5;

  /** Of all our cookies, where an attempt begins: what becomes of it takes room besides. */
  private static final int MOST_CHARS_AT_START = 3_500;

  /** Of all our cookies, whatever comes: browsers and proxies take little more. */
  private static final int MOST_CHARS = 3_900;

  private static final int NAME_CHARS = 12;
  private static final String VERSION = "1";
  private static final int MOST_VALUE_CHARS = 2_500;
  private static final int SIGN_IN_PARTS = 7;
  private static final int BOUND_PARTS = 9;

  private final Cookies cookies;
  private final LoginFlow flow;
  private final Clock clock;

  Attempts(Cookies cookies, LoginFlow flow, Clock clock) {
    this.cookies = cookies;
    this.flow = flow;
    this.clock = clock;
  }

  /** The attempt that has this state, or null when this browser keeps none. */
  @Nullable LoginAttempt find(HttpRequest<?> request, @Nullable String state) {
    if (state == null) {
      return null;
    }
    var name = name(state);
    return Cookies.received(request).stream()
        .filter(cookie -> cookie.name().equals(name))
        .map(cookie -> decode(cookie.value()))
        .filter(attempt -> attempt != null)
        .findFirst()
        .orElse(null);
  }

  /** Has the browser keep one more; of the others go those that have no room, the oldest first. */
  void keep(LoginAttempt attempt, HttpRequest<?> request, MutableHttpResponse<?> response) {
    response.cookie(cookies.make(name(attempt.state()), encode(attempt), KEPT));
    makeRoom(request, response, MOST_CHARS_AT_START);
  }

  /**
   * Has the browser forget the attempt that has this state, if it keeps one. Others go only where
   * all that the browser keeps would be more than is taken.
   */
  void answered(@Nullable String state, HttpRequest<?> request, MutableHttpResponse<?> response) {
    if (state != null && Cookies.has(request, name(state))) {
      response.cookie(cookies.forget(name(state)));
    }
    makeRoom(request, response, MOST_CHARS);
  }

  private void makeRoom(HttpRequest<?> request, MutableHttpResponse<?> response, int mostChars) {
    var attempts = 0;
    var chars = 0;
    for (var kept : byWorth(request, Cookies.set(response))) {
      var size = kept.name().length() + kept.value().length() + "=; ".length();
      if ((isName(kept.name()) && ++attempts > MOST) || chars + size > mostChars) {
        response.cookie(cookies.forget(kept.name()));
      } else {
        chars += size;
      }
    }
  }

  /**
   * What the browser keeps of ours after an answer that sets these: first what was just set, then
   * who is signed in, then the attempts, the newest first, then what was said before.
   */
  private List<Received> byWorth(HttpRequest<?> request, Map<String, String> set) {
    var jar = new LinkedHashMap<String, String>();
    for (var cookie : Cookies.received(request)) {
      if (isName(cookie.name()) || cookies.others.contains(cookie.name())) {
        jar.put(cookie.name(), cookie.value());
      }
    }
    jar.putAll(set);
    jar.values().removeIf(String::isEmpty);
    var kept = new ArrayList<Received>();
    jar.forEach((name, value) -> kept.add(new Received(name, value)));
    // Browsers send what they got first first, and several may have begun in one second.
    Collections.reverse(kept);
    kept.sort(
        Comparator.comparing((Received cookie) -> !set.containsKey(cookie.name()))
            .thenComparing(cookie -> !cookies.lasting.contains(cookie.name()))
            .thenComparing(cookie -> !isName(cookie.name()))
            .thenComparing(cookie -> begun(cookie.value()), Comparator.reverseOrder()));
    return kept;
  }

  private Instant begun(String value) {
    var attempt = decode(value);
    return attempt == null || attempt.issuedAt().isAfter(clock.instant().plusSeconds(60))
        ? Instant.MIN
        : attempt.issuedAt();
  }

  private String name(String state) {
    return cookies.attemptPrefix + Digest.of(state).value().substring(0, NAME_CHARS);
  }

  private boolean isName(String name) {
    return name.startsWith(cookies.attemptPrefix)
        && name.length() == cookies.attemptPrefix.length() + NAME_CHARS;
  }

  static String encode(LoginAttempt attempt) {
    var signIn =
        String.join(
            ".",
            VERSION,
            attempt.provider().value(),
            attempt.state(),
            attempt.codeVerifier(),
            attempt.nonce(),
            Long.toString(attempt.issuedAt().getEpochSecond()),
            Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(attempt.returnTo().value().getBytes(UTF_8)));
    var session = attempt.session();
    return session == null
        ? signIn
        : String.join(".", signIn, attempt.purpose().name(), session.value());
  }

  private @Nullable LoginAttempt decode(String value) {
    var parts = value.length() > MOST_VALUE_CHARS ? new String[0] : value.split("\\.", -1);
    var isBound = parts.length == BOUND_PARTS;
    if ((parts.length != SIGN_IN_PARTS && !isBound) || !parts[0].equals(VERSION)) {
      return null;
    }
    var provider = flow.provider(parts[1]);
    if (provider == null) {
      return null;
    }
    try {
      return new LoginAttempt(
          provider.id(),
          isBound ? Purpose.valueOf(parts[7]) : Purpose.SIGN_IN,
          isBound ? new Digest(parts[8]) : null,
          parts[2],
          parts[3],
          parts[4],
          flow.redirectUri(provider.id()),
          new LocalPath(new String(Base64.getUrlDecoder().decode(parts[6]), UTF_8)),
          Instant.ofEpochSecond(Long.parseLong(parts[5])));
    } catch (IllegalArgumentException | DateTimeException edited) {
      return null;
    }
  }
}
