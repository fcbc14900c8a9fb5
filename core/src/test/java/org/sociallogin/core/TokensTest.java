package org.sociallogin.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TokensTest {

  @Test
  void holdAnyTokenThatAHeaderCanCarry() {
    var token = "~!".repeat(8_192);

    assertThat(new Tokens(token, null).accessToken()).isEqualTo(token);
  }

  static List<String> unfit() {
    return List.of("", " ", "a b", "a\r\nX: y", "a\u0000", "a\u007F", "tökén", "a".repeat(16_385));
  }

  @Tag("HTTP-18")
  @ParameterizedTest(name = "{index}")
  @MethodSource("unfit")
  void holdNoOther(String token) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Tokens(token, null));
  }

  @Test
  void keepTheScopesAsTheyWere() {
    var scopes = new ArrayList<>(List.of("account"));
    var tokens = new Tokens("token", scopes);

    scopes.add("admin");

    assertThat(tokens.scopes()).containsExactly("account");
  }

  @Test
  void keepTheClaimsAsTheyWere() {
    var claims = new HashMap<String, Object>(Map.of("sub", "ada"));
    var tokens = new Tokens("token", null, claims);

    claims.put("sub", "eve");

    assertThat(tokens.claims()).isEqualTo(Map.of("sub", "ada"));
    assertThat(new Tokens("token", null).claims()).isEmpty();
  }
}
