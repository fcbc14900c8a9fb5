package org.sociallogin.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.simple.SimpleHttpRequest;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class FailedCallbacksTest {

  private final Settings settings =
      new Settings(
          "app",
          null,
          null,
          "social-login",
          "same-origin",
          Duration.ofSeconds(10),
          256,
          1,
          List.of());
  private final FailedCallbacks callbacks =
      new FailedCallbacks(new TrustedProxies(settings), settings, Clock.systemUTC());

  @Test
  @Tag("OPS-08")
  @Tag("OPS-10")
  void areCountedForNoMoreAddressesThanThereIsRoomFor() {
    for (var address = 0; address < 120_000; address++) {
      callbacks.add(from(address));
    }

    // What is over the bound goes in the background.
    assertThat(
            IntStream.range(0, 120_000)
                .filter(address -> callbacks.areTooMany(from(address)))
                .count())
        .isBetween(40_000L, 60_000L);
  }

  private static HttpRequest<?> from(int address) {
    return new SimpleHttpRequest<Object>(HttpMethod.GET, "/", null) {
      @Override
      public InetSocketAddress getRemoteAddress() {
        var octets = "10.%d.%d.%d".formatted(address >> 16, address >> 8 & 255, address & 255);
        return new InetSocketAddress(octets, 1);
      }
    };
  }
}
