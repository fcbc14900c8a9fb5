package org.sociallogin.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sociallogin.app.Browser.location;
import static org.sociallogin.app.Browser.parameter;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sociallogin.sandbox.Person;

/** The application below a path of a host that it shares. */
class PrefixTest {

  @Test
  @Tag("C55")
  void everythingLiesBelowThePathAndATargetMayLieBesideIt() {
    try (var app = Running.under("/sso", Map.of())) {
      var browser = app.browser();

      var start = browser.get("/sso/oauth/login/bitbucket");
      assertThat(parameter(location(start), "redirect_uri"))
          .isEqualTo(app.base + "/oauth/callback/bitbucket");
      assertThat(start.headers().firstValue("Set-Cookie").orElse("")).contains("; Path=/;");
      assertThat(
              location(browser.get(app.agree(browser, "/sso/oauth/login/bitbucket", Person.MARA))))
          .isEqualTo("/sso/account");
      assertThat(
              location(
                  browser.get(
                      app.agree(
                          browser, "/sso/oauth/login/bitbucket?return_to=/docs", Person.MARA))))
          .isEqualTo("/docs");
      assertThat(browser.get("/sso/account").body()).contains("action=\"/sso/logout\"");
      assertThat(browser.get("/sso/api/providers").body())
          .contains("\"login\":\"/sso/oauth/login/bitbucket\"");
      assertThat(location(browser.get("/sso/"))).isEqualTo("/sso/account");
      assertThat(location(app.browser().get("/sso/account/delete")))
          .isEqualTo("/sso/login?return_to=%2Fsso%2Faccount%2Fdelete");
      assertThat(browser.get("/login").statusCode()).isEqualTo(404);
    }
  }

  @Test
  @Tag("C55")
  void aProxyMayTakeThePathAway() {
    try (var app = Running.under("/sso", Map.of("micronaut.server.context-path", "/"))) {
      var browser = app.browser();
      assertThat(browser.get("/login").body()).contains("href=\"/sso/oauth/login/bitbucket\"");

      var start = browser.get("/oauth/login/bitbucket");
      assertThat(parameter(location(start), "redirect_uri"))
          .isEqualTo(app.base + "/oauth/callback/bitbucket");
      assertThat(start.headers().firstValue("Set-Cookie").orElse("")).contains("; Path=/;");
      var callback = app.sandbox.agree(URI.create(location(start)), Person.MARA);
      assertThat(callback.getPath()).isEqualTo("/sso/oauth/callback/bitbucket");
      var back = callback.getRawPath().substring("/sso".length()) + '?' + callback.getRawQuery();

      assertThat(location(browser.get(back))).isEqualTo("/sso/account");
      assertThat(browser.get("/account").body()).contains("action=\"/sso/logout\"");
      assertThat(location(browser.get("/"))).isEqualTo("/sso/account");
      assertThat(location(browser.get(back))).isEqualTo("/sso/account");
      assertThat(location(app.browser().get(back))).isEqualTo("/sso/login/problem");
    }
  }

  @Test
  @Tag("C55")
  void whoHasToSignInComesBackBelowThePathThatAProxyTakesAway() {
    try (var app = Running.under("/sso", Map.of("micronaut.server.context-path", "/"))) {
      assertThat(location(app.browser().get("/account/delete?a=b")))
          .isEqualTo("/sso/login?return_to=%2Fsso%2Faccount%2Fdelete%3Fa%3Db");
      assertThat(location(app.browser().get("/account"))).isEqualTo("/sso/login");
      assertThat(location(app.browser().get("/oauth/link/bitbucket"))).isEqualTo("/sso/login");
    }
  }

  @Test
  @Tag("C55")
  void aProxyMayPutAnotherPathInItsPlace() {
    try (var app = Running.under("/sso", Map.of("micronaut.server.context-path", "/inside/"))) {
      assertThat(location(app.browser().get("/inside/account/delete")))
          .isEqualTo("/sso/login?return_to=%2Fsso%2Faccount%2Fdelete");
    }
  }

  @Test
  @Tag("WEB-08")
  void whetherTheWholeHostKeepsToTlsIsNotOursToSay() {
    try (var app = Running.start(Map.of("social-login.base-url", "https://example.test/sso"))) {
      var login = app.browser().get("/sso/login");

      assertThat(login.statusCode()).isEqualTo(200);
      assertThat(login.headers().firstValue("Strict-Transport-Security")).isEmpty();
    }
  }
}
