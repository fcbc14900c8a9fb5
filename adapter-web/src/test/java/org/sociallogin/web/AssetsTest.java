package org.sociallogin.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssetsTest {

  private final Stage stage = new Stage("Bookshop", "Acme");

  @Test
  void theStylesheetsNameChangesWithIt() throws IOException, NoSuchAlgorithmException {
    var css = Files.readAllBytes(Path.of("src/main/resources/org/sociallogin/web/pages.css"));
    var digest = MessageDigest.getInstance("SHA-256").digest(css);
    var name = "pages." + Base64.getUrlEncoder().encodeToString(digest).substring(0, 12) + ".css";

    assertThat(stage.site.stylesheet()).isEqualTo("/sso/assets/" + name);
    var answer = stage.assetsController.asset(Stage.get("/sso/assets/" + name), name);
    assertThat(answer.code()).isEqualTo(200);
    assertThat(Stage.html(answer)).isEqualTo(new String(css, UTF_8));
    assertThat(answer.header("Content-Type")).isEqualTo("text/css;charset=utf-8");
    assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
  }

  @ParameterizedTest
  @Tag("WEB-11")
  @ValueSource(strings = {"pages.css", "pages.000000000000.css", "messages.properties", ".."})
  void nothingElseIsThere(String file) {
    var answer = stage.assetsController.asset(Stage.get("/sso/assets/" + file), file);

    assertThat(answer.code()).isEqualTo(404);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(Stage.html(answer)).contains("<h1>Page not found</h1>");
  }
}
