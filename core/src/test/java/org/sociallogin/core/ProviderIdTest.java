package org.sociallogin.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderIdTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "bitbucket", "oauth2", "abcdefghijklmnopqrstuvwxyz012345"})
  void isALetterThenLettersAndDigits(String value) {
    assertThat(new ProviderId(value)).hasToString(value);
  }

  @Tag("LIB-03")
  @Tag("C53")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1a",
        "BITBUCKET",
        "gitHub",
        "my provider",
        "my-provider",
        "a_b",
        "a/b",
        "..",
        "..%2f",
        "a\n",
        "bıtbucket",
        "ａ",
        "a٣",
        "abcdefghijklmnopqrstuvwxyz0123456"
      })
  void isNothingElse(String value) {
    assertThatIllegalArgumentException().isThrownBy(() -> new ProviderId(value));
  }
}
