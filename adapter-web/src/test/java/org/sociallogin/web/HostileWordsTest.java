package org.sociallogin.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.sociallogin.core.Email;

/** Whatever people, providers and the application are called, a page stays the page it is. */
@Tag("WEB-04")
@Tag("WEB-09")
class HostileWordsTest {

  static final List<String> NAMES =
      List.of(
          "\"><img src=x onerror=alert(1)>",
          "<script>alert(1)</script>",
          "{{7*7}}",
          "${7*7}",
          "</title></bdi></main>",
          "{0}{1}{2}{3}",
          "<b>Bobby</b> & \"O'Neil\"",
          "W".repeat(120),
          "عمر الفارسي",
          "-->]]>&lt;");

  private static final Pattern TAG = Pattern.compile("<[^>]*>");

  private final Email email = new Email("{{7*7}}${7*7}&amp'{1}@example.com", true);
  private final Stage harmless = new Stage("App", "Acme", "Beta").with("Ada", null, email);

  @ParameterizedTest
  @FieldSource("NAMES")
  void areTextOnEveryPage(String name) {
    var hostile = new Stage(name, name, name).with(name, null, email);

    var expected = harmless.everyPage(email);
    assertThat(hostile.everyPage(email))
        .allSatisfy(
            (which, page) -> {
              assertThat(tags(page)).isEqualTo(tags(expected.getOrDefault(which, "")));
              assertThat(page).contains("<header class=\"bar\"><b>" + escaped(name) + "</b>");
            });
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void standApartWhereTheyAreAPersons(String name) {
    var hostile = new Stage("App", "Acme").with(name, null, email);
    var shown = name.length() > 100 ? name.substring(0, 100) : name;

    assertThat(hostile.account())
        .contains("<bdi>" + escaped(shown) + "</bdi>")
        .contains("<bdi dir=\"ltr\">" + escaped(email.address()) + "</bdi>");
    assertThat(hostile.askToSignOut())
        .contains("You are signed in as <bdi>" + escaped(shown) + "</bdi>. This signs you out");
    assertThat(hostile.problem(Stage.failure(Problem.EMAIL_TAKEN, email)))
        .contains("The address <bdi dir=\"ltr\">" + escaped(email.address()) + "</bdi> signs in");
  }

  private static List<String> tags(String page) {
    return TAG.matcher(page).results().map(MatchResult::group).toList();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
