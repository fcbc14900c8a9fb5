package org.sociallogin.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizationResponseTest {

  @Test
  @Tag("C03")
  void isTheParametersOfTheSpecificationAndTheOthers() {
    var response =
        AuthorizationResponse.of(
            Map.of(
                "code", List.of("c1"),
                "state", List.of("s1"),
                "iss", List.of("https://acme.example"),
                "error", List.of("access_denied"),
                "error_description", List.of("No."),
                "session_state", List.of("9f.1"),
                "authuser", List.of("0")));

    assertThat(response)
        .isEqualTo(
            new AuthorizationResponse(
                "c1",
                "s1",
                "https://acme.example",
                "access_denied",
                "No.",
                Map.of("session_state", "9f.1", "authuser", "0"),
                Set.of()));
  }

  @Test
  void isNothingWhenThereAreNoParameters() {
    assertThat(AuthorizationResponse.of(Map.of("code", List.of())))
        .isEqualTo(new AuthorizationResponse(null, null, null, null, null, Map.of(), Set.of()));
  }

  @Tag("FLOW-09")
  @Tag("C05")
  @ParameterizedTest
  @ValueSource(strings = {"code", "state", "iss", "error", "error_description", "hd", "id_token"})
  void saysWhichParameterCameMoreThanOnceAlsoWithTheSameValue(String name) {
    assertThat(AuthorizationResponse.of(Map.of(name, List.of("a", "a"))).repeated())
        .containsExactly(name);
  }

  @Test
  @Tag("FLOW-28")
  void leavesTokensOut() {
    var response =
        AuthorizationResponse.of(
            Map.of(
                "access_token", List.of("forged"),
                "id_token", List.of("forged"),
                "refresh_token", List.of("forged"),
                "user", List.of("{}")));

    assertThat(response.others()).containsOnly(Map.entry("user", "{}"));
  }

  @Test
  void keepsNoMoreThanTwentyOthers() {
    var parameters = new HashMap<String, List<String>>();
    for (var i = 0; i < 10_000; i++) {
      parameters.put("p" + i, List.of("v"));
    }

    assertThat(AuthorizationResponse.of(parameters).others()).hasSize(20);
  }

  @Test
  void keepsNoOthersThatAreTooLong() {
    var response =
        AuthorizationResponse.of(
            Map.of(
                "n".repeat(101),
                List.of("v"),
                "long",
                List.of("v".repeat(4_097)),
                "n".repeat(100),
                List.of("v".repeat(4_096))));

    assertThat(response.others()).containsOnlyKeys("n".repeat(100));
  }
}
