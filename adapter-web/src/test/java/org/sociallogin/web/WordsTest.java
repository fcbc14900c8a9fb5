package org.sociallogin.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class WordsTest {

  private static final Pattern USE = Pattern.compile("\\b(?:text|content)\\(\\s*\"([^\"]+)\"");

  private final Words words = new Words("Bookshop");

  @Test
  void putsValuesInTheirPlaces() {
    assertThat(words.text("signin.title")).isEqualTo("Sign in – Bookshop");
    assertThat(words.text("signedout.text", "Acme"))
        .isEqualTo(
            "You are signed out of Bookshop in this browser. You may still be signed in at Acme."
                + " To use another Acme account, sign out there first.");
  }

  @Test
  void leavesApostrophesAndBracesOfValuesAlone() {
    assertThat(words.text("error.provider-unintelligible.title", "{0}{1}'{}"))
        .isEqualTo("We could not read {0}{1}'{}'s answer");
    assertThat(new Words("{1}").text("signin.note.one", "Acme"))
        .isEqualTo("You sign in at Acme. {1} never sees your password.");
  }

  @Test
  void escapesTextAndKeepsMarkup() {
    var output = new StringOutput();
    var page = new OwaspHtmlTemplateOutput(output);
    page.setContext("p", null);

    page.writeUserContent(new Words("<A & O>").content("signout.text", "<b>", Site.apart("<i>")));

    assertThat(output.toString())
        .isEqualTo(
            "You are signed in as <bdi>&lt;i&gt;</bdi>. This signs you out of &lt;A &amp; O&gt; in"
                + " this browser, not of &lt;b&gt;.");
  }

  @Test
  void refusesAKeyThatHasNoWords() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> words.text("signin.heading2"))
        .withMessage("no words for signin.heading2");
  }

  @Test
  void everyKeyIsUsedAndEveryUseHasAKey() throws IOException {
    var used = new TreeSet<String>();
    try (var files = Files.walk(Path.of("src/main"))) {
      files
          .filter(file -> file.toString().matches(".*\\.(java|jte)"))
          .forEach(
              file -> USE.matcher(read(file)).results().forEach(use -> used.add(use.group(1))));
    }
    for (var problem : Problem.values()) {
      for (var which : new String[] {"title", "text", "action"}) {
        used.add("error." + problem.code() + '.' + which);
      }
    }
    used.add("error.provider-unavailable.text.many");
    used.add("error.not-allowed.title.page");
    used.add("error.not-allowed.text.page");
    used.add("error.email-taken.text.none");
    used.add("error.email-taken.text.same");
    used.add("error.reauthentication-required.text.none");
    used.add("error.provider-refused.text.any");
    used.add("error.provider-unintelligible.text.any");
    for (var namesItsProvider :
        List.of("access-denied", "email-taken", "not-signed-in", "reauthentication-required")) {
      used.remove("error." + namesItsProvider + ".action");
    }

    var keys = ResourceBundle.getBundle("org.sociallogin.web.messages", Locale.ROOT).keySet();
    assertThat(new TreeSet<>(keys)).isEqualTo(used);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
