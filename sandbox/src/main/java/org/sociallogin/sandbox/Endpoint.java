package org.sociallogin.sandbox;

/** Where the look-alike is called. */
public enum Endpoint {
  AUTHORIZATION("/site/oauth2/authorize"),
  TOKEN("/site/oauth2/access_token"),
  USER("/2.0/user"),
  EMAILS("/2.0/user/emails"),
  WORKSPACES("/2.0/user/workspaces"),
  /** Every other path. */
  ELSEWHERE("/");

  private final String path;

  Endpoint(String path) {
    this.path = path;
  }

  String path() {
    return path;
  }

  static Endpoint at(String path) {
    for (var endpoint : values()) {
      if (endpoint.path.equals(path)) {
        return endpoint;
      }
    }
    return ELSEWHERE;
  }
}
