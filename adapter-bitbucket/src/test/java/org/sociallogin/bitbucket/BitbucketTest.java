package org.sociallogin.bitbucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.groups.Tuple.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.sociallogin.core.Email;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.LoginException.Reason;
import org.sociallogin.core.Profile;
import org.sociallogin.core.ProviderId;
import org.sociallogin.oauth2.Answer;
import org.sociallogin.oauth2.ResourceServer;

/** From what Bitbucket's API says to who the person is. */
class BitbucketTest {

  private static final ProviderId ID = new ProviderId("bitbucket");

  private static final String ADA =
      """
      {"type":"user","uuid":"{0c1f2d3e-4455-6677-8899-aabbccddeeff}",
       "account_id":"712020:9a8b7c6d-1111-2222-3333-444455556666","display_name":"Ada Example",
       "nickname":"ada","username":"ada_example","created_on":"2019-02-19T10:36:46.361566+00:00",
       "account_status":"active","is_staff":false,"has_2fa_enabled":null,"location":null,
       "links":{"self":{"href":"https://api.bitbucket.org/2.0/users/%7B0c1f%7D"},
        "html":{"href":"https://bitbucket.org/%7B0c1f2d3e%7D/"},
        "avatar":{"href":"https://secure.gravatar.com/avatar/0?d=https%3A%2F%2Fx%2FAE-3.png"},
        "repositories":{"href":"…"},"snippets":{"href":"…"},"hooks":{"href":"…"}}}
      """;

  private static final String EMAILS =
      """
      {"pagelen":10,"page":1,"size":2,"values":[
       {"type":"email","email":"old@example.org","is_primary":false,"is_confirmed":true},
       {"type":"email","email":"ada@example.org","is_primary":true,"is_confirmed":true,
        "links":{"self":{"href":"https://api.bitbucket.org/2.0/user/emails/ada@example.org"}}}]}
      """;

  private static final String NONE = "{\"values\":[]}";

  private final Logger logger = (Logger) LoggerFactory.getLogger(Bitbucket.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
    logger.setAdditive(false);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
    logger.setAdditive(true);
  }

  @Test
  @Tag("C26")
  void aPersonIsKnownByTheUuidAsItIsSent() throws Exception {
    assertThat(profile(ADA, EMAILS))
        .isEqualTo(
            new Profile(
                ID,
                "{0c1f2d3e-4455-6677-8899-aabbccddeeff}",
                "Ada Example",
                "ada_example",
                new Email("ada@example.org", true),
                URI.create("https://secure.gravatar.com/avatar/0?d=https%3A%2F%2Fx%2FAE-3.png"),
                URI.create("https://bitbucket.org/%7B0c1f2d3e%7D/"),
                Map.of("account_id", List.of("712020:9a8b7c6d-1111-2222-3333-444455556666"))));
    assertThat(log.list).isEmpty();
  }

