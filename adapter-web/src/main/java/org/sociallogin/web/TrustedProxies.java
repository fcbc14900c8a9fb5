package org.sociallogin.web;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.http.HttpRequest;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose word counts for where a request comes from: the proxies of {@code
 * social-login.trusted-proxies}. Each of them adds, at the right end of {@code X-Forwarded-For},
 * the address that it was asked from; what stands further left anybody can have written.
 */
@Context
final class TrustedProxies {

  private final List<IpSubnetFilterRule> networks;

  TrustedProxies(Settings settings) {
    this.networks =
        settings.trustedProxies().stream()
            .map(String::strip)
            .filter(network -> !network.isEmpty())
            .map(TrustedProxies::network)
            .toList();
  }

  /** The address of the client: the last one on the way to us that is no proxy of ours. */
  InetAddress client(HttpRequest<?> request) {
    var client = request.getRemoteAddress().getAddress();
    var forwarded = String.join(",", request.getHeaders().getAll("X-Forwarded-For")).split(",");
    for (var i = forwarded.length - 1; i >= 0 && isTrusted(client); i--) {
      var before = address(withoutPort(forwarded[i].strip()));
      if (before == null) {
        break;
      }
      client = before;
    }
    return client;
  }

  private boolean isTrusted(InetAddress address) {
    var socket = new InetSocketAddress(address, 0);
    return networks.stream().anyMatch(network -> network.matches(socket));
  }

  private static IpSubnetFilterRule network(String configured) {
    var slash = configured.indexOf('/');
    var address = address(slash < 0 ? configured : configured.substring(0, slash));
    try {
      if (address != null) {
        var bits = 8 * address.getAddress().length;
        var prefix = slash < 0 ? bits : Integer.parseInt(configured.substring(slash + 1));
        return new IpSubnetFilterRule(address, prefix, IpFilterRuleType.ACCEPT);
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw new ConfigurationException(
        "social-login.trusted-proxies must list addresses or networks such as 10.0.0.0/8");
  }

  /** Some proxies write the port behind the address: {@code 203.0.113.9:4711}, {@code [::1]:80}. */
  private static String withoutPort(String forwarded) {
    var colon = forwarded.lastIndexOf(':');
    var isPort =
        forwarded.startsWith("[")
            ? forwarded.indexOf(']') == colon - 1
            : forwarded.indexOf(':') == colon;
    return colon > 0 && isPort ? forwarded.substring(0, colon) : forwarded;
  }

  /** Never asks a name server: what is no literal address is none. */
  private static @Nullable InetAddress address(String literal) {
    return NetUtil.createInetAddressFromIpAddressString(literal);
  }
}
