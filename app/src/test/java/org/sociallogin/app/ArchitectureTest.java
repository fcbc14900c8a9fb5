package org.sociallogin.app;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a pom cannot say of the layering. Each rule is a function of the root package: it holds for
 * ours, and bites on the fixtures in {@code offender}.
 */
class ArchitectureTest {

  private static final String OURS = "org.sociallogin";
  private static final String OFFENDER = "offender";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(OURS);

  private static final String[] MODULES = {
    "core", "oauth2", "bitbucket", "oidc", "generic", "datacenter", "jdbc", "web", "sandbox", "app"
  };

  private static final String PROVIDERS = "(bitbucket|oidc|generic|datacenter)";

  @Test
  void coreStandsAlone() {
    coreStandsAlone(OURS).check(CLASSES);
  }

  private static ArchRule coreStandsAlone(String root) {
    return classes()
        .that()
        .resideInAPackage(root + ".core..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            root + ".core..",
            "java.io",
            "java.lang..",
            "java.net",
            "java.nio.charset",
            "java.security",
            "java.text",
            "java.time..",
            "java.util..",
            "org.jspecify.annotations");
  }

  @Test
  @Tag("LIB-04")
  void oneDoorToTheNetwork() {
    oneDoorToTheNetwork(OURS).check(CLASSES);
  }

  private static ArchRule oneDoorToTheNetwork(String root) {
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .and()
        .resideOutsideOfPackage(root + ".oauth2")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.micronaut.http.client..", "java.net.http..", "java.nio.channels..")
        .orShould()
        .dependOnClassesThat(belongToAnyOf(java.net.Socket.class, java.net.URLConnection.class));
  }

  @Test
  void theWebKnowsNoProvider() {
    theWebKnowsNoProvider(OURS).check(CLASSES);
  }

  private static ArchRule theWebKnowsNoProvider(String root) {
    return noClasses()
        .that()
        .resideInAPackage(root + ".web..")
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "are of another module than core",
                type ->
                    type.getPackageName().startsWith(root + '.')
                        && !type.getPackageName().matches(".*\\.(core|web)(\\..*)?")));
  }

  @Test
  void sqlStaysInItsAdapter() {
    sqlStaysInItsAdapter(OURS).check(CLASSES);
  }

  private static ArchRule sqlStaysInItsAdapter(String root) {
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .and()
        .resideOutsideOfPackage(root + ".jdbc")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "javax.sql..", "io.micronaut.data..");
  }

  @Test
  void aProviderIsOnePublicClass() {
    aProviderIsOnePublicClass(OURS).check(CLASSES);
  }

  private static ArchRule aProviderIsOnePublicClass(String root) {
    return noClasses()
        .that()
        .resideInAPackage(root + '.' + PROVIDERS)
        .and(DescribedPredicate.not(isGenerated()))
        .and(
            DescribedPredicate.describe(
                "are not called as their package",
                type ->
                    !type.getSimpleName()
                        .equalsIgnoreCase(type.getPackageName().replaceAll(".*\\.", ""))))
        .should()
        .bePublic();
  }

  @Test
  void aNestedTypeIsNoWayAround() {
    var offenders = new ClassFileImporter().importPackages(OFFENDER);

    assertThat(aProviderIsOnePublicClass(OFFENDER).evaluate(offenders).getFailureReport())
        .asString()
        .contains("Bitbucket$Nested");
  }

  @Test
  void providersDoNotKnowEachOther() {
    providersDoNotKnowEachOther(OURS).check(CLASSES);
  }

  private static ArchRule providersDoNotKnowEachOther(String root) {
    return slices().matching(root + '.' + PROVIDERS).should().notDependOnEachOther();
  }

  @Test
  void timeAndChanceComeFromOutside() {
    timeAndChanceComeFromOutside(OURS).check(CLASSES);
  }

  private static ArchRule timeAndChanceComeFromOutside(String root) {
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .and()
        .doNotHaveFullyQualifiedName(root + ".web.Wiring")
        .and()
        .doNotHaveFullyQualifiedName(root + ".sandbox.Sandbox")
        .should()
        .callMethodWhere(
            target(owner(belongToAnyOf(Clock.class))).and(target(nameMatching("system.*"))))
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callConstructor(SecureRandom.class);
  }

  @Test
  void everyPackageIsNullMarked() {
    everyPackageIsNullMarked(OURS).check(CLASSES);
  }

  private static ArchRule everyPackageIsNullMarked(String root) {
    return classes()
        .that()
        .resideInAPackage(root + "..")
        .should(
            be(
                DescribedPredicate.<JavaClass>describe(
                    "in a null-marked package",
                    type -> type.getPackage().isAnnotatedWith(NullMarked.class))));
  }

  /** Without the kit for tests of providers, which no application has. */
  @Test
  void seesEveryModuleOfTheApplicationAndNoOther() {
    assertThat(CLASSES)
        .extracting(type -> type.getPackageName().substring(OURS.length() + 1))
        .containsOnly(MODULES);
  }

  static Stream<ArchRule> rules() {
    return Stream.of(
        coreStandsAlone(OFFENDER),
        oneDoorToTheNetwork(OFFENDER),
        theWebKnowsNoProvider(OFFENDER),
        sqlStaysInItsAdapter(OFFENDER),
        aProviderIsOnePublicClass(OFFENDER),
        providersDoNotKnowEachOther(OFFENDER),
        timeAndChanceComeFromOutside(OFFENDER),
        everyPackageIsNullMarked(OFFENDER));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void rulesBite(ArchRule rule) {
    var offenders = new ClassFileImporter().importPackages(OFFENDER);

    assertThat(rule.evaluate(offenders).getFailureReport().getDetails()).isNotEmpty();
  }

  /** What Micronaut's processors write beside a bean is public by necessity. */
  private static DescribedPredicate<JavaClass> isGenerated() {
    return DescribedPredicate.describe("generated", type -> type.getName().matches(".*\\.\\$.*"));
  }
}
