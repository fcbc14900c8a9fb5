package org.sociallogin.web;

import gg.jte.Content;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;
import java.util.regex.Pattern;

/**
 * Every sentence that people read, by its key. {@code {0}} is the application's name, {@code {1}}
 * and so on are values; nothing else is replaced, so apostrophes and braces are safe, also within
 * values. A missing key or value is a fault of ours.
 */
final class Words {

  private final Map<String, Sentence> sentences = new HashMap<>();

  Words(String app) {
    // No fall-back to the language of the machine: whoever asked for English must get English.
    var bundle =
        ResourceBundle.getBundle(
            "org.sociallogin.web.messages",
            Locale.ROOT,
            Control.getNoFallbackControl(Control.FORMAT_PROPERTIES));
    for (var key : bundle.keySet()) {
      sentences.put(key, Sentence.parse(bundle.getString(key), app));
    }
  }

  /** The sentence as text, which a template escapes and JSON takes as it is. */
  String text(String key, String... values) {
    return sentence(key).text(values);
  }

  /** The sentence as a page shows it: strings are escaped, {@link Content} is markup already. */
  Content content(String key, Object... values) {
    return sentence(key).content(values);
  }

  private Sentence sentence(String key) {
    var sentence = sentences.get(key);
    if (sentence == null) {
      throw new IllegalArgumentException("no words for " + key);
    }
    return sentence;
  }

  /**
   * A sentence taken apart once.
   *
   * @param texts what stands before, between and after the gaps
   * @param gaps which value fills each, counted from zero
   */
  private record Sentence(List<String> texts, List<Integer> gaps) {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([0-9])}");

    static Sentence parse(String pattern, String app) {
      var texts = new ArrayList<String>();
      var gaps = new ArrayList<Integer>();
      var text = new StringBuilder();
      var at = 0;
      for (var found = PLACEHOLDER.matcher(pattern); found.find(); at = found.end()) {
        text.append(pattern, at, found.start());
        var number = Integer.parseInt(found.group(1));
        if (number == 0) {
          text.append(app);
        } else {
          texts.add(text.toString());
          gaps.add(number - 1);
          text.setLength(0);
        }
      }
      texts.add(text.append(pattern, at, pattern.length()).toString());
      return new Sentence(List.copyOf(texts), List.copyOf(gaps));
    }

    String text(String[] values) {
      if (gaps.isEmpty()) {
        return texts.get(0);
      }
      var text = new StringBuilder(texts.get(0));
      for (var i = 0; i < gaps.size(); i++) {
        text.append(values[gaps.get(i)]).append(texts.get(i + 1));
      }
      return text.toString();
    }

    Content content(Object[] values) {
      return output -> {
        output.writeUserContent(texts.get(0));
        for (var i = 0; i < gaps.size(); i++) {
          if (values[gaps.get(i)] instanceof Content markup) {
            output.writeUserContent(markup);
          } else {
            output.writeUserContent((String) values[gaps.get(i)]);
          }
          output.writeUserContent(texts.get(i + 1));
        }
      };
    }
  }
}
