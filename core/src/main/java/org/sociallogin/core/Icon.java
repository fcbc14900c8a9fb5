package org.sociallogin.core;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The mark of a provider: coloured shapes on a white square of 24 by 24 units. It holds shapes and
 * nothing else, so that a page can draw it whoever it comes from.
 */
public record Icon(List<Shape> shapes) {

  private static final int MOST_SHAPES = 16;
  private static final String BLACK = "#000000";

  public Icon {
    shapes = List.copyOf(shapes);
    if (shapes.isEmpty() || shapes.size() > MOST_SHAPES) {
      throw new IllegalArgumentException("an icon is 1 to " + MOST_SHAPES + " shapes");
    }
  }

  /**
   * What is inside an outline.
   *
   * @param colour {@code #rrggbb}
   * @param outline path data (SVG 2, section 9.3), at most 8,000 characters
   */
  public record Shape(String colour, String outline) {

    private static final Pattern COLOUR = Pattern.compile("#[0-9a-fA-F]{6}");
    private static final Pattern OUTLINE =
        Pattern.compile("[Mm][MmZzLlHhVvCcSsQqTtAaEe0-9+., -]{0,7999}");

    public Shape {
      if (!COLOUR.matcher(colour).matches()) {
        throw new IllegalArgumentException("a colour is #rrggbb");
      }
      if (!OUTLINE.matcher(outline).matches()) {
        throw new IllegalArgumentException("an outline is path data of SVG");
      }
    }
  }

  /**
   * The icon of that text: an outline, which is black, or a colour before each outline.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static Icon of(String text) {
    return new Icon(Stream.of(text.split("(?=#)")).map(shape -> shape(shape.strip())).toList());
  }

  private static Shape shape(String text) {
    var outline = text.startsWith("#") ? Math.min(BLACK.length(), text.length()) : 0;
    return new Shape(
        outline == 0 ? BLACK : text.substring(0, outline), text.substring(outline).strip());
  }
}
