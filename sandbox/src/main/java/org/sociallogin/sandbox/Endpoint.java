package org.sociallogin.sandbox;

/** Where the application calls the look-alike. */
public enum Endpoint {
  TOKEN("/site/oauth2/access_token"),
  USER("/2.0/user"),
  EMAILS("/2.0/user/emails");

  private final String path;

  Endpoint(String path) {
    this.path = path;
  }

  String path() {
    return path;
  }
}
