package org.sociallogin.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sociallogin.web.Browser.location;

import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest
class SignInTest {

  @Inject EmbeddedServer server;
  @Inject Store store;

  Browser browser;

  @BeforeEach
  void open() {
    browser = new Browser(server.getURI());
  }

  @Test
  void signsInAndReturnsToTheTarget() {
    var state = browser.start("/oauth/login/acme?return_to=/docs%3Fa%3Db");

    var answer = browser.get("/oauth/callback/acme?code=ada&state=" + state);

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(location(answer)).isEqualTo("/docs?a=b");
    var user = browser.get("/api/user");
    assertThat(user.statusCode()).isEqualTo(200);
    assertThat(user.body()).contains("\"provider\":\"acme\",\"subject\":\"ada\"");
    assertThat(browser.get("/account").body()).contains("Ada &lt;b&gt;Example&lt;/b&gt;");
  }
}
