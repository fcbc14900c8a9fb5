package org.sociallogin.oauth2;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {

  @ParameterizedTest
  @ValueSource(strings = {"true", "\"true\""})
  @Tag("ACCT-06")
  void aFlagIsSetByTrueOrTheTextOfIt(String flag) throws Exception {
    assertThat(Answer.isTrue(new JsonMapper().readTree(flag))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "false",
        "null",
        "0",
        "1",
        "1.0",
        "{}",
        "[true]",
        "{\"true\":true}",
        "\"\"",
        "\"false\"",
        "\"1\"",
        "\"yes\"",
        "\"TRUE\"",
        "\" true\""
      })
  @Tag("ACCT-06")
  void nothingElseSetsIt(String flag) throws Exception {
    assertThat(Answer.isTrue(new JsonMapper().readTree(flag))).isFalse();
  }

  @Test
  @Tag("ACCT-06")
  void norDoesOneThatIsNotThere() {
    assertThat(Answer.isTrue(MissingNode.getInstance())).isFalse();
  }
}
