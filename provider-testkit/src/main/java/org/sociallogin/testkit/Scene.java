package org.sociallogin.testkit;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.Email;
import org.sociallogin.core.LoginAttempt;
import org.sociallogin.testkit.IdTokens.Signer;
import org.sociallogin.testkit.ProviderStub.Request;
import org.sociallogin.testkit.ProviderStub.Response;

/**
 * A provider that speaks as its example does. The seventh code becomes the token {@code
 * canary-token-7}, and that opens the seventh person.
 */
final class Scene implements AutoCloseable {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  private static final Pattern PAGE = Pattern.compile("[?&]page=(\\d+)");

  /** What the provider itself does, if it sends ID tokens at all. */
  private static final Signer ITS_OWN = IdTokens::signed;

  final ProviderStub provider = new ProviderStub();

  /** Where nothing of the provider is. */
  final ProviderStub elsewhere = new ProviderStub();

  /** By their codes. */
  final Map<String, LoginAttempt> attempts = new ConcurrentHashMap<>();

  /** By their tokens. */
  private final Map<String, ObjectNode> people = new ConcurrentHashMap<>();

  private final Example example;
  private final Function<ObjectNode, Map<String, ?>> claims;
  private volatile Consumer<ObjectNode> change = user -> {};
  private volatile @Nullable Signer signer = ITS_OWN;

  Scene(Example example, Function<ObjectNode, Map<String, ?>> claims) {
    this.example = example;
    this.claims = claims;
    startAnswering();
  }

  /** The code of that number. Encoded once too often or too seldom, it is another. */
  static String code(int number) {
    return "4/canary-code-" + number + "%2B+=";
  }

  void startAnswering() {
    paths().forEach(path -> provider.on(path, request -> answer(path, request)));
  }

  /** What is right to answer there. */
  Response answer(String path, Request request) throws JOSEException {
    if (path.equals(example.tokenPath())) {
      return token(request);
    }
    if (path.equals(example.userPath())) {
      return user(request);
    }
    var further = example.further().get(path);
    return further == null
        ? Response.json(Objects.requireNonNull(example.emails()).answer())
        : further;
  }

  List<String> paths() {
    var emails = example.emails();
    var usual =
        Stream.of(example.tokenPath(), example.userPath(), emails == null ? null : emails.path());
    return Stream.concat(usual, example.further().keySet().stream())
        .filter(Objects::nonNull)
        .toList();
  }

  List<Request> requests(String path) {
    return provider.requests().stream()
        .filter(request -> request.target().split("\\?", 2)[0].equals(path))
        .toList();
  }

  Response token(Request request) throws JOSEException {
    var code = String.valueOf(request.field("code"));
    var attempt = attempts.get(code);
    if (attempt == null) {
      return Response.json(400, "{\"error\":\"invalid_grant\"}");
    }
    var token = code.replaceAll(".*-code-(\\d+).*", "canary-token-$1");
    var answer = JSON.createObjectNode();
    answer.put("access_token", token).put("token_type", "bearer").put("expires_in", 3600);
    var signing = signer;
    var said = claims.apply(person(token));
    if (signing != null && (!signing.equals(ITS_OWN) || !said.isEmpty())) {
      answer.put("id_token", signing.token(bound(said, attempt)));
    }
    return Response.json(answer.toString());
  }

  /** The same claims, for us, in time and of this attempt. */
  private static Map<String, Object> bound(Map<String, ?> claims, LoginAttempt attempt) {
    var all = new HashMap<String, Object>(claims);
    all.put("aud", SocialLoginPortContract.CLIENT_ID);
    all.put("iat", IdTokens.in(0));
    all.put("exp", IdTokens.in(300));
    all.put("nonce", attempt.nonce());
    return all;
  }

  Response user(Request request) {
    var authorization = request.header("Authorization");
    if (!authorization.startsWith("Bearer canary-token-")) {
      return Response.json(401, "{}");
    }
    return Response.json(person(authorization.substring("Bearer ".length())).toString());
  }

  private ObjectNode person(String token) {
    var person = people.getOrDefault(token, user());
    change.accept(person);
    return person;
  }

  /** The person of the example. */
  ObjectNode user() {
    return (ObjectNode) parsed(example.user());
  }

  /** The pointers to every text in the person's answer but the subject. */
  List<String> texts() {
    var pointers = new ArrayList<String>();
    addTexts("", user(), pointers);
    pointers.remove(example.subject());
    return pointers;
  }

  private static void addTexts(String pointer, JsonNode node, List<String> pointers) {
    node.properties()
        .forEach(
            member -> {
              var name = member.getKey().replace("~", "~0").replace("/", "~1");
              if (member.getValue().isTextual()) {
                pointers.add(pointer + '/' + name);
              } else {
                addTexts(pointer + '/' + name, member.getValue(), pointers);
              }
            });
    for (var i = 0; node.isArray() && i < node.size(); i++) {
      addTexts(pointer + '/' + i, node.get(i), pointers);
    }
  }

