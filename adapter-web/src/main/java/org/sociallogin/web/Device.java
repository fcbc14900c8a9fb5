package org.sociallogin.web;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What somebody sits at, as far as its browser tells: names only, for the versions that browsers
 * send are frozen, and alarm people.
 *
 * @param browser its name, or null for one that we do not know
 * @param system the name of the operating system, or null likewise
 */
record Device(@Nullable String browser, @Nullable String system) {

  // The order decides: each browser also claims to be those that came before it.
  private static final Map<String, String> BROWSERS =
      inOrder(
          "Edg/", "Edge",
          "EdgA/", "Edge",
          "EdgiOS/", "Edge",
          "OPR/", "Opera",
          "SamsungBrowser/", "Samsung Internet",
          "Vivaldi/", "Vivaldi",
          "Firefox/", "Firefox",
          "FxiOS/", "Firefox",
          "CriOS/", "Chrome",
          "Chromium/", "Chromium",
          "Chrome/", "Chrome",
          "Safari/", "Safari");

  private static final Map<String, String> SYSTEMS =
      inOrder(
          "Windows NT", "Windows",
          "iPhone", "iOS",
          "iPad", "iPadOS",
          "Android", "Android",
          "CrOS", "ChromeOS",
          "Macintosh", "macOS",
          "Linux", "Linux");

  /** Reads a {@code User-Agent} header (RFC 9110, section 10.1.5). */
  static Device of(@Nullable String userAgent) {
    var said = userAgent == null ? "" : userAgent;
    return new Device(first(BROWSERS, said), first(SYSTEMS, said));
  }

  private static @Nullable String first(Map<String, String> names, String said) {
    for (var name : names.entrySet()) {
      if (said.contains(name.getKey())) {
        return name.getValue();
      }
    }
    return null;
  }

  private static Map<String, String> inOrder(String... marksAndNames) {
    var names = new LinkedHashMap<String, String>();
    for (var i = 0; i < marksAndNames.length; i += 2) {
      names.put(marksAndNames[i], marksAndNames[i + 1]);
    }
    return names;
  }
}
