package org.sociallogin.web;

import org.jspecify.annotations.Nullable;

/**
 * What a page says was done before it: a closed set, so that no address can make a page say more.
 */
enum Notice {
  SIGNED_OUT("signed-out"),
  NOT_SIGNED_IN("not-signed-in");

  private final String code;

  Notice(String code) {
    this.code = code;
  }

  /** As the value of a cookie. */
  String code() {
    return code;
  }

  static @Nullable Notice of(@Nullable String code) {
    for (var notice : values()) {
      if (notice.code.equals(code)) {
        return notice;
      }
    }
    return null;
  }
}
