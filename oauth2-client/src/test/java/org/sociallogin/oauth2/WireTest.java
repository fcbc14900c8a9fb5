package org.sociallogin.oauth2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.sociallogin.oauth2.Acme.failure;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sociallogin.core.Profile;
import org.sociallogin.core.Tokens;
import org.sociallogin.oauth2.StubProvider.Connection;

/** The door against a provider that is broken, slow or hostile, over real sockets. */
@Timeout(60)
class WireTest {

  private static final String JSON = "Content-Type: application/json\r\n";

  private final StubProvider stub = new StubProvider();
  private final Acme acme = new Acme(stub);
  private final ExecutorService logins = Executors.newCachedThreadPool();
  private final CountDownLatch over = new CountDownLatch(1);

  @AfterEach
  void stop() throws IOException {
    over.countDown();
    logins.shutdownNow();
    acme.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  @Tag("HTTP-01")
  @Tag("C28")
  void followsNoRedirect(int status) throws Exception {
    try (var elsewhere = new StubProvider()) {
      var location = elsewhere.uri("/there");
      for (var path : List.of("/token", "/user")) {
        answer(path, status + " Elsewhere", "Location: " + location + "?code=c1#x\r\n", "");
      }

      assertThat(failure(acme::exchange))
          .isEqualTo(
              "PROVIDER_UNINTELLIGIBLE: the token request to %s was answered %d, which redirects to \"%s\""
                  .formatted(stub.uri("/token"), status, location));
      assertThat(failure(acme::lookUp))
          .isEqualTo(
              "PROVIDER_UNINTELLIGIBLE: the user-info request to %s was answered %d, which redirects to \"%s\""
                  .formatted(stub.uri("/user"), status, location));
      assertThat(stub.requests).extracting("line").contains("POST /token HTTP/1.1");
      assertThat(elsewhere.requests).isEmpty();
    }
  }

  @Test
  @Tag("HTTP-03")
  @Tag("HTTP-14")
  void aRequestThatIsGivenUpTakesItsConnectionWithIt() throws Exception {
    stub.on("/token", (request, connection) -> over.await());

    assertGivenUp(acme::exchange);
  }

  @Test
  @Tag("HTTP-03")
  void headersThatDripAreGivenUp() throws Exception {
    stub.on("/token", (request, connection) -> drip(connection, "HTTP/1.1 200 OK\r\nX: ", "x"));

    assertGivenUp(acme::exchange);
  }

  @Test
  @Tag("HTTP-03")
  void aBodyThatDripsIsGivenUp() throws Exception {
    stub.on(
        "/token",
        (request, connection) -> drip(connection, StubProvider.head("200 OK", JSON), " "));

    assertGivenUp(acme::exchange);
  }

  @Test
  @Tag("HTTP-03")
  void aConnectionThatIsNeverMadeIsGivenUp() throws Exception {
    var queue = new ArrayList<Socket>();
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      // Linux keeps one more than the backlog waiting, and answers no others.
      for (var n = 0; n < 2; n++) {
        queue.add(new Socket(server.getInetAddress(), server.getLocalPort()));
      }
      var nowhere =
          Map.<String, Object>of(
              "micronaut.security.oauth2.clients.acme.token.url",
              "http://127.0.0.1:" + server.getLocalPort() + "/token");
      try (var full = new Acme(new StubProvider(), nowhere)) {
        assertThat(givenUp(full::exchange)).endsWith(" was given up before it was answered");
      }
    } finally {
      for (var socket : queue) {
        socket.close();
      }
    }
  }

  @Test
  @Tag("HTTP-14")
  void aLateAnswerReachesNobody() throws Exception {
    var late = new CountDownLatch(1);
    var asked = new CountDownLatch(1);
    stub.on(
        "/token",
        (request, connection) -> {
          if (request.body().contains("code=first")) {
            asked.countDown();
            late.await();
            connection.send(StubProvider.ok("application/json", token("of-first")));
          } else {
            connection.send(StubProvider.ok("application/json", token("of-second")));
          }
        });
    var first = logins.submit(() -> failure(() -> acme.port.exchange(acme.grant("first"))));
    asked.await();
    first.cancel(true);
    assertThat(stub.connections.take().isClosedByPeer()).isTrue();
    late.countDown();

    assertThat(acme.port.exchange(acme.grant("second"))).isEqualTo(new Tokens("of-second", null));

    assertThat(stub.requests).extracting("connection").containsExactly(1, 2);
  }

