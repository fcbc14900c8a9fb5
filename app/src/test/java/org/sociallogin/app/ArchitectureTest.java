package org.sociallogin.app;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
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
  @Tag("LIB-01")
  void aGrantIsMadeByTheChecksAlone() {
    aGrantIsMadeByTheChecksAlone(OURS).check(CLASSES);
  }

  private static ArchRule aGrantIsMadeByTheChecksAlone(String root) {
    return constructors()
        .that()
        .areDeclaredIn(root + ".core.AuthorizationGrant")
        .should()
        .onlyBeCalled()
        .byMethodsThat(
            JavaMember.Predicates.declaredIn(root + ".core.LoginAttempt").and(name("accept")));
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
        .dependOnClassesThat(
            resideInAnyPackage(
                    "io.micronaut.http.client..", "java.net.http..", "java.nio.channels..")
                .and(not(assignableTo(Throwable.class)))) // what is thrown opens nothing
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

  /** Each rule, and each thing that it must find. */
  static Stream<Arguments> rules() {
    return Stream.of(
        arguments(coreStandsAlone(OFFENDER), List.of("io.micronaut.http.HttpRequest")),
        arguments(
            aGrantIsMadeByTheChecksAlone(OFFENDER),
            List.of("offender.core.AuthorizationGrant.forged()")),
        arguments(
            oneDoorToTheNetwork(OFFENDER),
            List.of(
                "io.micronaut.http.client.HttpClient",
                "java.net.http.HttpClient",
                "java.nio.channels.SocketChannel",
                "java.net.Socket",
                "java.net.URLConnection")),
        arguments(theWebKnowsNoProvider(OFFENDER), List.of("offender.bitbucket.Bitbucket")),
        arguments(
            sqlStaysInItsAdapter(OFFENDER), List.of("javax.sql.DataSource", "java.sql.Connection")),
        arguments(
            aProviderIsOnePublicClass(OFFENDER),
            List.of("offender.bitbucket.SecondPublicClass", "offender.bitbucket.Bitbucket$Nested")),
        arguments(providersDoNotKnowEachOther(OFFENDER), List.of("offender.datacenter.Datacenter")),
        arguments(
            timeAndChanceComeFromOutside(OFFENDER),
            List.of(
                "java.time.Clock.systemUTC()",
                "java.time.Instant.now()",
                "java.security.SecureRandom.<init>()")),
        arguments(everyPackageIsNullMarked(OFFENDER), List.of("offender.unmarked.Unmarked")));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void rulesBite(ArchRule rule, List<String> found) {
    var offenders = new ClassFileImporter().importPackages(OFFENDER);

    assertThat(String.join("\n", rule.evaluate(offenders).getFailureReport().getDetails()))
        .contains(found.stream().map(type -> '<' + type + '>').toList());
  }

  /** What Micronaut's processors write beside a bean is public by necessity. */
  private static DescribedPredicate<JavaClass> isGenerated() {
    return DescribedPredicate.describe("generated", type -> type.getName().matches(".*\\.\\$.*"));
  }
}
