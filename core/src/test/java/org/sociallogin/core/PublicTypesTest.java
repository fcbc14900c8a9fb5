package org.sociallogin.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Serializable;
import java.lang.reflect.Executable;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of all types of core, those to come included. */
class PublicTypesTest {

  /** A secret, or words of a person: good wherever text can stand. */
  private static final String CANARY = "canary-0123456789abcdefghijklmnopqrstuvwxyz";

  /** What is no secret and nothing of a person, and shows itself. */
  private static final Set<Class<?>> SHOWN =
      Set.of(
          ProviderId.class,
          Provider.class,
          UserId.class,
          Digest.class,
          LocalPath.class,
          Icon.class,
          Icon.Shape.class,
          LoginFlow.Limits.class,
          AdmissionRules.class,
          AdmissionRules.Attribute.class,
          Accounts.Lifetimes.class,
          Rotation.class);

  private static final Map<Class<?>, Object> VALUES =
      Map.ofEntries(
          Map.entry(String.class, CANARY),
          Map.entry(URI.class, URI.create("https://acme.example/" + CANARY)),
          Map.entry(Instant.class, Examples.NOW),
          Map.entry(Duration.class, Duration.ofDays(1)),
          Map.entry(UUID.class, new UUID(0, 1)),
          Map.entry(boolean.class, true),
          Map.entry(Purpose.class, Purpose.LINK),
          Map.entry(AccountEvent.Kind.class, AccountEvent.Kind.LINKED),
          Map.entry(LoginException.Reason.class, LoginException.Reason.NOT_ALLOWED),
          Map.entry(ProviderId.class, Examples.ACME),
          Map.entry(Digest.class, Digest.of(CANARY)),
          Map.entry(LocalPath.class, new LocalPath('/' + CANARY)),
          Map.entry(Email.class, new Email(CANARY + "@example.test", true)));

  static List<Class<?>> types() throws IOException, URISyntaxException {
    var root = Path.of(LoginFlow.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (var files = Files.walk(root)) {
      return files
          .map(file -> root.relativize(file).toString())
          .filter(file -> file.endsWith(".class") && !file.contains("-info"))
          .<Class<?>>map(PublicTypesTest::type)
          .toList();
    }
  }

  static List<Class<?>> records() throws IOException, URISyntaxException {
    return types().stream().filter(Class::isRecord).toList();
  }

  static List<Class<?>> discreetRecords() throws IOException, URISyntaxException {
    return records().stream().filter(type -> !SHOWN.contains(type)).toList();
  }

  @Test
  void areAllSeenHere() throws Exception {
    assertThat(types()).contains(LoginFlow.class, Text.class, LoginException.Reason.class);
    assertThat(discreetRecords())
        .contains(
            AuthorizationResponse.class,
            Browser.class,
            Email.class,
            Identity.class,
            LoginAttempt.class,
            LoginException.EmailOwner.class,
            SignedIn.class,
            LoginFlow.Started.class,
            NewSession.class,
            Profile.class,
            Session.class,
            SessionToken.class,
            Tokens.class,
            User.class);
  }

  @Test
  void wouldShowASecretUnlessTheySaidOtherwise() throws Exception {
    assertThat(value(LeftAsItIs.class).toString()).contains(CANARY);
  }

  record LeftAsItIs(Map<String, List<String>> attributes) {}

  @Tag("OPS-02")
  @Tag("OPS-05")
  @Tag("FLOW-26")
  @ParameterizedTest
  @MethodSource("discreetRecords")
  void showNoSecretAndNothingOfAPersonAsText(Class<?> type) throws Exception {
    assertThat(value(type).toString()).isNotBlank().doesNotContain("canary", "0123456789");
  }

  @Tag("OPS-05")
  @ParameterizedTest
  @MethodSource("records")
  void areNotSerializable(Class<?> type) {
    assertThat(Serializable.class.isAssignableFrom(type)).isFalse();
  }

  @Tag("LIB-06")
  @ParameterizedTest
  @MethodSource("types")
  void offerNothingInsecure(Class<?> type) {
    var insecure =
        Pattern.compile(
            "insecure|unsafe|skip|trust.?all|allow.?http|plain.?text|no.?(verif|check|pkce|state)"
                + "|(disable|without|ignore).?(check|state|issuer|nonce|verif)",
            Pattern.CASE_INSENSITIVE);

    assertThat(type.getSimpleName()).doesNotContainPattern(insecure);
    for (var name : publicNames(type).toList()) {
      assertThat(name).doesNotContainPattern(insecure);
    }
  }

  @Tag("LIB-07")
  @ParameterizedTest
  @MethodSource("types")
  void redirectToCheckedTargetsAlone(Class<?> type) {
    for (var executable : publicExecutables(type).toList()) {
      for (var parameter : executable.getParameters()) {
        if (parameter.getName().matches("(?i).*(returnTo|redirect|location).*")) {
          assertThat(parameter.getType()).as(executable.toString()).isNotEqualTo(String.class);
        }
      }
    }
  }

  private static Class<?> type(String file) {
    try {
      return Class.forName(file.replace(".class", "").replace('/', '.').replace('\\', '.'));
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private static Object record(Class<?> type) throws ReflectiveOperationException {
    var components = type.getRecordComponents();
    var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    var values = new Object[components.length];
    for (var i = 0; i < values.length; i++) {
      values[i] = value(components[i].getGenericType());
    }
    return type.getDeclaredConstructor(types).newInstance(values);
  }

  private static Object value(Type type) throws ReflectiveOperationException {
    if (type == Object.class) {
      return CANARY;
    }
    if (type instanceof ParameterizedType generic) {
      var element = value(generic.getActualTypeArguments()[0]);
      if (generic.getRawType() == Map.class) {
        return Map.of(element, value(generic.getActualTypeArguments()[1]));
      }
      return generic.getRawType() == Set.class ? Set.of(element) : List.of(element);
    }
    var known = type instanceof Class<?> plain ? VALUES.get(plain) : null;
    return known != null ? known : record((Class<?>) type);
  }

  private static Stream<String> publicNames(Class<?> type) {
    return Stream.concat(
        Stream.of(type.getDeclaredFields()).filter(PublicTypesTest::isPublic).map(Member::getName),
        publicExecutables(type)
            .flatMap(
                executable ->
                    Stream.concat(
                        Stream.of(executable.getName()),
                        Stream.of(executable.getParameters()).map(p -> p.getName()))));
  }

  private static Stream<Executable> publicExecutables(Class<?> type) {
    return Stream.<Executable>concat(
            Stream.of(type.getDeclaredMethods()), Stream.of(type.getDeclaredConstructors()))
        .filter(PublicTypesTest::isPublic);
  }

  private static boolean isPublic(Member member) {
    return Modifier.isPublic(member.getModifiers());
  }
}
