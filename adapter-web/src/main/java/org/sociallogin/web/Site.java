package org.sociallogin.web;

import gg.jte.Content;
import jakarta.inject.Singleton;
import java.net.URI;
import org.sociallogin.core.LoginFlow;
import org.sociallogin.core.Provider;
import org.sociallogin.core.ProviderId;

/**
 * What all pages have in common: whose they are, their words, their stylesheet, their addresses.
 */
@Singleton
final class Site {

  private final LoginFlow flow;
  private final String app;
  private final BaseUrl baseUrl;
  private final String stylesheet;
  private final Words words;

  Site(LoginFlow flow, Settings settings, BaseUrl baseUrl, Stylesheet stylesheet) {
    this.flow = flow;
    this.app = settings.name();
    this.baseUrl = baseUrl;
    this.stylesheet = baseUrl.path("/assets/" + stylesheet.name());
    this.words = new Words(app);
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

  /** What people call the provider of an identity, also when it is no longer offered. */
  String name(ProviderId id) {
    var provider = flow.provider(id.value());
    return provider == null ? id.value() : provider.displayName();
  }

  /** What a button says that leads to that provider, in the words that its brand asks for. */
  String signIn(Provider provider) {
    return switch (provider.label()) {
      case CONTINUE_WITH -> text("signin.continue", provider.displayName());
      case SIGN_IN_WITH -> text("signin.signIn", provider.displayName());
    };
  }

  /** The same, where it only confirms who somebody is. */
  String confirm(Provider provider) {
    return switch (provider.label()) {
      case CONTINUE_WITH -> text("confirm.continue", provider.displayName());
      case SIGN_IN_WITH -> text("confirm.signIn", provider.displayName());
    };
  }

  /** The words of that key, with these values in their places. */
  String text(String key, String... values) {
    return words.text(key, values);
  }

  /** The same as a page shows it; a value is text, or what {@link #apart} made of it. */
  Content content(String key, Object... values) {
    return words.content(key, values);
  }

  /** A heading as the title of its page. */
  String title(String heading) {
    return words.text("app.title", heading);
  }

  /** A person's own words, set apart so that their direction does not reach what is around. */
  static Content apart(String words) {
    return output -> {
      output.writeContent("<bdi>");
      output.writeUserContent(words);
      output.writeContent("</bdi>");
    };
  }

  /** A link to somebody else's page; an address there holds no quotes. */
  static Content link(String label, URI href) {
    return output -> {
      output.writeContent("<a href=\"");
      output.writeContent(href.toASCIIString().replace("&", "&amp;"));
      output.writeContent("\" rel=\"nofollow\">");
      output.writeUserContent(label);
      output.writeContent("</a>");
    };
  }

  /** An e-mail address, set apart: it runs from left to right whatever letters it has. */
  static Content address(String email) {
    return output -> {
      output.writeContent("<bdi dir=\"ltr\">");
      output.writeUserContent(email);
      output.writeContent("</bdi>");
    };
  }
}
