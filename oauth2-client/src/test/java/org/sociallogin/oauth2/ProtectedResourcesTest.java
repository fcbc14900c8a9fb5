package org.sociallogin.oauth2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.sociallogin.oauth2.Acme.failure;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.Tokens;
import org.sociallogin.oauth2.StubProvider.Connection;

/** What the answers of a provider's API mean, and where its token goes. */
@Timeout(60)
class ProtectedResourcesTest {

  private final StubProvider stub = new StubProvider();
  private final Acme acme = new Acme(stub);

  @AfterEach
  void stop() throws IOException {
    acme.close();
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        arguments("401 Unauthorized", "", "PROVIDER_REFUSED", ""),
        arguments("403 Forbidden", "", "PROVIDER_REFUSED", ""),
        arguments("404 Not Found", "", "PROVIDER_UNINTELLIGIBLE", ", which is no answer to it"),
        arguments("410 Gone", "", "PROVIDER_UNINTELLIGIBLE", ", which is no answer to it"),
        arguments("429 Too Many Requests", "", "PROVIDER_UNAVAILABLE", ""),
        arguments("500 Internal Server Error", "", "PROVIDER_UNAVAILABLE", ""),
        arguments("503 Service Unavailable", "", "PROVIDER_UNAVAILABLE", ""),
        arguments("200 OK", "", "PROVIDER_UNINTELLIGIBLE", ", with nothing"),
        arguments("200 OK", "{\"id\":", "PROVIDER_UNINTELLIGIBLE", ", which is broken JSON"),
        arguments(
            "200 OK",
            "[".repeat(33),
            "PROVIDER_UNINTELLIGIBLE",
            ", deeper or longer than JSON may be"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  @Tag("HTTP-20")
  @Tag("HTTP-06")
  void saysWhichRequestFailedAndHow(String status, String body, String reason, String how) {
    answer("/user", status, body);

    assertThat(failure(acme::lookUp))
        .isEqualTo(
            "%s: the user-info request to %s was answered %s%s"
                .formatted(reason, stub.uri("/user"), status.substring(0, 3), how));
  }

  @ParameterizedTest
  @ValueSource(strings = {"401 Unauthorized", "403 Forbidden", "404 Not Found"})
  void aRefusedResourceIsNoFailureUntilItMatters(String status) throws Exception {
    answer("/emails", status, "{\"type\":\"error\",\"error\":{\"message\":\"no\"}}");

    assertThat(acme.lookUp()).isEqualTo(Acme.profile("42"));
    assertThat(failure(() -> lookUp(api -> api.get("emails").get(0).required())))
        .contains("the emails request to " + stub.uri("/emails") + " was answered ");
  }

  @Test
  void aResourceCanRefuseWithStatus200() throws Exception {
    stub.json("/user", "{\"ok\":false,\"error\":\"token_revoked t1\"}");
    assertThat(failure(acme::lookUp))
        .isEqualTo(
            "PROVIDER_REFUSED: the user-info request to %s was answered 200 \"application/json\" and \"token_revoked <access_token>\""
                .formatted(stub.uri("/user")));

    stub.json("/user", "{\"ok\":false}");
    assertThat(failure(acme::lookUp)).startsWith("PROVIDER_REFUSED: ").endsWith(" and \"no code\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"429 Too Many Requests", "500 Internal Server Error"})
  void anyOtherFailureOfAResourceIsOneOfTheSignIn(String status) {
    answer("/emails", status, "");

    assertThat(failure(acme::lookUp))
        .isEqualTo(
            "PROVIDER_UNAVAILABLE: the emails request to %s was answered %s"
                .formatted(stub.uri("/emails"), status.substring(0, 3)));
  }

  @Test
  void theFailureOfOneResourceGivesTheOthersUp() throws Exception {
    var hanging = new CompletableFuture<Connection>();
    stub.on(
        "/emails",
        (request, connection) -> {
          hanging.complete(connection);
          Thread.currentThread().join();
        });
    stub.on(
        "/user",
        (request, connection) -> {
          hanging.get();
          connection.send(StubProvider.answer("500 Internal Server Error", "", ""));
        });

    assertThat(failure(acme::lookUp)).startsWith("PROVIDER_UNAVAILABLE: the user-info request");
    assertThat(hanging.get().isClosedByPeer()).isTrue();
  }

  @Test
  void readsAListOfSeveralPages() throws Exception {
    stub.json("/emails", "{\"n\":1,\"next\":\"" + stub.uri("/emails/2?page=2") + "\"}");
    stub.json("/emails/2", "{\"n\":2}");

    assertThat(pages()).containsExactly(1, 2);
    assertThat(stub.requests)
        .extracting("line")
        .containsExactly("GET /emails HTTP/1.1", "GET /emails/2?page=2 HTTP/1.1");
    assertThat(stub.requests)
        .extracting(request -> request.header("authorization"))
        .containsExactly("Bearer t1", "Bearer t1");
  }

  @Test
  @Tag("HTTP-08")
  void readsFivePagesAtMostAndSaysWhereThereAreMore() throws Exception {
    var logged = new ListAppender<ILoggingEvent>();
    logged.start();
    var log = (Logger) LoggerFactory.getLogger(ProtectedResources.class);
    log.addAppender(logged);
    IntStream.rangeClosed(1, 9)
        .forEach(
            n ->
                stub.json(
                    n == 1 ? "/emails" : "/emails/" + n,
                    "{\"n\":%d,\"next\":\"%s\"}".formatted(n, stub.uri("/emails/" + (n + 1)))));

    assertThat(pages()).containsExactly(1, 2, 3, 4, 5);
    log.detachAppender(logged);
    assertThat(stub.requests).hasSize(5);
    assertThat(logged.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "the list emails has more than 5 pages: what is on the others does not count");
  }

  @Test
  @Tag("HTTP-08")
  void readsNoPageTwice() throws Exception {
    stub.json("/emails", "{\"n\":1,\"next\":\"" + stub.uri("/emails/2") + "\"}");
    stub.json("/emails/2", "{\"n\":2,\"next\":\"" + stub.uri("/emails") + "\"}");

    assertThat(pages()).containsExactly(1, 2);
    assertThat(stub.requests).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://{elsewhere}/emails",
        "http://127.0.0.1:{port}@{elsewhere}/emails",
        "http://user@127.0.0.1:{port}/emails/2",
        "http://localhost:{port}/emails/2",
        "https://127.0.0.1:{port}/emails/2",
        "ftp://127.0.0.1:{port}/emails/2",
        "http://127.0.0.1/emails/2",
        "//{elsewhere}/emails",
        "/emails/2",
        "emails/2",
        "http:emails/2",
        "http:///emails/2",
        "http://127.0.0.1:{port}\\\\@{elsewhere}/",
        "http://127.0.0.1:{port}/emails/2\\r\\nX: y",
        "\\u0000",
        ""
      })
  @Tag("HTTP-08")
  @Tag("HTTP-18")
  void theTokenGoesNowhereElse(String next) throws Exception {
    try (var elsewhere = new StubProvider()) {
      var link =
          next.replace("{elsewhere}", "127.0.0.1:" + elsewhere.port())
              .replace("{port}", String.valueOf(stub.port()));
      stub.json("/emails", "{\"n\":1,\"next\":\"" + link + "\"}");
      stub.json("/emails/2", "{\"n\":2}");

      assertThat(pages()).containsExactly(1);
      assertThat(stub.requests).hasSize(1);
      assertThat(elsewhere.requests).isEmpty();
    }
  }

  @Test
  @Tag("HTTP-08")
  void aLinkAsLongAsAPageIsNotFollowed() throws Exception {
    stub.json("/emails", "{\"n\":1,\"next\":\"" + stub.uri("/emails?" + "x".repeat(3_000)) + "\"}");

    assertThat(pages()).containsExactly(1);
  }

  @Test
  @Tag("HTTP-08")
  void oneListCostsAnotherNoPage() throws Exception {
    for (var list : List.of("emails", "user")) {
      for (var n = 1; n <= 6; n++) {
        var next = stub.uri('/' + list + '/' + (n + 1));
        stub.json(
            '/' + list + (n == 1 ? "" : "/" + n), "{\"n\":" + n + ",\"next\":\"" + next + "\"}");
      }
    }
    var pages = new ArrayList<Integer>();

    lookUp(
        api -> {
          readAll(api, "emails", pages);
          readAll(api, "user-info", pages);
        });

    assertThat(pages).containsExactly(1, 2, 3, 4, 5, 1, 2, 3, 4, 5);
  }

  private List<Integer> pages() throws LoginException {
    var pages = new ArrayList<Integer>();
    lookUp(api -> readAll(api, "emails", pages));
    return pages;
  }

  private static void readAll(ResourceServer api, String list, List<Integer> pages)
      throws LoginException {
    for (var page = api.get(list).get(0);
        page != null;
        page = api.next(page, page.json().path("next").textValue())) {
      pages.add(page.required().path("n").asInt());
    }
  }

  private interface Reader {
    void read(ResourceServer api) throws LoginException;
  }

  private void lookUp(Reader reader) throws LoginException {
    var provider =
        Acme.provider(
            stub,
            api -> {
              reader.read(api);
              return Acme.profile("42");
            });
    acme.port(provider).lookUp(acme.grant("c1"), new Tokens("t1", null));
  }

  private void answer(String path, String status, String body) {
    stub.on(path, (request, connection) -> connection.send(StubProvider.answer(status, "", body)));
  }
}
