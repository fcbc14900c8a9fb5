package org.sociallogin.oauth2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.sociallogin.oauth2.Acme.failure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
