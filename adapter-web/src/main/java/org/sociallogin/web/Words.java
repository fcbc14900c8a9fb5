package org.sociallogin.web;

import gg.jte.support.LocalizationSupport;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;

/**
 * Every sentence that people read, by its key. A placeholder such as {@code {0}} is replaced by
 * what stands at its place; nothing else is, so apostrophes are safe. A missing key is a fault of
 * ours.
 */
final class Words implements LocalizationSupport {

  // No fall-back to the language of the machine: whoever asked for English must get English.
  private final ResourceBundle bundle =
      ResourceBundle.getBundle(
          "org.sociallogin.web.messages",
          Locale.ROOT,
          Control.getNoFallbackControl(Control.FORMAT_PROPERTIES));

  /** The sentence for text: JSON, titles and whatever a template escapes. */
  String text(String key, String... values) {
    var sentence = lookup(key);
    for (var i = 0; i < values.length; i++) {
      sentence = sentence.replace("{" + i + "}", values[i]);
    }
    return sentence;
  }

  /** The pattern, for a template that escapes each value by itself. */
  @Override
  public String lookup(String key) {
    try {
      return bundle.getString(key);
    } catch (MissingResourceException e) {
      throw new IllegalStateException("no words for " + key, e);
    }
  }
}
