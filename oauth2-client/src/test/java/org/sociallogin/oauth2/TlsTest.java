package org.sociallogin.oauth2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.sociallogin.oauth2.Acme.failure;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sociallogin.core.Tokens;

/** Certificates of an authority that this Java trusts, as operators make it trust their own. */
@Tag("HTTP-02")
class TlsTest {

  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir private static Path directory;

  @BeforeAll
  static void trustAnAuthority() throws Exception {
    keytool("authority", "-dname", "CN=authority", "-ext", "bc:c");
    keytool("good", "-dname", "CN=x", "-signer", "authority", "-ext", "san=dns:localhost");
    keytool(
        "elsewhere", "-dname", "CN=localhost", "-signer", "authority", "-ext", "san=dns:x.example");
    keytool(
        "expired",
        "-dname",
        "CN=x",
        "-signer",
        "authority",
        "-ext",
        "san=dns:localhost",
        "-startdate",
        "-10d",
        "-validity",
        "1");
    keytool("stranger", "-dname", "CN=x", "-ext", "san=dns:localhost");

    var trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("authority", keys().getCertificate("authority"));
    var file = directory.resolve("trusted.p12");
    try (var out = Files.newOutputStream(file)) {
      trusted.store(out, PASSWORD);
    }
    System.setProperty("javax.net.ssl.trustStore", file.toString());
    System.setProperty("javax.net.ssl.trustStorePassword", new String(PASSWORD));
  }

  @AfterAll
  static void trustAsUsual() {
    System.clearProperty("javax.net.ssl.trustStore");
    System.clearProperty("javax.net.ssl.trustStorePassword");
  }

  @Test
  void aTrustedCertificateOfTheRightHostIsGood() throws Exception {
    try (var acme = new Acme(new StubProvider(listen("good"), "https://localhost:"))) {
      assertThat(acme.exchange()).isEqualTo(new Tokens("t1", null));
      assertThat(acme.exchange()).isEqualTo(new Tokens("t1", null));
      assertThat(acme.stub.requests).extracting("connection").containsExactly(1, 1);
    }
  }

  @ParameterizedTest
  @CsvSource({"stranger, path", "expired, validity", "elsewhere, localhost"})
  void noOtherIs(String certificate, String why) throws Exception {
    try (var acme = new Acme(new StubProvider(listen(certificate), "https://localhost:"))) {
      assertThat(failure(acme::exchange))
          .startsWith(
              "PROVIDER_UNAVAILABLE: the token request to "
                  + acme.stub.uri("/token")
                  + " failed: \"javax.net.ssl.SSL")
          .contains(why);
      assertThat(acme.stub.requests).isEmpty();
    }
  }

  @Test
  void noSettingOfTheApplicationChangesThat() throws Exception {
    var careless =
        Map.<String, Object>of(
            "micronaut.http.client.ssl.insecure-trust-all-certificates", true,
            "micronaut.http.services.acme.ssl.insecure-trust-all-certificates", true);
    var stub = new StubProvider(listen("stranger"), "https://localhost:");
    try (var acme = new Acme(stub, careless)) {
      assertThat(failure(acme::exchange)).startsWith("PROVIDER_UNAVAILABLE: ");
      assertThat(acme.stub.requests).isEmpty();
    }
  }

  @Test
  void whatDoesNotSpeakTlsIsUnavailable() throws Exception {
    try (var acme = new Acme(new StubProvider(plain(), "https://localhost:"))) {
      assertThat(failure(acme::exchange)).startsWith("PROVIDER_UNAVAILABLE: ");
      assertThat(acme.stub.requests).isEmpty();
    }
  }

  @Test
  void nothingOlderThanTls12IsOffered() throws Exception {
    try (var server = plain()) {
      var offered = CompletableFuture.supplyAsync(() -> versionsOffered(server));
      var there =
          Map.<String, Object>of(
              "micronaut.security.oauth2.clients.acme.token.url",
              "https://localhost:" + server.getLocalPort() + "/token");
      try (var acme = new Acme(new StubProvider(), there)) {
        assertThat(failure(acme::exchange)).startsWith("PROVIDER_UNAVAILABLE: ");
      }

      assertThat(offered.get()).containsOnly("TLS 1.3", "TLS 1.2");
    }
  }

  /** What the first message of whoever comes says in its extension 43 (RFC 8446, section 4.2.1). */
  private static List<String> versionsOffered(ServerSocket server) {
    try (var socket = server.accept();
        var in = new DataInputStream(socket.getInputStream())) {
      in.skipNBytes(1 + 2);
      var hello = ByteBuffer.wrap(in.readNBytes(in.readUnsignedShort()));
      hello.position(1 + 3 + 2 + 32); // type, length, version, random
      skip(hello, hello.get()); // session id
      skip(hello, hello.getShort()); // cipher suites
      skip(hello, hello.get()); // compression methods
      skip(hello, 2); // length of the extensions
      while (hello.hasRemaining()) {
        var type = hello.getShort();
        var extension = new byte[hello.getShort()];
        hello.get(extension);
        if (type == 43) {
          return IntStream.range(0, extension[0] / 2)
              .mapToObj(n -> "TLS 1." + (extension[2 + 2 * n] - 1))
              .toList();
        }
      }
      return List.of("older than TLS 1.3");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void skip(ByteBuffer hello, int octets) {
    hello.position(hello.position() + octets);
  }

  private static ServerSocket plain() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  private static void keytool(String alias, String... options) throws Exception {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-alias", alias, "-keyalg", "EC"));
    command.addAll(List.of("-keystore", "keys.p12", "-storepass", new String(PASSWORD)));
    command.addAll(List.of(options));
    var keytool =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    var said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    assertThat(keytool.waitFor()).as(said).isZero();
  }

  private static KeyStore keys() throws Exception {
    return KeyStore.getInstance(directory.resolve("keys.p12").toFile(), PASSWORD);
  }

  /** A socket that shows this certificate. */
  private static ServerSocket listen(String certificate) throws Exception {
    var one = KeyStore.getInstance("PKCS12");
    one.load(null, null);
    var keys = keys();
    one.setKeyEntry(
        certificate,
        keys.getKey(certificate, PASSWORD),
        PASSWORD,
        keys.getCertificateChain(certificate));
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(one, PASSWORD);
    var tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    return tls.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }
}
