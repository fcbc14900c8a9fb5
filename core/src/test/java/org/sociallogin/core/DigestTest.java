package org.sociallogin.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class DigestTest {

  @Test
  void isTheSha256InBase64Url() {
    assertThat(Digest.of("abc").value()).isEqualTo("ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
  }

  @Test
  void givesTheOctetsToStore() {
    assertThat(HexFormat.of().formatHex(Digest.of("abc").bytes()))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void tellsSecretsApart() {
    assertThat(Digest.of("abc")).isEqualTo(Digest.of("abc")).isNotEqualTo(Digest.of("abC"));
  }
}
