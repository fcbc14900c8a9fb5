package org.sociallogin.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sociallogin.app.Chromium.button;
import static org.sociallogin.app.Chromium.link;

import com.microsoft.playwright.Locator.FilterOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.SameSiteAttribute;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** What only a real browser decides: cookies, policies and redirects, with JavaScript off. */
@Tag("once")
@EnabledIf(
    value = "org.sociallogin.app.Chromium#isThere",
    disabledReason = "browser tests skipped: there is no Chromium (apt-get install chromium)")
class ChromiumTest {

  private static final String WAY = "Continue with Bitbucket (sandbox)";

  private static Running app;
  private static Chromium chromium;

  private Page page;

  @BeforeAll
  static void start() {
    app = Running.start();
    // Back shows what people's browsers keep for it; a driver has them keep nothing.
    chromium = new Chromium("--disable-back-forward-cache");
  }

  @AfterAll
  static void stop() {
    chromium.close();
    app.close();
  }

  @BeforeEach
  void open() {
    page = chromium.somebody().newPage();
  }

  @AfterEach
  void close() {
    page.context().close();
  }

  @Test
  @Tag("WEB-06")
  @Tag("WEB-07")
  @Tag("SESS-16")
  void aPersonClicksThroughTheSignInAndOut() {
    page.navigate(app.base.toString());
    assertThat(page.title()).isEqualTo("Sign in – Social login");
    link(page, WAY).click();
    assertThat(page.title()).isEqualTo("Sandbox, not Bitbucket – Social login");
    button(page, "Allow").click();

    assertThat(page.url()).isEqualTo(app.base + "/account");
    assertThat(page.title()).isEqualTo("Your account – Social login");
    assertThat(page.locator("dl").innerText()).contains("Mara Lindqvist");

    button(page, "Sign out").click();
    assertThat(page.title()).isEqualTo("You are signed out – Social login");
    page.goBack();
    assertThat(page.content()).doesNotContain("Mara Lindqvist");
  }

  @Test
  @Tag("FLOW-25")
  void whoCancelsCanGoOnAndNoPageRestsOnAnAddressWithACode() {
    page.navigate(app.base + "/login");
    link(page, WAY).click();
    button(page, "Cancel").click();

    assertThat(page.url()).isEqualTo(app.base + "/login/problem");
    assertThat(page.title()).isEqualTo("Sign-in cancelled – Social login");
    link(page, WAY).click();
    button(page, "Allow").click();
    assertThat(page.url()).isEqualTo(app.base + "/account");
  }

  @Test
  void troubleAtTheProviderIsToldWithAWayOn() {
    page.navigate(app.base + "/login");
    link(page, WAY).click();
    page.getByText("Make something go wrong").click();
    page.getByText("The token endpoint answers HTML instead of JSON").click();
    button(page, "Allow").click();

    assertThat(page.title())
        .isEqualTo("We could not read Bitbucket (sandbox)'s answer – Social login");
    link(page, "Try again").click();
    button(page, "Allow").click();
    assertThat(page.url()).isEqualTo(app.base + "/account");
  }

  @Test
  @Tag("WEB-06")
  void aWayToSignInIsAddedAndRemovedByClicksAndTheQuestionBeforeSigningOutSignsOut() {
    signIn(app.base.toString());
    addTomas();
    assertThat(page.locator(".notice").innerText())
        .startsWith("Bitbucket (sandbox) is added. You can now sign in with it.");

    link(page, "Remove Bitbucket (sandbox), Tomás Ó Súilleabháin").click();
    assertThat(page.title()).isEqualTo("Remove Bitbucket (sandbox)? – Social login");
    link(page, "Keep it").click();
    link(page, "Remove Bitbucket (sandbox), Tomás Ó Súilleabháin").click();
    button(page, "Remove Bitbucket (sandbox)").click();
    assertThat(page.locator(".notice").innerText())
        .isEqualTo("That Bitbucket (sandbox) account is removed. Another one stays.");
    assertThat(page.locator("main").innerText())
        .contains("This is your only way to sign in.")
        .doesNotContain("Tomás");

    page.navigate(app.base + "/logout");
    assertThat(page.title()).isEqualTo("Sign out of Social login? – Social login");
    button(page, "Sign out").click();
    assertThat(page.title()).isEqualTo("You are signed out – Social login");
    page.navigate(app.base + "/account");
    assertThat(page.url()).startsWith(app.base + "/login");
  }

  @Test
  @Tag("ACCT-25")
  @Tag("WEB-06")
  void everyFormOfAnAccountWorksAndWhoDeletedItStartsAnew() {
    for (var browsers = 0; browsers < 3; browsers++) {
      signIn(app.base.toString());
      if (browsers < 2) {
        page.context().clearCookies();
      }
    }
    page.getByRole(AriaRole.BUTTON)
        .filter(new FilterOptions().setHasText("last active"))
        .first()
        .click();
    assertThat(page.locator(".notice").innerText()).startsWith("Signed out. The other browser");

    button(page, "Sign out everywhere else").click();
    assertThat(page.locator(".notice").innerText()).isEqualTo("Signed out everywhere else.");
    assertThat(page.locator("main").innerText()).contains("You are signed in only here.");

    addTomas();
    var deleted = userId();
    link(page, "Delete account").click();
    button(page, "Delete my account").click();
    assertThat(page.title()).isEqualTo("Your account is deleted – Social login");

    link(page, WAY).click();
    button(page, "Allow").click();
    assertThat(page.url()).isEqualTo(app.base + "/account");
    assertThat(page.locator("main").innerText())
        .contains(
            "Mara Lindqvist", "This is your only way to sign in.", "You are signed in only here.")
        .doesNotContain("Tomás");
    assertThat(userId()).isNotEqualTo(deleted);
  }

  @Test
  @Tag("SESS-05")
  void overHttpsEveryCookieIsOurHostsAlone(@TempDir Path folder) {
    try (var secure = Running.secure(folder, Map.of())) {
      page.navigate(secure.base + "/login");
      link(page, WAY).click();
      assertThat(page.context().cookies()).hasSize(1).allSatisfy(ChromiumTest::isOurHostsAlone);
      button(page, "Allow").click();

      assertThat(page.url()).isEqualTo(secure.base + "/account");
      assertThat(page.context().cookies())
          .allSatisfy(ChromiumTest::isOurHostsAlone)
          .extracting(cookie -> cookie.name)
          .containsExactlyInAnyOrder("__Host-social-login", "__Host-social-login-last");
    }
  }

  private static void isOurHostsAlone(Cookie cookie) {
    assertThat(cookie.name).startsWith("__Host-social-login");
    assertThat(cookie.secure).isTrue();
    assertThat(cookie.httpOnly).isTrue();
    assertThat(cookie.sameSite).isEqualTo(SameSiteAttribute.LAX);
    assertThat(cookie.domain + cookie.path).isEqualTo("localhost/");
  }

  private void addTomas() {
    link(page, "Add Bitbucket (sandbox)").click();
    page.getByText("Tomás Ó Súilleabháin").click();
    button(page, "Allow").click();
  }

  private String userId() {
    return page.request().get(app.base + "/api/user").text().substring(7, 43);
  }

  private void signIn(String base) {
    page.navigate(base + "/login");
    link(page, WAY).click();
    button(page, "Allow").click();
    assertThat(page.url()).isEqualTo(base + "/account");
  }
}
