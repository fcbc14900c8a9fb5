package org.sociallogin.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTokenTest {

  @Test
  void isKnownToTheStoreByItsDigest() {
    var token = new SessionToken(Examples.STATE);

    assertThat(token.digest()).isEqualTo(Digest.of(Examples.STATE));
  }

  @Test
  void isReadFromWhatABrowserSent() {
    assertThat(SessionToken.parse(Examples.STATE)).isEqualTo(new SessionToken(Examples.STATE));
  }

  @Tag("C45")
  @ParameterizedTest(name = "{index}")
  @ValueSource(
      strings = {
        "",
        "abc",
        "a.b.c",
        "\u0000",
        "%00",
        "\"state-0123456789abcdefghijklmnopqrstuvwxy\"",
        "state-0123456789abcdefghijklmnopqrstuvwxyz",
        "state-0123456789abcdefghijklmnopqrstuvwxyz__",
        "state-0123456789abcdefghijklmnopqrstuvwxyz\n",
        "state-0123456789abcdefghijklmnopqrstuvwxy=="
      })
  void isNotReadFromAnythingElse(String value) {
    assertThat(SessionToken.parse(value)).isNull();
    assertThatIllegalArgumentException().isThrownBy(() -> new SessionToken(value));
  }
}
