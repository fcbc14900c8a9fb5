package org.sociallogin.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.sociallogin.app.Browser.location;

import java.net.URLEncoder;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that a browser posts from the provider's site, and so without our cookies. */
@Tag("FLOW-27")
class FormPostTest {

  private static final TestIssuer ISSUER = new TestIssuer(0, Map.of("sub", "ada"));

  @RegisterExtension
  static final Running APP =
      Running.start(
          Map.of(
              "micronaut.security.oauth2.clients.acme.client-id", "id1",
              "micronaut.security.oauth2.clients.acme.client-secret", "secret1",
              "micronaut.security.oauth2.clients.acme.openid.issuer", ISSUER.issuer(),
              "social-login.providers.acme.authorization.response-mode", "form-post",
              "social-login.providers.acme.authorization.answer-parameters", "user"));

  private static final String CALLBACK = "/oauth/callback/acme";
  private static final String ADA = "{\"name\":{\"firstName\":\"Ada\",\"lastName\":\"Example\"}}";

  private final Browser browser = APP.browser();

  /** What the browser sends to us from elsewhere. */
  private final Browser elsewhere = APP.browser();

  @AfterAll
  static void close() {
    ISSUER.close();
  }

  private String agree() {
    return ISSUER.agree(location(browser.get("/oauth/login/acme")));
  }

  private String sentOn(String form) {
    return sentOn(CALLBACK, form);
  }

  private String sentOn(String address, String form) {
    var answer =
        elsewhere.post(
            address,
            form,
            "Origin",
            ISSUER.issuer(),
            "Sec-Fetch-Site",
            "cross-site",
            "Sec-Fetch-Mode",
            "navigate",
            "Sec-Fetch-Dest",
            "document");
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().map()).doesNotContainKey("set-cookie");
    assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    return location(answer);
  }

  @Test
  void comeAgainByGetAndSignIn() {
    var form = agree() + "&user=" + URLEncoder.encode(ADA, UTF_8);

    var location = sentOn(form);

    assertThat(location).startsWith(APP.base + CALLBACK + "?code=");
    assertThat(location(browser.get(location))).isEqualTo("/account");
    assertThat(browser.get("/api/user").body()).contains("\"name\":\"Ada Example\"");
  }

  @Test
  void carryWhatIsAskedForAlone() {
    var form =
        "z=1&user=a%26b&code=c%2B1&id_token=i&state=s&iss=https%3A%2F%2Facme&error=e&access_token=t"
            + "&error_description=d";

    assertThat(sentOn(form))
        .isEqualTo(
            APP.base
                + CALLBACK
                + "?code=c%2B1&state=s&iss=https%3A%2F%2Facme&error=e&error_description=d"
                + "&user=a%26b");
  }

  @ParameterizedTest
  @CsvSource({"'', &code=other", "?code=other, ''"})
  @Tag("FLOW-09")
  void staySuspiciousWhenTheyRepeatThemselves(String query, String more) {
    var location = sentOn(CALLBACK + query, agree() + more);

    assertThat(location.split("[?&]code=", -1)).hasSize(3);
    assertThat(browser.get(location, "Accept", "application/json").body())
        .contains("response-invalid");
  }

  @Test
  void leaveWhatIsUnderWayAlone() {
    var form = agree();

    sentOn("code=forged&state=forged");
    elsewhere.post(CALLBACK, form, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors");

    assertThat(location(browser.get(sentOn(form)))).isEqualTo("/account");
  }

  @Test
  void areNothingToWhatIsNoNavigation() {
    var embedded = elsewhere.post(CALLBACK, "code=c", "Sec-Fetch-Dest", "iframe");

    assertThat(embedded.statusCode()).isEqualTo(503);
    assertThat(location(embedded)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bitbucket", "unknown"})
  void areForProvidersThatAnswerSo(String provider) {
    var answer = elsewhere.post("/oauth/callback/" + provider, "code=c&state=s");

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains("GET");
  }

  @ParameterizedTest
  @ValueSource(ints = {6_145, 17_000, 70_000})
  void areBounded(int chars) {
    assertThat(elsewhere.post(CALLBACK, "code=" + "c".repeat(chars)).statusCode()).isEqualTo(413);
  }

  @Test
  void areBoundedAlsoInWhatIsNotCarried() {
    assertThat(elsewhere.post(CALLBACK, "code=c&x=" + "x".repeat(16_384)).statusCode())
        .isEqualTo(413);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "text/plain", "multipart/form-data; boundary=x"})
  void areForms(String type) {
    assertThat(elsewhere.post(CALLBACK, "{}", "Content-Type", type).statusCode()).isEqualTo(415);
  }
}
