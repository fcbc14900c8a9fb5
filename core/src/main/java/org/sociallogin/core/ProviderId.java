package org.sociallogin.core;

import java.util.regex.Pattern;

/**
 * The name of a provider in URLs, in configuration and in the store: a lower-case letter, then at
 * most 31 lower-case letters and digits. The constructor throws {@link IllegalArgumentException}
 * for anything else.
 *
 * <p>No dash: a dashed name cannot come from an environment variable.
 */
public record ProviderId(String value) {

  private static final Pattern SHAPE = Pattern.compile("[a-z][a-z0-9]{0,31}");

  public ProviderId {
    if (!SHAPE.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a provider id is a lower-case letter and at most 31 lower-case letters and digits");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
