package org.sociallogin.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Playwright.CreateOptions;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What only a real browser decides: cookies, policies and redirects, with JavaScript off. */
@Tag("once")
@EnabledIf(
    value = "isThereChromium",
    disabledReason = "browser tests skipped: there is no Chromium (apt-get install chromium)")
class ChromiumTest {

  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

  /** Where a missing browser must fail instead of skipping, the tests run and fail. */
  static boolean isThereChromium() {
    return Files.isExecutable(CHROMIUM) || Boolean.parseBoolean(System.getenv("REQUIRE_BROWSER"));
  }

  @Test
  @Tag("WEB-06")
  @Tag("WEB-07")
  @Tag("SESS-16")
  void aPersonClicksThroughTheSignInAndOut() {
    browse(
        (page, base) -> {
          page.navigate(base);
          assertThat(page.title()).isEqualTo("Sign in – Social login");
          press(page, AriaRole.LINK, "Continue with Bitbucket (sandbox)");
          assertThat(page.title()).isEqualTo("Sandbox, not Bitbucket – Social login");
          press(page, AriaRole.BUTTON, "Allow");

          assertThat(page.url()).isEqualTo(base + "/account");
          assertThat(page.title()).isEqualTo("Your account – Social login");
          assertThat(page.locator("dl").innerText()).contains("Mara Lindqvist");

          press(page, AriaRole.BUTTON, "Sign out");
          assertThat(page.title()).isEqualTo("You are signed out – Social login");
          page.goBack();
          assertThat(page.content()).doesNotContain("Mara Lindqvist");
        });
  }

  @Test
  @Tag("FLOW-25")
  void whoCancelsCanGoOnAndNoPageRestsOnAnAddressWithACode() {
    browse(
        (page, base) -> {
          page.navigate(base + "/login");
          press(page, AriaRole.LINK, "Continue with Bitbucket (sandbox)");
          press(page, AriaRole.BUTTON, "Cancel");

          assertThat(page.url()).isEqualTo(base + "/login/problem");
          assertThat(page.title()).isEqualTo("Sign-in cancelled – Social login");
          press(page, AriaRole.LINK, "Continue with Bitbucket (sandbox)");
          press(page, AriaRole.BUTTON, "Allow");
          assertThat(page.url()).isEqualTo(base + "/account");
        });
  }

  @Test
  void troubleAtTheProviderIsToldWithAWayOn() {
    browse(
        (page, base) -> {
          page.navigate(base + "/login");
          press(page, AriaRole.LINK, "Continue with Bitbucket (sandbox)");
          page.getByText("Make something go wrong").click();
          page.getByText("The token endpoint answers HTML instead of JSON").click();
          press(page, AriaRole.BUTTON, "Allow");

          assertThat(page.title())
              .isEqualTo("We could not read Bitbucket (sandbox)'s answer – Social login");
          press(page, AriaRole.LINK, "Try again");
          press(page, AriaRole.BUTTON, "Allow");
          assertThat(page.url()).isEqualTo(base + "/account");
        });
  }

  private interface Visit {
    void to(Page page, String base);
  }

  private static void browse(Visit visit) {
    try (var app = Running.start();
        var playwright =
            Playwright.create(
                new CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        var browser =
            playwright
                .chromium()
                .launch(
                    new LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(
                            List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-background-networking")))) {
      var context = browser.newContext(new NewContextOptions().setJavaScriptEnabled(false));
      visit.to(context.newPage(), app.base.toString());
    }
  }

  private static void press(Page page, AriaRole role, String name) {
    page.getByRole(role, new GetByRoleOptions().setName(name)).click();
  }
}
