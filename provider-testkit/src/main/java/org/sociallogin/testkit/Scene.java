package org.sociallogin.testkit;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import java.net.URI;
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
 * A provider that speaks as its example does. The code {@code canary-code-7} becomes the token
 * {@code canary-token-7}, and that opens the seventh person.
 */
final class Scene implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern CODE = Pattern.compile("(?:^|&)code=([^&]*)");
  private static final Pattern PAGE = Pattern.compile("[?&]page=(\\d+)");

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
  private volatile @Nullable Signer signer = IdTokens::signed;

  Scene(Example example, Function<ObjectNode, Map<String, ?>> claims) {
    this.example = example;
    this.claims = claims;
    startAnswering();
  }

  void startAnswering() {
    provider.on(example.tokenPath(), this::token);
    if (example.userPath() != null) {
      provider.on(example.userPath(), this::user);
    }
    if (example.emails() != null) {
      provider.json(example.emails().path(), example.emails().answer());
    }
  }

  List<String> paths() {
    var emails = example.emails();
    return Stream.of(example.tokenPath(), example.userPath(), emails == null ? null : emails.path())
        .filter(Objects::nonNull)
        .toList();
  }

  List<Request> requests(String path) {
    return provider.requests().stream()
        .filter(request -> request.target().split("\\?", 2)[0].equals(path))
        .toList();
  }

  Response token(Request request) throws JOSEException {
    var code = CODE.matcher(request.body());
    if (!code.find()) {
      return Response.json(400, "{\"error\":\"invalid_request\"}");
    }
    var token = code.group(1).replace("code", "token");
    var answer = JSON.createObjectNode();
    answer.put("access_token", token).put("token_type", "bearer").put("expires_in", 3600);
    var attempt = Objects.requireNonNull(attempts.get(code.group(1)), "a code of nobody");
    var signing = signer;
    var said = claims.apply(person(token));
    if (signing != null && !said.isEmpty()) {
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

  /** Lets the ID tokens be what this makes of good claims; null leaves them out. */
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

  /** The same answer with one more member. */
  static Response added(Response response, String name, Object value) {
    var answer = (ObjectNode) parsed(Objects.requireNonNull(response.body()));
    return Response.json(answer.set(name, JSON.valueToTree(value)).toString());
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
