package org.sociallogin.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sociallogin.core.LoginFlow;

/** Providers of every module, several of each, beside each other. */
class SeveralProvidersTest {

  @Test
  void eachIsThereOnceInTheOrderThatIsConfigured() {
    var properties = new HashMap<String, Object>();
    for (var name : new String[] {"github", "x", "discord", "google", "gitlab", "corp", "branch"}) {
      properties.put("micronaut.security.oauth2.clients." + name + ".client-id", "id1");
      properties.put("micronaut.security.oauth2.clients." + name + ".client-secret", "secret1");
    }
    for (var server : new String[] {"corp", "branch"}) {
      properties.putAll(
          Map.of(
              "social-login.providers." + server + ".kind",
              "bitbucket-datacenter",
              "social-login.providers." + server + ".base-url",
              "https://" + server + ".example"));
    }
    properties.put("social-login.providers.x.order", 1);

    try (var running = Running.start(properties)) {
      var flow = running.server.getApplicationContext().getBean(LoginFlow.class);

      assertThat(flow.providers())
          .extracting(provider -> provider.id().value())
          .containsExactly(
              "x", "bitbucket", "branch", "corp", "discord", "github", "gitlab", "google");
    }
  }
}
