package org.sociallogin.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import io.micronaut.http.server.HttpServerConfiguration;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the application listens when nobody says, and for how long. */
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
      assertThat(server.getApplicationContext().getBean(HttpServerConfiguration.class))
          .extracting(HttpServerConfiguration::getIdleTimeout)
          .isEqualTo(Duration.ofSeconds(60));
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "GET /login HTTP/1.1\r\nHo",
        "POST /logout HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\na"
      })
  void whoFallsSilentIsCutOff(String begun) {
    try (var app = Running.start(Map.of("micronaut.server.idle-timeout", "1s"))) {
      assertThat(app.raw(begun)).doesNotContain(" 200 ");
    }
  }

  @Test
  void whoBeginsNoHandshakeIsCutOff(@TempDir Path folder) {
    try (var app = Running.secure(folder, Map.of("micronaut.server.idle-timeout", "1s"))) {
      assertThat(app.raw("")).isEmpty();
      assertThat(app.raw("\u0016\u0003\u0001")).isEmpty();
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
