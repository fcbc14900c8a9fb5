package org.sociallogin.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import gg.jte.Content;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.Icon;

/** The pages, rendered by templates that were compiled with us. */
@Singleton
final class Pages {

  private final TemplateEngine templates =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, Pages.class.getClassLoader(), Pages.class.getPackageName());
  private final Site site;

  private final byte[] unexpectedStart;
  private final byte[] unexpectedEnd;

  Pages(Site site) {
    this.site = site;
    var mark = "0000-0000";
    var page =
        new String(
            problem(
                new Message(
                    site.text("error.unexpected.title"),
                    site.content("error.unexpected.text"),
                    new Link(site.text("error.unexpected.action"), site.path("/")),
                    null,
                    mark)),
            UTF_8);
    this.unexpectedStart = page.substring(0, page.indexOf(mark)).getBytes(UTF_8);
    this.unexpectedEnd = page.substring(page.indexOf(mark) + mark.length()).getBytes(UTF_8);
  }

  /**
   * The page for a fault of ours. It was rendered at start, for it must not need what may be
   * broken: templates, words, database.
   */
  byte[] unexpected(String reference) {
    var page = new ByteArrayOutputStream(unexpectedStart.length + unexpectedEnd.length + 9);
    page.writeBytes(unexpectedStart);
    page.writeBytes(reference.getBytes(UTF_8));
    page.writeBytes(unexpectedEnd);
    return page.toByteArray();
  }

  /** A link that looks like a button, or does not. */
  record Link(String label, String href) {}

  /** What a provider is known by: its icon, else a letter. */
  record Mark(@Nullable Icon icon, String letter) {

    static Mark of(String name, @Nullable Icon icon) {
      var letter = name.substring(0, name.offsetByCodePoints(0, 1));
      return new Mark(icon, letter.toUpperCase(Locale.ROOT));
    }
  }

  /** A provider to sign in with, or to add. */
  record Way(Mark mark, String label, String href, boolean lastUsed, boolean primary) {}

  /** Where people choose a provider, whatever brought them there. */
  record SignIn(
      String title,
      String heading,
      @Nullable String notice,
      @Nullable String text,
      List<Way> ways,
      String note,
      @Nullable String reference) {}

  /** What went wrong and how to go on. */
  record Message(
      String heading, Content text, Link action, @Nullable Link back, @Nullable String reference) {}

  /** What was done before this page, or was not. */
  record Said(boolean good, @Nullable String title, String text, @Nullable String reference) {}

  /** A way to sign in; {@code remove} is null where it must stay. */
  record Known(Mark mark, String provider, Content name, Content text, @Nullable String remove) {}

  /** Where somebody is signed in; {@code end} is null for the browser that shows the page. */
  record Place(String device, Content text, Content name, @Nullable String end) {}

  /** Who somebody is here. */
  record Account(
      @Nullable Said said,
      @Nullable String name,
      @Nullable String email,
      String emailState,
      Content since,
      String help,
      String lead,
      List<Known> identities,
      List<Way> addable,
      @Nullable String deletion,
      List<Place> places) {}

  /**
   * A question before something is done.
   *
   * @param yes the button, with the address that it posts to
   * @param confirm what has to be done first, in place of the button, or null
   * @param keep the way back
   */
  record Question(
      @Nullable Said said,
      String heading,
      List<Content> texts,
      Link yes,
      boolean destroys,
      @Nullable Link confirm,
      Link keep) {}

  byte[] signIn(SignIn page) {
    return render("signin.jte", Map.of("site", site, "page", page));
  }

  byte[] problem(Message page) {
    return render("problem.jte", Map.of("site", site, "page", page));
  }

  byte[] account(Account page) {
    return render("account.jte", Map.of("site", site, "page", page));
  }

  byte[] ask(Question page) {
    return render("ask.jte", Map.of("site", site, "page", page));
  }

  private byte[] render(String template, Map<String, Object> parameters) {
    var output = new Utf8ByteOutput();
    templates.render(template, parameters, output);
    return output.toByteArray();
  }
}
