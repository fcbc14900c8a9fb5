package org.sociallogin.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.simple.SimpleHttpRequest;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("OPS-09")
class TrustedProxiesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // from          | X-Forwarded-For                     | is
        "198.51.100.1    | 203.0.113.9                         | 198.51.100.1",
        "10.1.2.3        | 203.0.113.9                         | 203.0.113.9",
        "10.1.2.3        | 192.0.2.66, 203.0.113.9             | 203.0.113.9",
        "10.1.2.3        | 192.0.2.66,203.0.113.9 , 10.9.9.9   | 203.0.113.9",
        "10.1.2.3        | 192.0.2.66, 203.0.113.9, 192.0.2.1  | 203.0.113.9",
        "10.1.2.3        | 10.1.1.1, 10.2.2.2                  | 10.1.1.1",
        "10.1.2.3        | 203.0.113.9, unknown                | 10.1.2.3",
        "10.1.2.3        | 203.0.113.9, localhost, 10.2.2.2    | 10.2.2.2",
        "10.1.2.3        | ''                                  | 10.1.2.3",
        "2001:db8:5::1   | 2001:db8:6::9                       | 2001:db8:6::9",
        "2001:db8:7::1   | 2001:db8:6::9                       | 2001:db8:7::1",
        "10.1.2.3        | [2001:db8:6::9]                     | 2001:db8:6::9",
        "10.1.2.3        | ::ffff:203.0.113.9                  | 203.0.113.9",
        "10.1.2.3        | 203.0.113.9:4711, 10.9.9.9:80       | 203.0.113.9",
        "10.1.2.3        | [2001:db8:6::9]:4711                | 2001:db8:6::9",
        "10.1.2.3        | :4711                               | 10.1.2.3",
      })
  void believeTheRightmostAddressThatIsNotTheirs(String from, String forwarded, String client) {
    var proxies = trusting("10.0.0.0/8", "192.0.2.1", "2001:db8:5::/48");

    assertThat(proxies.client(request(from, forwarded))).isEqualTo(address(client));
  }

  @Test
  void readSeveralHeadersAsOne() {
    var request = new Asked("10.1.2.3");
    request.header("X-Forwarded-For", "192.0.2.66").header("X-Forwarded-For", "203.0.113.9");

    assertThat(trusting("10.0.0.0/8").client(request)).isEqualTo(address("203.0.113.9"));
  }

  @Test
  void areNoneUnlessConfigured() {
    assertThat(trusting().client(request("127.0.0.1", "203.0.113.9")))
        .isEqualTo(address("127.0.0.1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"everybody", "example.org", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/a", "/8"})
  void areAddressesOrNetworks(String configured) {
    assertThatThrownBy(() -> trusting(configured))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "social-login.trusted-proxies must list addresses or networks such as 10.0.0.0/8");
  }

  static TrustedProxies trusting(String... networks) {
    return new TrustedProxies(
        new Settings(
            "app",
            null,
            null,
            "social-login",
            "same-origin",
            Duration.ofSeconds(10),
            256,
            30,
            List.of(networks)));
  }

  private static HttpRequest<?> request(String from, String forwarded) {
    return new Asked(from).header("X-Forwarded-For", forwarded);
  }

  private static InetAddress address(String literal) {
    return NetUtil.createInetAddressFromIpAddressString(literal);
  }

  /** A request from that address. */
  private static final class Asked extends SimpleHttpRequest<Object> {

    private final InetSocketAddress from;

    Asked(String from) {
      super(HttpMethod.GET, "/", null);
      this.from = new InetSocketAddress(address(from), 1);
    }

    @Override
    public InetSocketAddress getRemoteAddress() {
      return from;
    }
  }
}
