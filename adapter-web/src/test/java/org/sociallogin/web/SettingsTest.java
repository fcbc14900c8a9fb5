package org.sociallogin.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sociallogin.web.Settings.SessionSettings;

/** The properties as an operator writes them. */
class SettingsTest {

  @Test
  @Tag("SESS-09")
  void sessionsLastAsLongAsTheOperatorSays() {
    try (var application =
        ApplicationContext.run(
            Map.of(
                "social-login.session.idle", "1h",
                "social-login.session.absolute", "2d",
                "social-login.session.cache", "0s"))) {
      assertThat(application.getBean(SessionSettings.class))
          .isEqualTo(new SessionSettings(Duration.ofHours(1), Duration.ofDays(2), Duration.ZERO));
    }
  }

  @Test
  void withoutAnAddressPeopleComeToThisMachinesPort() {
    assertThat(baseUrl(Map.of())).isEqualTo("http://localhost:8080");
    assertThat(baseUrl(Map.of("micronaut.server.port", 9090))).isEqualTo("http://localhost:9090");
    assertThat(baseUrl(Map.of("micronaut.server.port", -1))).isEqualTo("http://localhost");
  }

  private static String baseUrl(Map<String, Object> properties) {
    try (var application = ApplicationContext.run(properties)) {
      return application.getBean(BaseUrl.class).toString();
    }
  }
}
