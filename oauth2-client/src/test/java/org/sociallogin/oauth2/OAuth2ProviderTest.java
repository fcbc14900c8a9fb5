package org.sociallogin.oauth2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a provider's own class says of its endpoints, where nothing is configured. */
@Tag("HTTP-02")
@Tag("HTTP-16")
class OAuth2ProviderTest {

  private static OAuth2Provider provider(URI tokenEndpoint) {
    return OAuth2Provider.of(
        Acme.ID,
        "Acme",
        URI.create("https://id.acme.example/authorize"),
        tokenEndpoint,
        api -> Acme.profile("42"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://id.acme.example/x",
        "http://127.0.0.1.acme.example/x",
        "http://10.0.0.1/x",
        "ftp://localhost/x",
        "//id.acme.example/x",
        "/x",
        "https:///x",
        "https://user:canary@id.acme.example/x",
        "https://id.acme.example/x#canary"
      })
  void nothingIsSentWhereOthersCanReadIt(String url) {
    var uri = URI.create(url);
    var provider = provider(URI.create("https://id.acme.example/token"));

    assertThatThrownBy(() -> provider(uri))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "token of acme is not at an absolute https URL (http for loopback only) without user"
                + " info and fragment");
    assertThatThrownBy(() -> provider.withResource("user-info", uri))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "user-info of acme is not at an absolute https URL (http for loopback only) without"
                + " user info and fragment");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://id.acme.example/x?y=z",
        "HTTPS://10.0.0.1:8443/x",
        "http://localhost:9000/x",
        "http://127.0.0.1:9000/x",
        "http://[::1]:9000/x"
      })
  void exceptOnThisMachine(String url) {
    var uri = URI.create(url);
    var provider = provider(uri).withResource("user-info", uri);

    assertThat(provider.tokenEndpoint()).isEqualTo(uri);
    assertThat(provider.resources()).containsEntry("user-info", uri);
  }
}
