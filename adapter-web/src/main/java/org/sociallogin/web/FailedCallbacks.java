package org.sociallogin.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;

/**
 * How many callbacks have lately failed for each client address. Whoever has had too many waits;
 * who signs in is never counted. An IPv6 client is its network of 64 bits, within which addresses
 * cost nothing.
 */
@Singleton
final class FailedCallbacks {

  private static final int MOST_ADDRESSES = 50_000;
  private static final Duration PERIOD = Duration.ofMinutes(1);
  private static final int NETWORK_OCTETS = 8;

  private final TrustedProxies proxies;
  private final int most;
  private final TimeMeter time;
  // Who was quiet for the whole period has a full bucket again, and needs none.
  private final Cache<InetAddress, Bucket> buckets =
      Caffeine.newBuilder().maximumSize(MOST_ADDRESSES).expireAfterAccess(PERIOD).build();

  FailedCallbacks(TrustedProxies proxies, Settings settings, Clock clock) {
    this.proxies = proxies;
    this.most = settings.failedCallbacks();
    this.time = by(clock);
  }

  private static TimeMeter by(Clock clock) {
    return new TimeMeter() {
      @Override
      public long currentTimeNanos() {
        return ChronoUnit.NANOS.between(Instant.EPOCH, clock.instant());
      }

      @Override
      public boolean isWallClockBased() {
        return true;
      }
    };
  }

  /** Whether the client has to wait. */
  boolean areTooMany(HttpRequest<?> request) {
    var bucket = buckets.getIfPresent(client(request));
    return bucket != null && bucket.getAvailableTokens() == 0;
  }

  /** Counts one more. */
  void add(HttpRequest<?> request) {
    buckets.get(client(request), address -> full()).tryConsume(1);
  }

  private Bucket full() {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(most).refillIntervally(most, PERIOD))
        .withCustomTimePrecision(time)
        .build();
  }

  private InetAddress client(HttpRequest<?> request) {
    var address = proxies.client(request);
    if (!(address instanceof Inet6Address)) {
      return address;
    }
    var network = address.getAddress();
    Arrays.fill(network, NETWORK_OCTETS, network.length, (byte) 0);
    try {
      return InetAddress.getByAddress(network);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an IPv6 address has 16 octets", e);
    }
  }
}
