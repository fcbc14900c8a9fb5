package org.example.notes;

import io.micronaut.runtime.Micronaut;

/** Notes, each person's own. */
public final class Application {

  private Application() {}

  public static void main(String[] args) {
    Micronaut.run(Application.class, args);
  }
}
