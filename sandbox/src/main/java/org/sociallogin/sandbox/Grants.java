package org.sociallogin.sandbox;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Codes and tokens that are out, the newest two thousand of each. */
final class Grants {

  private static final int MOST = 2_000;
  private static final int CODE_LENGTH = 24;
  private static final Duration CODE_LIFETIME = Duration.ofMinutes(10);
  static final Duration ACCESS_LIFETIME = Duration.ofHours(2);
  private static final Duration REFRESH_LIFETIME = Duration.ofDays(90);

  /** How long a refresh token that was used is still good: for who lost the answer. */
  private static final Duration GRACE = Duration.ofMinutes(10);

  /** What a person agreed to, and what is to go wrong with it. */
  record Grant(Consumer consumer, Person person, Trouble trouble) {}

  /** A grant that a secret stands for, until then. */
  record Issued(Grant grant, @Nullable String redirectUri, Instant until) {}

  private final Map<String, Issued> codes = newest();
  private final Map<String, Issued> accessTokens = newest();
  private final Map<String, Issued> refreshTokens = newest();
  private final Clock clock;
  private final SecureRandom random;

  Grants(Clock clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
  }

  /**
   * A code for that grant.
   *
   * @param redirectUri as the authorization request had it, or null when it had none
   */
  synchronized String code(Grant grant, @Nullable String redirectUri) {
    var code = random(CODE_LENGTH);
    codes.put(code, issued(grant, redirectUri, CODE_LIFETIME));
    return code;
  }

  /** The grant of a code, once, for the consumer and the redirect URI that it was made for. */
  synchronized @Nullable Grant redeem(
      String code, Consumer consumer, @Nullable String redirectUri) {
    var issued = codes.get(code);
    if (issued == null || !issued.grant().consumer().equals(consumer)) {
      return null;
    }
    codes.remove(code);
    return isGood(issued)
            && (issued.redirectUri() == null || issued.redirectUri().equals(redirectUri))
        ? issued.grant()
        : null;
  }

  synchronized String accessToken(Grant grant, int length) {
    var token = random(length - 1) + '=';
    accessTokens.put(token, issued(grant, null, ACCESS_LIFETIME));
    return token;
  }

  synchronized String refreshToken(Grant grant, int length) {
    var token = random(length - 1) + '=';
    refreshTokens.put(token, issued(grant, null, REFRESH_LIFETIME));
    return token;
  }

  /** What an access token stands for, also one that has expired. */
  synchronized @Nullable Issued byAccessToken(String token) {
    return accessTokens.get(token);
  }

  /** The grant of a refresh token, from whose first use on it lives for the grace alone. */
  synchronized @Nullable Grant refresh(String token, Consumer consumer) {
    var issued = refreshTokens.get(token);
    if (issued == null || !isGood(issued) || !issued.grant().consumer().equals(consumer)) {
      return null;
    }
    var graceEnds = clock.instant().plus(GRACE);
    if (graceEnds.isBefore(issued.until())) {
      refreshTokens.put(token, new Issued(issued.grant(), null, graceEnds));
    }
    return issued.grant();
  }

  /** The person withdraws what was granted. */
  synchronized void revoke(Person person) {
    for (var secrets : List.of(codes, accessTokens, refreshTokens)) {
      secrets.values().removeIf(issued -> issued.grant().person().equals(person));
    }
  }

  boolean isGood(Issued issued) {
    return clock.instant().isBefore(issued.until());
  }

  private Issued issued(Grant grant, @Nullable String redirectUri, Duration lifetime) {
    return new Issued(grant, redirectUri, clock.instant().plus(lifetime));
  }

  private String random(int characters) {
    var octets = new byte[characters];
    random.nextBytes(octets);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets).substring(0, characters);
  }

  private static Map<String, Issued> newest() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, Issued> eldest) {
        return size() > MOST;
      }
    };
  }
}
