package org.sociallogin.web;

import gg.jte.Content;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * What all pages have in common: whose they are, their words, their stylesheet, their addresses.
 */
@Singleton
final class Site {

  private final String app;
  private final BaseUrl baseUrl;
  private final String stylesheet;
  private final Words words = new Words();

  Site(Settings settings, BaseUrl baseUrl, Assets assets) {
    this.app = settings.name();
    this.baseUrl = baseUrl;
    this.stylesheet = baseUrl.path(assets.stylesheetPath());
  }

  String app() {
    return app;
  }

  String stylesheet() {
    return stylesheet;
  }

  String path(String path) {
    return baseUrl.path(path);
  }

  /** Host and port, as people read them. */
  String host() {
    return baseUrl.host();
  }

  /** The words of that key; {0} is the application, {1} and so on are the values. */
  String text(String key, String... values) {
    return words.text(key, withApp(values));
  }

  /** The same as a page shows it, with values that are a person's own set apart and escaped. */
  Content content(String key, Object... values) {
    var all = new Object[values.length + 1];
    all[0] = app;
    System.arraycopy(values, 0, all, 1, values.length);
    return words.localize(key, all);
  }

  /** A heading as the title of its page. */
  String title(String heading) {
    return words.text("app.title", app, heading);
  }

  /** A person's own words, set apart so that their direction does not reach what is around. */
  static Content apart(@Nullable String words) {
    return output -> {
      output.writeContent("<bdi>");
      output.writeUserContent(words);
      output.writeContent("</bdi>");
    };
  }

  private String[] withApp(String[] values) {
    var all = new String[values.length + 1];
    all[0] = app;
    System.arraycopy(values, 0, all, 1, values.length);
    return all;
  }
}
