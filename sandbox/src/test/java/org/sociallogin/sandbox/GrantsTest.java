package org.sociallogin.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sociallogin.sandbox.Grants.Grant;

class GrantsTest {

  private static final Consumer CONSUMER =
      new Consumer("k", "s", "n", URI.create("http://localhost/"), List.of("account"), true);
  private static final Grant GRANT = new Grant(CONSUMER, Person.MARA, Trouble.NOTHING);

  private final Grants grants = new Grants(new TestClock(), new SecureRandom());

  @Test
  void keepsTheNewestTwoThousandCodes() {
    var first = grants.code(GRANT, null);
    var second = grants.code(GRANT, null);
    for (var i = 0; i < 1_999; i++) {
      grants.code(GRANT, null);
    }

    assertThat(grants.redeem(first, CONSUMER, null)).isNull();
    assertThat(grants.redeem(second, CONSUMER, null)).isEqualTo(GRANT);
  }

  @Test
  void keepsTheNewestTwoThousandTokensOfAKind() {
    var access = grants.accessToken(GRANT, 80);
    var refresh = grants.refreshToken(GRANT, 80);
    for (var i = 0; i < 2_000; i++) {
      grants.accessToken(GRANT, 80);
      grants.refreshToken(GRANT, 80);
    }

    assertThat(grants.byAccessToken(access)).isNull();
    assertThat(grants.refresh(refresh, CONSUMER)).isNull();
  }
}