  @Test
  void onlyTheUuidIsNeeded() throws Exception {
    assertThat(profile("{'uuid':'{1}'}", "{}")).isEqualTo(person(null, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"null", "7", "true", "\"\"", "\" \"", "{}", "[]", "[\"x\"]", "{\"href\":7}"})
  void nothingElseCanBeOddEnoughToStopASignIn(String odd) throws Exception {
    var user =
        """
        {"uuid":"{1}","account_id":%1$s,"display_name":%1$s,"nickname":%1$s,"username":%1$s,
         "created_on":%1$s,"is_staff":%1$s,"has_2fa_enabled":%1$s,"location":%1$s,
         "links":{"html":%1$s,"avatar":%1$s}}
        """
            .formatted(odd);
    var emails =
        """
        {"pagelen":%1$s,"next":%1$s,"values":[%1$s,{"email":%1$s,"is_primary":%1$s},
         {"email":%1$s,"is_primary":true,"is_confirmed":%1$s}]}
        """
            .formatted(odd);

    assertThat(profile(user, emails)).isEqualTo(person(null, null));
    assertThat(profile("{\"uuid\":\"{1}\",\"links\":" + odd + "}", "{\"values\":" + odd + "}"))
        .isEqualTo(person(null, null));
    assertThat(profile("{\"uuid\":\"{1}\"}", odd)).isEqualTo(person(null, null));
  }

  static Stream<Arguments> names() {
    return Stream.of(
        arguments("'display_name':'Ada','nickname':'a','username':'ada_x'", "Ada", "ada_x"),
        arguments("'display_name':'Ada','nickname':'a'", "Ada", "a"),
        arguments("'display_name':null,'nickname':'a'", "a", "a"),
        arguments("'display_name':'  ','nickname':'a','username':'ada_x'", "a", "ada_x"),
        arguments("'username':'ada_x'", null, "ada_x"),
        arguments("'display_name':'<b>Ada</b> & \\\\'", "<b>Ada</b> & \\", null),
        arguments(
            "'display_name':'Ángela 👩‍👩‍👧‍👦 \\uD83E\\uDD8A'", "Ángela 👩‍👩‍👧‍👦 🦊", null));
  }

  @ParameterizedTest
  @MethodSource("names")
  @Tag("C31")
  @Tag("C33")
  void aNameIsWhatPeopleCallThemselves(String members, String name, String preferredUsername)
      throws Exception {
    assertThat(profile("{'uuid':'{1}'," + members + "}", NONE))
        .isEqualTo(person(name, preferredUsername));
  }

  @Test
  @Tag("C30")
  void aLinkThatIsNoneOrTooLongIsLeftOut() throws Exception {
    var hrefs =
        List.of(
            "javascript:alert(1)",
            "http://example.org/",
            "//example.org/x",
            "data:image/svg+xml,x",
            "not a link",
            "https://user@example.org/",
            "https://example.org/" + "x".repeat(10_000));
    for (var href : hrefs) {
      var user =
          "{'uuid':'{1}','links':{'avatar':{'href':'%1$s'},'html':{'href':'%1$s'}}}"
              .formatted(href);
      assertThat(profile(user, NONE)).isEqualTo(person(null, null));
    }
    var long1800 = "https://example.org/" + "x".repeat(1_780);
    assertThat(profile("{'uuid':'{1}','links':{'avatar':{'href':'" + long1800 + "'}}}", NONE))
        .extracting(Profile::picture)
        .isEqualTo(URI.create(long1800));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'display_name':'Ada Example'}",
        "{'uuid':null}",
        "{'uuid':7}",
        "{'uuid':true}",
        "{'uuid':{}}",
        "{'uuid':['{1}']}",
        "[]",
        "[{'uuid':'{1}'}]",
        "null",
        "'{1}'"
      })
  @Tag("C24")
  @Tag("ACCT-02")
  void withoutAUuidItIsNobody(String user) {
    assertThat(failure(user, EMAILS))
        .isEqualTo("PROVIDER_UNINTELLIGIBLE: the user of Bitbucket has no uuid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"''", "'   '", "'{1}\\u0000'", "'{1}\\n'", "'\\uD800'"})
  @Tag("C24")
  @Tag("ACCT-02")
  void aUuidThatCannotBeKeptIsNone(String uuid) throws Exception {
    // The port that asked makes an answer that cannot be understood of it.
    assertThat(
            catchThrowableOfType(
                IllegalArgumentException.class, () -> profile("{'uuid':" + uuid + "}", NONE)))
        .isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"'team'", "'app_user'", "'account'", "'USER'", "7", "{}"})
  void onlyAPersonSignsIn(String type) {
    assertThat(failure("{'type':" + type + ",'uuid':'{1}'}", NONE))
        .isEqualTo("NOT_ALLOWED: the account at Bitbucket is not one of a person");
  }

  @ParameterizedTest
  @ValueSource(strings = {"'inactive'", "'closed'", "'ACTIVE'", "''", "false", "{}"})
  void onlyAnActiveAccountSignsIn(String status) {
    assertThat(failure("{'type':'user','account_status':" + status + ",'uuid':'{1}'}", NONE))
        .isEqualTo("NOT_ALLOWED: the account at Bitbucket is not active");
  }

  @Test
  void aTypeOrAStatusThatIsNotToldIsNoReason() throws Exception {
    assertThat(profile("{'type':null,'account_status':null,'uuid':'{1}'}", NONE))
        .isEqualTo(person(null, null));
  }

  static Stream<Arguments> emails() {
    return Stream.of(
        arguments("", null),
        arguments(
            "{'email':'a@b.test','is_primary':true,'is_confirmed':true}", "a@b.test verified"),
        arguments(
            "{'email':'a@b.test','is_primary':'true','is_confirmed':'true'}", "a@b.test verified"),
        arguments("{'email':'a@b.test','is_primary':true,'is_confirmed':false}", "a@b.test"),
        arguments("{'email':'a@b.test','is_primary':true,'is_confirmed':null}", "a@b.test"),
        arguments("{'email':'a@b.test','is_primary':true,'is_confirmed':1}", "a@b.test"),
        arguments("{'email':'a@b.test','is_primary':true,'is_confirmed':'1'}", "a@b.test"),
        arguments("{'email':'a@b.test','is_primary':true,'is_confirmed':'yes'}", "a@b.test"),
        arguments("{'email':'a@b.test','is_primary':true}", "a@b.test"),
        arguments("{'email':'a@b.test','is_primary':false,'is_confirmed':true}", null),
        arguments("{'email':'a@b.test','is_primary':1,'is_confirmed':true}", null),
        arguments("{'email':'a@b.test','is_confirmed':true}", null),
        arguments("{'email':'a@x,b@y','is_primary':true,'is_confirmed':true}", null),
        arguments("{'email':'a\\r\\n@b.test','is_primary':true,'is_confirmed':true}", null),
        arguments("{'email':null,'is_primary':true,'is_confirmed':true}", null),
        arguments(
            "{'email':'Ada.Example@Example.TEST','is_primary':true,'is_confirmed':true}",
            "Ada.Example@Example.TEST verified"),
        arguments(
            "{'email':'a@b.test','is_primary':false,'is_confirmed':true},"
                + "{'email':'c@d.test','is_primary':true,'is_confirmed':false}",
            "c@d.test"));
  }

  @ParameterizedTest
  @MethodSource("emails")
  @Tag("ACCT-06")
  @Tag("ACCT-12")
  void thePrimaryAddressCountsAndIsVerifiedOnlyWhenItIsConfirmed(String values, String expected)
      throws Exception {
    var email = profile("{'uuid':'{1}'}", "{'values':[" + values + "]}").email();

    assertThat(email == null ? null : email.address() + (email.verified() ? " verified" : ""))
        .isEqualTo(expected);
  }

  @Test
  void thePrimaryAddressMayBeOnALaterPage() throws Exception {
    var first =
        "{'values':[{'email':'a@b.test','is_primary':false,'is_confirmed':true}],'next':'2'}";
    var second =
        "{'values':[{'email':'c@d.test','is_primary':true,'is_confirmed':true}],'next':'3'}";
    var third = "{'values':[{'email':'e@f.test','is_primary':true,'is_confirmed':true}]}";

    assertThat(profile("{'uuid':'{1}'}", first, second, third).email())
        .isEqualTo(new Email("c@d.test", true));
    assertThat(profile("{'uuid':'{1}'}", first).email()).isNull();
  }

  @Test
  @Tag("C29")
  void withoutThePermissionPeopleSignInWithoutEmailAndTheLogSaysSo() throws Exception {
    var refused = refused("emails", "the emails request to https://… was answered 403");

    assertThat(
            Bitbucket.profile(
                new Api(List.of(answer("user-info", "{'uuid':'{1}'}"), refused)), Set.of()))
        .isEqualTo(person(null, null));
    assertThat(log.list)
        .extracting(ILoggingEvent::getLevel, ILoggingEvent::getFormattedMessage)
        .containsExactly(
            tuple(
                Level.WARN,
                "the emails request to https://… was answered 403: people sign in without an e-mail"
                    + " address; the OAuth consumer may lack the permission Account: Email (scope"
                    + " email)"));
  }

  @Test
  void withoutTheUserThereIsNoSignIn() throws Exception {
    var refused = refused("user-info", "the user-info request to https://… was answered 403");
    var api = new Api(List.of(refused, answer("emails", EMAILS)));

    assertThat(failure(api))
        .isEqualTo("PROVIDER_REFUSED: the user-info request to https://… was answered 403");
    assertThat(log.list).isEmpty();
  }

  @Test
  void tellsWhichOfTheWorkspacesThatMatterThePersonIsIn() throws Exception {
    var api =
        new Api(
            List.of(
                answer("user-info", "{'uuid':'{1}'}"),
                answer("emails", NONE),
                answer(
                    "workspaces",
                    """
                    {"values":[7,{"workspace":{"slug":7}},{"workspace":{"slug":"other"}},
                      {"workspace":{"slug":"Team"}}],"next":"https://api.bitbucket.org/2"}
                    """),
                answer("workspaces", "{'values':[{'workspace':{'slug':'second'}}]}")));

    assertThat(Bitbucket.profile(api, Set.of("team", "second", "third")).attributes())
        .isEqualTo(Map.of("workspaces", List.of("team", "second")));
  }

  @Test
  void withoutThePermissionPeopleAreInNoWorkspaceAndTheLogSaysSo() throws Exception {
    var api =
        new Api(
            List.of(
                answer("user-info", "{'uuid':'{1}'}"),
                answer("emails", NONE),
                refused("workspaces", "the workspaces request to https://… was answered 403")));

    assertThat(Bitbucket.profile(api, Set.of("team")).attributes())
        .isEqualTo(Map.of("workspaces", List.of()));
    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "the workspaces request to https://… was answered 403: people are let in as if they"
                + " were in no workspace; the OAuth consumer may lack the permission Account: Read"
                + " (scope account)");
  }

  /** The answers of the API by heart: one for each resource, then the further pages of the last. */
  private record Api(List<Answer> answers) implements ResourceServer {

    @Override
    public List<Answer> get(String... resources) {
      var first = answers.subList(0, resources.length);
      assertThat(first).extracting(Answer::resource).containsExactly(resources);
      return first;
    }

    @Override
    public Answer get(String resource, Map<String, String> parameters) {
      throw new AssertionError("not asked for");
    }

    @Override
    public @Nullable Answer next(Answer page, @Nullable String link) {
      var next = answers.indexOf(page) + 1;
      return link == null || next == answers.size() ? null : answers.get(next);
    }
  }

  private static Profile profile(String user, String... emails) throws Exception {
    var answers = new ArrayList<Answer>();
    answers.add(answer("user-info", user));
    for (var page : emails) {
      answers.add(answer("emails", page));
    }
    return Bitbucket.profile(new Api(answers), Set.of());
  }

  private static @Nullable String failure(String user, String emails) {
    return failure(() -> profile(user, emails));
  }

  private static @Nullable String failure(Api api) {
    return failure(() -> Bitbucket.profile(api, Set.of()));
  }

  private static @Nullable String failure(ThrowingCallable call) {
    var failure = catchThrowableOfType(LoginException.class, call);
    return failure == null ? null : failure.reason() + ": " + failure.getMessage();
  }

  private static Answer answer(String resource, String json) throws JsonProcessingException {
    var node = new ObjectMapper().readTree(json.replace('\'', '"'));
    return Answer.of(resource, URI.create("https://api.bitbucket.org/2.0/user"), node);
  }

  private static Answer refused(String resource, String message) {
    return Answer.refused(
        resource,
        URI.create("https://api.bitbucket.org/2.0/user"),
        new LoginException(Reason.PROVIDER_REFUSED, message));
  }

  private static Profile person(@Nullable String name, @Nullable String preferredUsername) {
    return new Profile(ID, "{1}", name, preferredUsername, null, null, null, Map.of());
  }
}