  @Test
  @Tag("HTTP-14")
  @Tag("LIB-11")
  void neverMixesAnswersUpHoweverManyAreGivenUp() throws Exception {
    try (var busy = new Acme(new StubProvider(), Map.of(Acme.EVENT_LOOPS, 4))) {
      busy.stub.on(
          "/user",
          (request, connection) -> {
            var token = request.header("authorization").substring("Bearer ".length());
            connection.send(StubProvider.ok("application/json", "{\"id\":\"" + token + "\"}"));
          });
      var lookUps = new ArrayList<Future<Profile>>();
      for (var n = 0; n < 400; n++) {
        var token = "t" + n;
        var lookUp = logins.submit(() -> busy.lookUp(new Tokens(token, null)));
        lookUps.add(lookUp);
        if (n % 4 == 0) {
          LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(2_000_000));
          lookUp.cancel(true);
        }
      }
      for (var n = 0; n < lookUps.size(); n++) {
        if (!lookUps.get(n).isCancelled()) {
          assertThat(lookUps.get(n).get()).isEqualTo(Acme.profile("t" + n));
        }
      }
    }
  }

  @Test
  @Tag("HTTP-04")
  void anEndlessAnswerIsCutOff() throws Exception {
    var cut = new CountDownLatch(1);
    var chunk = "1000\r\n" + " ".repeat(0x1000) + "\r\n";
    stub.on(
        "/token",
        (request, connection) -> {
          connection.send(StubProvider.head("200 OK", JSON + "Transfer-Encoding: chunked\r\n"));
          try {
            while (true) {
              connection.send(chunk);
            }
          } catch (IOException e) {
            cut.countDown();
          }
        });

    assertThat(failure(acme::exchange)).isEqualTo(tooBig());
    assertThat(cut.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  @Tag("HTTP-04")
  void anAnswerOfMoreThanAMegabyteIsRefused() throws Exception {
    json("/token", " ".repeat((1 << 20) - Acme.TOKEN.length() + 1) + Acme.TOKEN);
    assertThat(failure(acme::exchange)).isEqualTo(tooBig());

    json("/token", " ".repeat(10 << 20) + Acme.TOKEN);
    assertThat(failure(acme::exchange)).isEqualTo(tooBig());
  }

  @Test
  @Tag("HTTP-04")
  void anAnswerOfJustAMegabyteIsRead() throws Exception {
    json("/token", " ".repeat((1 << 20) - Acme.TOKEN.length()) + Acme.TOKEN);

    assertThat(acme.exchange()).isEqualTo(new Tokens("t1", null));
  }

  @Test
  @Tag("HTTP-04")
  void anAnswerThatIsShorterThanItSaysIsNoAnswer() {
    stub.on(
        "/token",
        (request, connection) -> {
          connection.send(StubProvider.head("200 OK", JSON + "Content-Length: 1000\r\n"));
          connection.send(Acme.TOKEN);
          throw new IOException("cut");
        });

    assertThat(failure(acme::exchange)).startsWith("PROVIDER_UNAVAILABLE: " + tokenRequest());
  }

  @Test
  @Tag("HTTP-04")
  void anAnswerUntilTheConnectionEndsIsRead() throws Exception {
    stub.on(
        "/token",
        (request, connection) -> {
          connection.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + Acme.TOKEN);
          throw new IOException("the end");
        });

    assertThat(acme.exchange()).isEqualTo(new Tokens("t1", null));
  }

  @Test
  @Tag("HTTP-04")
  void headersOfMoreThanSixteenKilobytesAreRefused() throws Exception {
    answer("/token", "200 OK", "X: " + "x".repeat(15_000) + "\r\n", Acme.TOKEN);
    assertThat(acme.exchange()).isEqualTo(new Tokens("t1", null));

    answer("/token", "200 OK", "X: " + "x".repeat(17_000) + "\r\n", Acme.TOKEN);
    assertThat(failure(acme::exchange)).startsWith("PROVIDER_UNINTELLIGIBLE: " + tokenRequest());
  }

  @Test
  @Tag("C21")
  void readsGzipThatNobodyAskedFor() throws Exception {
    compressed("/token", "gzip", gzip(Acme.TOKEN.getBytes(UTF_8)));
    compressed("/user", "GZIP", gzip(Acme.USER.getBytes(UTF_8)));

    assertThat(acme.lookUp(acme.exchange())).isEqualTo(Acme.profile("42"));
  }

  @Test
  @Tag("HTTP-05")
  void refusesACompressedBomb() throws Exception {
    compressed("/token", "gzip", gzip(new byte[1 << 20], 300));

    assertThat(failure(acme::exchange))
        .isEqualTo(
            "PROVIDER_UNINTELLIGIBLE: %s was answered 200 \"application/json\", more than 1048576 bytes"
                .formatted(tokenRequest()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"deflate", "br", "zstd", "snappy", "gzip, gzip", "x-unheard-of"})
  @Tag("HTTP-05")
  void refusesAnyOtherCompression(String encoding) throws Exception {
    compressed("/token", encoding, gzip(gzip(Acme.TOKEN.getBytes(UTF_8))));

    assertThat(failure(acme::exchange))
        .isEqualTo(
            "PROVIDER_UNINTELLIGIBLE: %s was answered 200 \"application/json\", compressed as \"%s\""
                .formatted(tokenRequest(), encoding));
  }

  @Test
  @Tag("HTTP-05")
  void refusesWhatOnlySaysThatItIsCompressed() throws Exception {
    compressed("/token", "gzip", Acme.TOKEN.getBytes(UTF_8));

    assertThat(failure(acme::exchange))
        .isEqualTo(
            "PROVIDER_UNINTELLIGIBLE: %s was answered 200 \"application/json\", which cannot be read"
                .formatted(tokenRequest()));
  }

  @Test
  @Tag("HTTP-11")
  void neverSendsACodeTwice() {
    stub.on(
        "/token",
        (request, connection) -> {
          throw new IOException("closed after reading");
        });

    assertThat(failure(acme::exchange)).startsWith("PROVIDER_UNAVAILABLE: " + tokenRequest());
    assertThat(stub.requests).hasSize(1);
  }

  @Test
  @Tag("HTTP-11")
  void neverSendsACodeTwiceOverAConnectionThatWasReused() throws Exception {
    acme.exchange();
    stub.on(
        "/token",
        (request, connection) -> {
          throw new IOException("closed after reading");
        });

    assertThat(failure(acme::exchange)).startsWith("PROVIDER_UNAVAILABLE: " + tokenRequest());
    assertThat(stub.requests).extracting("connection").containsExactly(1, 1);
  }

  @Test
  @Tag("HTTP-11")
  void neverSendsACodeTwiceWhenTheConnectionIsReset() throws Exception {
    acme.exchange();
    stub.on(
        "/token",
        (request, connection) -> {
          connection.socket().setSoLinger(true, 0);
          connection.socket().close();
        });

    assertThat(failure(acme::exchange)).startsWith("PROVIDER_UNAVAILABLE: " + tokenRequest());
    assertThat(stub.requests).hasSize(2);
  }

  @Test
  @Tag("HTTP-11")
  void leavesAConnectionThatTheProviderClosed() throws Exception {
    acme.exchange();
    var connection = stub.connections.take();
    connection.socket().shutdownOutput();
    assertThat(connection.isClosedByPeer()).isTrue();

    assertThat(acme.exchange()).isEqualTo(new Tokens("t1", null));

    assertThat(stub.requests).extracting("connection").containsExactly(1, 2);
  }

  @Test
  void leavesAConnectionThatTheProviderWillClose() throws Exception {
    answer("/token", "200 OK", "Connection: close\r\n", Acme.TOKEN);

    acme.exchange();
    acme.exchange();

    assertThat(stub.requests).extracting("connection").containsExactly(1, 2);
  }

  @Test
  @Tag("HTTP-12")
  @Tag("HTTP-13")
  void aProviderThatHangsHurtsNobodyElseAndIsUsedAsSoonAsItIsBack() throws Exception {
    var asked = new CountDownLatch(300);
    stub.on(
        "/token",
        (request, connection) -> {
          asked.countDown();
          over.await();
        });
    var hung = new ArrayList<Future<?>>();
    for (var n = 0; n < 300; n++) {
      hung.add(logins.submit(() -> failure(acme::exchange)));
    }
    asked.await();
    try (var other = new StubProvider().json("/token", token("other"))) {
      var port = acme.port(Acme.provider(other));
      assertThat(port.exchange(acme.grant("c1"))).isEqualTo(new Tokens("other", null));
    }

    hung.forEach(login -> login.cancel(true));
    json("/token", token("back"));
    assertThat(acme.exchange()).isEqualTo(new Tokens("back", null));
    for (var n = 0; n < 300; n++) {
      assertThat(stub.connections.take().isClosedByPeer()).isTrue();
    }
  }

  @Test
  @Tag("HTTP-15")
  void remembersNothingOfAnybody() throws Exception {
    answer("/token", "200 OK", "Set-Cookie: who=ada; Path=/\r\nETag: \"1\"\r\n", Acme.TOKEN);

    acme.exchange();
    acme.exchange();

    assertThat(stub.requests.get(1)).isEqualTo(stub.requests.get(0));
  }

  @Test
  @Tag("HTTP-19")
  void needsNoMoreThanOneEventLoop() throws Exception {
    var profiles = new ArrayList<Future<Profile>>();
    for (var n = 0; n < 20; n++) {
      profiles.add(logins.submit(() -> acme.lookUp(acme.exchange())));
    }
    for (var profile : profiles) {
      assertThat(profile.get()).isEqualTo(Acme.profile("42"));
    }
  }

  @Test
  void theSettingsOfOtherClientsAreNotItsOwn() throws Exception {
    var others =
        Map.<String, Object>of(
            "micronaut.http.client.follow-redirects", "true",
            "micronaut.http.client.read-timeout", "1ms",
            "micronaut.http.client.max-content-length", "1",
            "micronaut.http.client.pool.max-concurrent-http1-connections", "1",
            "micronaut.http.client.proxy-type", "http",
            "micronaut.http.client.proxy-address", "127.0.0.1:9");
    try (var host = new Acme(new StubProvider(), others)) {
      assertThat(host.lookUp(host.exchange())).isEqualTo(Acme.profile("42"));
    }
  }

  @Test
  @Tag("C23")
  void aProviderThatIsNotThereIsUnavailable() throws Exception {
    stub.close();

    assertThat(failure(acme::exchange))
        .startsWith("PROVIDER_UNAVAILABLE: " + tokenRequest() + " failed: ")
        .contains("Connection refused");
  }

  @Test
  void whatIsNotHttpIsUnintelligible() {
    stub.on("/token", (request, connection) -> connection.send("SSH-2.0-OpenSSH_9.2\r\n\r\n"));

    assertThat(failure(acme::exchange)).startsWith("PROVIDER_UNINTELLIGIBLE: " + tokenRequest());
  }

  private void json(String path, String body) {
    stub.json(path, body);
  }

  private void answer(String path, String status, String headers, String body) {
    stub.on(
        path, (request, connection) -> connection.send(StubProvider.answer(status, headers, body)));
  }

  private void compressed(String path, String encoding, byte[] body) {
    stub.on(
        path,
        (request, connection) -> {
          connection.send(
              StubProvider.head(
                  "200 OK",
                  JSON
                      + "Content-Encoding: %s\r\nContent-Length: %d\r\n"
                          .formatted(encoding, body.length)));
          connection.send(body);
        });
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    return gzip(plain, 1);
  }

  private static byte[] gzip(byte[] plain, int times) throws IOException {
    var compressed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(compressed)) {
      for (var n = 0; n < times; n++) {
        gzip.write(plain);
      }
    }
    return compressed.toByteArray();
  }

  /** Sends a little now and then, until the other side is gone. */
  private void drip(Connection connection, String first, String then) throws Exception {
    connection.send(first);
    while (!over.await(10, TimeUnit.MILLISECONDS)) {
      connection.send(then);
    }
  }

  /** Neither thread nor connection stays. */
  private void assertGivenUp(Callable<?> call) throws Exception {
    assertThat(givenUp(call))
        .isEqualTo(
            "PROVIDER_UNAVAILABLE: " + tokenRequest() + " was given up before it was answered");
    assertThat(stub.connections.take().isClosedByPeer()).isTrue();
  }

  /** As core does it: waits for a while, then interrupts. */
  private @Nullable String givenUp(Callable<?> call) throws Exception {
    var outcome = new CompletableFuture<@Nullable String>();
    var login = logins.submit(() -> outcome.complete(failure(call::call)));
    try {
      login.get(300, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      login.cancel(true);
    }
    return outcome.get(5, TimeUnit.SECONDS);
  }

  private String tokenRequest() {
    return "the token request to " + stub.uri("/token");
  }

  private String tooBig() {
    return "PROVIDER_UNINTELLIGIBLE: "
        + tokenRequest()
        + " was answered with more than 1048576 bytes";
  }

  private static String token(String value) {
    return "{\"access_token\":\"" + value + "\"}";
  }
}
