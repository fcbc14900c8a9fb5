package org.sociallogin.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.testkit.engine.EngineTestKit;

/** The contract bites: whatever a provider gets wrong fails the case that is there for it. */
@Tag("LIB-12")
@Tag("once")
class FlawsTest {

  /** Not found by its name: it runs only here. */
  static final class Flawed extends HandMadeTest {

    static volatile Flaw flaw = Flaw.CHANGES_THE_SUBJECT;

    @Override
    Set<Flaw> flaws() {
      return Set.of(flaw);
    }
  }

  /** What ran with each flaw, and failed or did not. */
  private static final Map<Flaw, Map<String, Boolean>> RUNS = new EnumMap<>(Flaw.class);

  private static Map<String, Boolean> run(Flaw flaw) {
    return RUNS.computeIfAbsent(
        flaw,
        given -> {
          Flawed.flaw = given;
          var failed = new TreeMap<String, Boolean>();
          for (var method : cases()) {
            if (given.noticedBy.contains(method.getName())) {
              EngineTestKit.engine("junit-jupiter")
                  .selectors(selectMethod(Flawed.class, method))
                  .execute()
                  .testEvents()
                  .finished()
                  .stream()
                  .forEach(
                      event ->
                          failed.put(
                              method.getName() + ' ' + event.getTestDescriptor().getDisplayName(),
                              event.getRequiredPayload(TestExecutionResult.class).getStatus()
                                  == Status.FAILED));
            }
          }
          return failed;
        });
  }

  @ParameterizedTest
  @EnumSource
  void aFlawIsNoticed(Flaw flaw) {
    var run = run(flaw);
    for (var method : flaw.noticedBy) {
      assertThat(run)
          .as(method)
          .anySatisfy(
              (invocation, failed) -> {
                assertThat(invocation).startsWith(method + ' ');
                assertThat(failed).isTrue();
              });
    }
  }

  @Test
  void everyCaseIsNoticed() {
    var unnoticed = new TreeSet<String>();
    var noticed = new TreeSet<String>();
    for (var flaw : Flaw.values()) {
      run(flaw).forEach((invocation, failed) -> (failed ? noticed : unnoticed).add(invocation));
    }
    unnoticed.removeAll(noticed);

    assertThat(unnoticed).isEmpty();
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
