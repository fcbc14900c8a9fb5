package org.sociallogin.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A profile's attributes in one column: a line each, the name and its values parted by tabs.
 * Neither can stand in them, for core lets no control character in.
 */
final class Attributes {

  private Attributes() {}

  static String encode(Map<String, List<String>> attributes) {
    var lines = new ArrayList<String>();
    new TreeMap<>(attributes)
        .forEach(
            (name, values) ->
                lines.add(values.isEmpty() ? name : name + '\t' + String.join("\t", values)));
    return String.join("\n", lines);
  }

  static Map<String, List<String>> decode(String column) {
    var attributes = new TreeMap<String, List<String>>();
    for (var line : column.isEmpty() ? new String[0] : column.split("\n")) {
      var parts = List.of(line.split("\t"));
      attributes.put(parts.get(0), parts.subList(1, parts.size()));
    }
    return attributes;
  }
}
