package org.sociallogin.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import io.micronaut.http.cookie.Cookie;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sociallogin.core.AccountEvent;
import org.sociallogin.core.AccountListener;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.LoginException.Reason;
import org.sociallogin.core.Profile;
import org.sociallogin.core.ProviderId;

/** An application with our sign-in, tested as its own team would. */
class MadeUpUsersTest {

  private final List<ApplicationContext> started = new ArrayList<>();
  private final List<AccountEvent.Kind> heard = new ArrayList<>();

  @AfterEach
  void close() {
    started.forEach(ApplicationContext::close);
  }

  @Test
  void whoBringsTheCookieIsSignedIn() throws Exception {
    var application = application(Map.of());

    var ada = application.getBean(MadeUpUsers.class).signIn("ada");

    assertThat(ada.cookie().getName()).isEqualTo("social-login");
    var answer = get(application, ada.cookie());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .contains(ada.user().id().toString())
        .contains("{\"address\":\"ada@example.org\",\"verified\":true}");
    var other = Cookie.of(ada.cookie().getName(), "a".repeat(43));
    assertThat(get(application, other).statusCode()).isEqualTo(401);
  }

  @Test
  void theSameUsernameIsTheSameUserInAnotherSession() throws LoginException {
    var users = application(Map.of()).getBean(MadeUpUsers.class);

    var first = users.signIn("ada");
    var second = users.signIn("ada");

    assertThat(second.user().id()).isEqualTo(first.user().id());
    assertThat(second.cookie().getValue()).isNotEqualTo(first.cookie().getValue());
    assertThat(users.signIn("grace").user().id()).isNotEqualTo(first.user().id());
    assertThat(heard)
        .containsExactly(
            AccountEvent.Kind.REGISTERED,
            AccountEvent.Kind.SIGNED_IN,
            AccountEvent.Kind.REGISTERED);
  }

  @Test
  void theCookieIsNamedAsBrowsersHaveIt() throws Exception {
    var application =
        application(
            Map.of(
                "social-login.base-url", "https://notes.example", "social-login.cookie-name", "n"));

    var ada = application.getBean(MadeUpUsers.class).signIn("ada");

    assertThat(ada.cookie().getName()).isEqualTo("__Host-n");
    assertThat(get(application, ada.cookie()).statusCode()).isEqualTo(200);
  }

  @Test
  void theApplicationsRulesHoldForThemToo() throws LoginException {
    var users =
        application(Map.of("social-login.allow.bitbucket-workspaces", "ours"))
            .getBean(MadeUpUsers.class);

    assertThatThrownBy(() -> users.signIn("ada"))
        .isInstanceOfSatisfying(
            LoginException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_ALLOWED));
    var ofOurs =
        new Profile(
            new ProviderId("bitbucket"),
            "{ada}",
            "Ada",
            null,
            null,
            null,
            null,
            Map.of("workspaces", List.of("ours")));
    assertThat(users.signIn(ofOurs).user().name()).isEqualTo("Ada");
  }

  private ApplicationContext application(Map<String, Object> configured) {
    var properties = new HashMap<String, Object>(configured);
    properties.putIfAbsent("social-login.base-url", "http://localhost");
    properties.put("micronaut.server.port", -1);
    properties.put("datasources.default.url", "jdbc:h2:mem:" + UUID.randomUUID());
    AccountListener listener = event -> heard.add(event.kind());
    var application =
        ApplicationContext.builder().properties(properties).singletons(listener).start();
    started.add(application);
    return application;
  }

  private static HttpResponse<String> get(ApplicationContext application, Cookie cookie)
      throws IOException, InterruptedException {
    var server = application.getBean(EmbeddedServer.class);
    if (!server.isRunning()) {
      server.start();
    }
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(server.getURI().resolve("/api/user"))
                .header("Cookie", cookie.getName() + "=" + cookie.getValue())
                .build(),
            BodyHandlers.ofString());
  }
}
