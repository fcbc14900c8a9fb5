package org.sociallogin.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where the application listens when nobody says. */
class ServerDefaultsTest {

  @Test
  void onlyThisMachineCanComeUntilABaseUrlSaysWhereOthersDo() throws IOException {
    var port = Running.freePort();
    try (var server =
        ApplicationContext.run(
            EmbeddedServer.class,
            Map.of(
                "micronaut.security.oauth2.clients.bitbucket.client-id", "id",
                "micronaut.security.oauth2.clients.bitbucket.client-secret", "secret",
                "datasources.default.url", "jdbc:h2:mem:defaults;DB_CLOSE_DELAY=-1",
                "micronaut.server.port", port))) {
      assertThat(isReachable(InetAddress.getByName("localhost"), server.getPort())).isTrue();
      for (var network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        for (var address : Collections.list(network.getInetAddresses())) {
          if (!address.isLoopbackAddress()) {
            assertThat(isReachable(address, port)).as(address.getHostAddress()).isFalse();
          }
        }
      }
    }
  }

  private static boolean isReachable(InetAddress address, int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
