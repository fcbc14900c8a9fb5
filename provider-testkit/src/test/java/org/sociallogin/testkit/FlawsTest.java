package org.sociallogin.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.testkit.engine.EngineTestKit;

/** The contract bites: whatever a provider gets wrong fails the case that is there for it. */
@Tag("LIB-12")
class FlawsTest {

  /** Not found by its name: it runs only here. */
  static final class Flawed extends HandMadeTest {

    static volatile Flaw flaw = Flaw.CHANGES_THE_SUBJECT;

    @Override
    Set<Flaw> flaws() {
      return Set.of(flaw);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFlawIsNoticed(Flaw flaw) {
    Flawed.flaw = flaw;
    for (var method : cases()) {
      if (flaw.noticedBy.contains(method.getName())) {
        var failures =
            EngineTestKit.engine("junit-jupiter")
                .selectors(selectMethod(Flawed.class, method))
                .execute()
                .testEvents()
                .failed()
                .count();
        assertThat(failures).as(method.getName()).isPositive();
      }
    }
  }

  @Test
  void everyCaseIsThereForAFlaw() {
    var noticing =
        Arrays.stream(Flaw.values())
            .flatMap(flaw -> flaw.noticedBy.stream())
            .collect(Collectors.toSet());

    assertThat(cases()).extracting(Method::getName).containsExactlyInAnyOrderElementsOf(noticing);
  }

  @Test
  void noCaseCanBeOverridden() {
    assertThat(cases()).allMatch(method -> Modifier.isFinal(method.getModifiers()));
  }

  private static List<Method> cases() {
    return Arrays.stream(SocialLoginPortContract.class.getDeclaredMethods())
        .filter(
            method ->
                method.isAnnotationPresent(Test.class)
                    || method.isAnnotationPresent(ParameterizedTest.class))
        .toList();
  }
}
