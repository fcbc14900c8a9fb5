package org.sociallogin.app;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.BrowserType.LaunchPersistentContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Playwright.CreateOptions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A real browser, which finds nobody but this machine. */
final class Chromium implements AutoCloseable {

  private static final Path PROGRAM = Path.of("/usr/bin/chromium");
  private static final List<String> ARGUMENTS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-background-networking",
          "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1");

  private final Playwright playwright =
      Playwright.create(
          new CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
  private final Browser browser;

  /**
   * A browser for tests.
   *
   * @param without what its driver would tell it besides, and should not
   */
  Chromium(String... without) {
    browser =
        playwright
            .chromium()
            .launch(
                new LaunchOptions()
                    .setExecutablePath(PROGRAM)
                    .setArgs(ARGUMENTS)
                    .setIgnoreDefaultArgs(List.of(without)));
  }

  /** Where a missing browser must fail instead of skipping, the tests run and fail. */
  static boolean isThere() {
    return Files.isExecutable(PROGRAM) || Boolean.parseBoolean(System.getenv("REQUIRE_BROWSER"));
  }

  /** Somebody's browser, with cookies of its own and without scripts. */
  BrowserContext somebody() {
    return browser.newContext(
        new NewContextOptions().setJavaScriptEnabled(false).setIgnoreHTTPSErrors(true));
  }

  /** The same, with scripts: what other sites have. */
  BrowserContext somebodyWithScripts() {
    return browser.newContext();
  }

  /** Somebody whose browser keeps and sends no cookies; the folder is its own. */
  BrowserContext somebodyWithoutCookies(Path profile) throws IOException {
    var preferences = Files.createDirectories(profile.resolve("Default")).resolve("Preferences");
    Files.writeString(
        preferences, "{\"profile\":{\"default_content_setting_values\":{\"cookies\":2}}}");
    return playwright
        .chromium()
        .launchPersistentContext(
            profile,
            new LaunchPersistentContextOptions().setExecutablePath(PROGRAM).setArgs(ARGUMENTS));
  }

  static Locator link(Page page, String name) {
    return page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName(name));
  }

  static Locator button(Page page, String name) {
    return page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(name).setExact(true));
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
