package org.sociallogin.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may reach the look-alike, and what it keeps. */
class SandboxTest {

  private final Sandbox sandbox = Sandbox.start(URI.create("http://localhost:8080"));
  private final Caller caller = new Caller(sandbox);

  @AfterEach
  void close() {
    sandbox.close();
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:8080, http://127.0.0.1",
    "https://LOCALHOST, http://127.0.0.1",
    "http://127.0.0.1:8080, http://localhost",
    "http://127.9.9.9/sso, http://localhost",
    "http://[::1]:8080, http://localhost"
  })
  void isAnotherSiteThanTheApplication(URI baseUrl, String origin) {
    try (var other = Sandbox.start(baseUrl)) {
      assertThat(other.origin().toString()).matches("\\Q" + origin + "\\E:\\d+");
      assertThat(other.authorizationUrl()).hasToString(other.origin() + "/site/oauth2/authorize");
      assertThat(new Caller(other).get(other.origin().resolve("/pages.css")).statusCode())
          .isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://app.example",
        "http://localhost.example",
        "http://127.0.0.1.example",
        "http://10.0.0.1:8080",
        "http://0.0.0.0:8080",
        "http://[::]:8080",
        "/no-host"
      })
  @Tag("OPS-16")
  void isForThisMachineAlone(URI baseUrl) {
    assertThatThrownBy(() -> Sandbox.start(baseUrl))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the sandbox is for this machine alone, and social-login.base-url leads elsewhere");
  }

  @Test
  @Tag("OPS-16")
  void listensOnLoopbackAlone() throws IOException {
    for (var network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      for (var address : Collections.list(network.getInetAddresses())) {
        assertThat(isReachable(address))
            .as(address.getHostAddress())
            .isEqualTo(address.getHostAddress().equals("127.0.0.1"));
      }
    }
  }

  private boolean isReachable(InetAddress address) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, sandbox.origin().getPort()), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "localhost:%d", "127.0.0.1", "127.0.0.1:1", ""})
  @Tag("OPS-16")
  void answersToItsOwnNameAlone(String host) throws IOException {
    var own = sandbox.origin().getAuthority();

    assertThat(statusLine(own)).isEqualTo("HTTP/1.1 200 OK");
    assertThat(statusLine(host.formatted(sandbox.origin().getPort()))).startsWith("HTTP/1.1 421 ");
    assertThat(sandbox.received(Endpoint.AUTHORIZATION)).hasSize(1);
  }

  private String statusLine(String host) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), sandbox.origin().getPort())) {
      var request = caller.request();
      socket
          .getOutputStream()
          .write(
              ("GET "
                      + request.getRawPath()
                      + '?'
                      + request.getRawQuery()
                      + " HTTP/1.1\r\nHost: "
                      + host
                      + "\r\nConnection: close\r\n\r\n")
                  .getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8)
          .lines()
          .findFirst()
          .orElse("");
    }
  }

  @Test
  void keepsNoProcessAlive() {
    caller.get(sandbox.origin());

    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> thread.getName().matches("HTTP-Dispatcher|sandbox"))
        .hasSizeGreaterThanOrEqualTo(2)
        .allMatch(Thread::isDaemon);
  }

  @Test
  void keepsTheCallbackUnderThePathOfTheApplication() {
    try (var under = Sandbox.start(URI.create("http://localhost:8080/sso/"))) {
      assertThat(under.agree(new Caller(under).request(), Person.MARA).toString())
          .startsWith("http://localhost:8080/sso/oauth/callback/bitbucket?code=");
    }
  }

  @Test
  void remembersWhatItReceived() {
    caller.post(sandbox.url(Endpoint.TOKEN), "a=b&c=%20", "X-Test", "1");

    var call = sandbox.received(Endpoint.TOKEN).get(0);
    assertThat(call.method()).isEqualTo("POST");
    assertThat(call.target()).isEqualTo("/site/oauth2/access_token");
    assertThat(call.body()).isEqualTo("a=b&c=%20");
    assertThat(call.headers())
        .containsEntry("x-test", "1")
        .containsEntry("Content-Type", "application/x-www-form-urlencoded");
    assertThat(sandbox.received(Endpoint.USER)).isEmpty();
  }

  @Test
  void remembersTheLastThousandCalls() {
    for (var i = 0; i < 1_001; i++) {
      caller.get(URI.create(sandbox.url(Endpoint.USER) + "?" + i));
    }

    assertThat(sandbox.received(Endpoint.USER)).hasSize(1_000);
    assertThat(sandbox.received(Endpoint.USER).get(0).target()).isEqualTo("/2.0/user?1");
  }

  @Test
  void readsNoMoreThan64KibibytesOfABody() {
    assertThat(caller.post(sandbox.url(Endpoint.TOKEN), "x".repeat(65_536)).statusCode())
        .isEqualTo(400);
    assertThat(caller.post(sandbox.url(Endpoint.TOKEN), "x".repeat(65_537)).statusCode())
        .isEqualTo(413);
  }

  @Test
  void tellsNoSecretByItsNames() {
    caller.accessToken(Person.MARA);

    assertThat(sandbox.received(Endpoint.TOKEN)).hasToString("[POST /site/oauth2/access_token]");
    assertThat(sandbox.oldConsumer()).hasToString("old-key-of-18-char");
  }

  @Test
  void isAsItWasAtTheStartAfterAReset() {
    sandbox.answer(Endpoint.USER, Answer.page(500, "Out of order"));
    sandbox.agreedBefore(Person.MARA);
    sandbox.behave(Quirk.CANCELS_WITHOUT_STATE);
    sandbox.tokenLength(6_000);
    caller.get(sandbox.url(Endpoint.USER));

    sandbox.reset();

    assertThat(sandbox.received(Endpoint.USER)).isEmpty();
    assertThat(caller.get(caller.request()).statusCode()).isEqualTo(200);
    assertThat(caller.accessToken(Person.MARA)).hasSize(2_600);
    assertThat(caller.api(Endpoint.USER, caller.accessToken(Person.MARA)).statusCode())
        .isEqualTo(200);
    assertThat(sandbox.cancel(caller.request("state", "S")).getQuery()).contains("state=S");
  }
}
