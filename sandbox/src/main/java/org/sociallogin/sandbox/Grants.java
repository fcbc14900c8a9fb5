package org.sociallogin.sandbox;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Codes and tokens that are out, the newest of them. */
final class Grants {

  private static final int MOST = 10_000;
  private static final Duration CODE_LIFETIME = Duration.ofMinutes(10);
  private static final Duration TOKEN_LIFETIME = Duration.ofHours(2);
  private static final Duration GRACE = Duration.ofMinutes(10);

  /**
   * What somebody agreed to.
   *
   * @param redirectUri as the authorization request had it, or null when it had none
   */
  record Grant(
      Consumer consumer,
      @Nullable String redirectUri,
      Person person,
      Trouble trouble,
      Instant issuedAt) {}

  private final Map<String, Grant> codes = newest();
  private final Map<String, Grant> accessTokens = newest();
  private final Map<String, Grant> refreshTokens = newest();
  private final Clock clock;
  private final SecureRandom random;

  Grants(Clock clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
  }

  synchronized String code(
      Consumer consumer, @Nullable String redirectUri, Person person, Trouble trouble) {
    var code = random(18);
    codes.put(code, new Grant(consumer, redirectUri, person, trouble, clock.instant()));
    return code;
  }

  /** The grant of a code, once, for the consumer and the redirect URI that it was made for. */
  synchronized @Nullable Grant redeem(
      String code, Consumer consumer, @Nullable String redirectUri) {
    var grant = codes.remove(code);
    return grant != null
            && grant.consumer().equals(consumer)
            && isWithin(grant, CODE_LIFETIME)
            && (grant.redirectUri() == null || grant.redirectUri().equals(redirectUri))
        ? grant
        : null;
  }

  /** Which trouble a code brings, without redeeming it. */
  synchronized Trouble trouble(String code) {
    var grant = codes.get(code);
    return grant == null ? Trouble.NOTHING : grant.trouble();
  }

  synchronized String accessToken(Grant grant, int length) {
    var token = random(length);
    accessTokens.put(token, reissued(grant));
    return token;
  }

  synchronized String refreshToken(Grant grant) {
    var token = random(64);
    refreshTokens.put(token, reissued(grant));
    return token;
  }

  synchronized @Nullable Grant byAccessToken(String token) {
    return accessTokens.get(token);
  }

  boolean isExpired(Grant grant) {
    return !isWithin(grant, TOKEN_LIFETIME);
  }

  /** The grant of a refresh token; the used one is good for ten minutes more. */
  synchronized @Nullable Grant refresh(String token) {
    var grant = refreshTokens.get(token);
    if (grant == null || !isWithin(grant, Duration.ofDays(90))) {
      return null;
    }
    // Used now: from here on it lives for the grace alone.
    var used =
        new Grant(
            grant.consumer(),
            grant.redirectUri(),
            grant.person(),
            grant.trouble(),
            clock.instant().minus(Duration.ofDays(90)).plus(GRACE));
    if (grant.issuedAt().isAfter(used.issuedAt())) {
      refreshTokens.put(token, used);
    }
    return grant;
  }

  private Grant reissued(Grant grant) {
    return new Grant(
        grant.consumer(), grant.redirectUri(), grant.person(), grant.trouble(), clock.instant());
  }

  private boolean isWithin(Grant grant, Duration lifetime) {
    return clock.instant().isBefore(grant.issuedAt().plus(lifetime));
  }

  private String random(int characters) {
    var octets = new byte[characters];
    random.nextBytes(octets);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets).substring(0, characters);
  }

  private static Map<String, Grant> newest() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, Grant> eldest) {
        return size() > MOST;
      }
    };
  }
}
