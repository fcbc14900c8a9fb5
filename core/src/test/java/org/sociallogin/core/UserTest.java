package org.sociallogin.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class UserTest {

  private static final UserId ID = new UserId(new UUID(0, 1));
  private static final URI PICTURE = URI.create("https://acme.example/ada.png");

  @Test
  void showsWhatTheOldestIdentityThatKnowsItSays() {
    var user =
        user(
            identity(3, profile("Late", "late", "late@example.test", false)),
            identity(1, profile(null, null, null, false)),
            identity(2, profile("Ada", "ada", "ada@example.test", false)));

    assertThat(user.name()).isEqualTo("Ada");
    assertThat(user.preferredUsername()).isEqualTo("ada");
    assertThat(user.email()).isEqualTo(new Email("ada@example.test", false));
    assertThat(user.picture()).isEqualTo(PICTURE);
  }

  @Test
  void showsAVerifiedAddressBeforeAnOlderUnverifiedOne() {
    var user =
        user(
            identity(1, profile("Ada", "ada", "old@example.test", false)),
            identity(2, profile("Ada", "ada", "ada@example.test", true)));

    assertThat(user.email()).isEqualTo(new Email("ada@example.test", true));
  }

  @Test
  @Tag("ACCT-10")
  @Tag("C38")
  void whatSomebodyElseCameFirstWithIsNoVerifiedAddress() {
    var old = identity(1, profile("Ada", "ada", "Bo@Example.test", true));

    assertThat(new User(ID, Examples.NOW, List.of(old), Set.of("ada@example.test")).email())
        .isEqualTo(new Email("Bo@Example.test", false));
    assertThat(user(old, identity(2, profile("Ada", "ada", "ada@example.test", true))).email())
        .isEqualTo(new Email("ada@example.test", true));
  }

  @Test
  @Tag("C31")
  void showsNothingThatNoProviderSaid() {
    var user = user(identity(1, profile(null, null, null, false)));

    assertThat(user.name()).isNull();
    assertThat(user.preferredUsername()).isNull();
    assertThat(user.email()).isNull();
    assertThat(user.picture()).isNull();
  }

  @Test
  void listsTheOldestIdentityFirst() {
    var oldest = identity(1, profile("Ada", "ada", null, false));
    var youngest = identity(2, profile("Ada", "ada", null, false));

    assertThat(user(youngest, oldest).identities()).containsExactly(oldest, youngest);
  }

  @Test
  @Tag("ACCT-22")
  void withoutAnIdentityKnowsNoAddressOfItsOwn() {
    var first = identity(1, profile("Ada", "ada", "Ada@example.test", true));
    var second = identity(2, profile("Ada", "ada", "ada@example.test", true));
    var third = identity(3, profile("Ada", "ada", "ada@example.test", false));
    var user = user(first, second, third);

    assertThat(user.without(first.id())).isEqualTo(user(second, third));
    assertThat(user.without(first.id()).without(second.id()))
        .isEqualTo(new User(ID, Examples.NOW, List.of(third), Set.of()));
  }

  @Test
  void hasAnIdentity() {
    var only = identity(1, profile("Ada", "ada", null, false));

    assertThatIllegalArgumentException().isThrownBy(UserTest::user);
    assertThatIllegalArgumentException().isThrownBy(() -> user(only).without(only.id()));
  }

  private static User user(Identity... identities) {
    return new User(ID, Examples.NOW, List.of(identities), Set.of("ada@example.test"));
  }

  private static Identity identity(int age, Profile profile) {
    var linkedAt = Examples.NOW.plus(Duration.ofDays(age));
    return new Identity(new UUID(0, age), "acme.example", profile, linkedAt, linkedAt);
  }

  private static Profile profile(
      @Nullable String name, @Nullable String username, @Nullable String email, boolean verified) {
    return new Profile(
        Examples.ACME,
        "1",
        name,
        username,
        Email.of(email, verified),
        name == null ? null : PICTURE,
        null,
        Map.of());
  }
}