  /** Whether the token endpoint answers with an ID token. */
  boolean sendsIdTokens() {
    return !claims.apply(user()).isEmpty();
  }

  String subject() {
    return example.within() + user().at(example.subject()).asText();
  }

  /** Somebody else than the person of the example, with a key of the same type: the subject. */
  String addPerson(String token, String digits) {
    var person = user();
    var number = person.at(example.subject()).isNumber();
    put(person, example.subject(), number ? digits : '"' + digits + '"');
    people.put(token, person);
    return example.within() + digits;
  }

  void changeUser(Consumer<ObjectNode> change) {
    this.change = change;
  }

  /** Lets there be ID tokens, which are what this makes of good claims; null lets there be none. */
  void sign(@Nullable Signer other) {
    this.signer = other;
  }

  /** Puts that JSON there, or takes away what is there. */
  static void put(ObjectNode tree, String pointer, String json) {
    var place = JsonPointer.compile(pointer);
    var parent = (ObjectNode) tree.at(place.head());
    var name = place.last().getMatchingProperty();
    if (json.isEmpty()) {
      parent.remove(name);
    } else {
      parent.set(name, parsed(json));
    }
  }

  private static void putIfKnown(ObjectNode tree, @Nullable String pointer, String json) {
    if (pointer != null) {
      put(tree, pointer, json);
    }
  }

  boolean sharesAddresses() {
    return example.email() != null || example.emails() != null;
  }

  boolean hasFlags() {
    return example.verified() != null || example.emails() != null;
  }

  /** What the person of the example signs in with. */
  @Nullable Email email() {
    if (example.emails() != null) {
      var list = (ArrayNode) parsed(example.emails().answer()).at(example.emails().items());
      return new Email(list.get(0).at(example.emails().address()).textValue(), true);
    }
    if (example.email() == null) {
      return null;
    }
    var verified = example.verified() != null || example.alwaysVerified();
    return new Email(user().at(example.email()).textValue(), verified);
  }

  /** Lets the person have no address at all. */
  void withoutEmail() {
    if (example.emails() != null) {
      var answer = parsed(example.emails().answer());
      ((ArrayNode) answer.at(example.emails().items())).removeAll();
      provider.json(example.emails().path(), answer.toString());
    } else {
      email("", "");
    }
  }

  /** Lets the person have this address and this flag, both as JSON. */
  void email(String address, String flag) {
    if (example.emails() != null) {
      var answer = parsed(example.emails().answer());
      var item = (ObjectNode) answer.at(example.emails().items()).get(0);
      put(item, example.emails().address(), address);
      put(item, example.emails().verified(), flag);
      provider.json(example.emails().path(), answer.toString());
    } else {
      changeUser(
          user -> {
            putIfKnown(user, example.email(), address);
            putIfKnown(user, example.verified(), flag);
          });
    }
  }

  /** Lets the person have so many addresses, none of which is their own. */
  void emails(int number) {
    var emails = Objects.requireNonNull(example.emails());
    var answer = parsed(emails.answer());
    var list = (ArrayNode) answer.at(emails.items());
    put((ObjectNode) list.get(0), emails.primary(), "false");
    while (list.size() < number) {
      list.add(list.get(0));
    }
    provider.json(emails.path(), answer.toString());
  }

  /** Spreads the addresses over pages; the person's own is on the last, if there is one. */
  void pages(IntFunction<@Nullable URI> next) {
    var emails = Objects.requireNonNull(example.emails());
    provider.on(
        emails.path(),
        request -> {
          var page = PAGE.matcher(request.target());
          return page(emails, next.apply(page.find() ? Integer.parseInt(page.group(1)) : 1));
        });
  }

  private static Response page(Example.Emails emails, @Nullable URI next) {
    var answer = parsed(emails.answer());
    if (next == null) {
      return Response.json(answer.toString());
    }
    var item = (ObjectNode) answer.at(emails.items()).get(0);
    put(item, emails.primary(), "false");
    put(item, emails.address(), "\"other@example.org\"");
    if (emails.next() != null) {
      put((ObjectNode) answer, emails.next(), '"' + next.toString() + '"');
    }
    return Response.json(answer.toString()).with("Link", "<" + next + ">; rel=\"next\"");
  }

  /** The same answer with more members in its first object. */
  static Response added(Response response, String members) {
    return response.saying(
        answer -> {
          var place = answer.indexOf('{') + 1;
          return answer.substring(0, place) + members + ',' + answer.substring(place);
        });
  }

  private static JsonNode parsed(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the example is not JSON", e);
    }
  }

  @Override
  public void close() {
    provider.close();
    elsewhere.close();
  }
}
