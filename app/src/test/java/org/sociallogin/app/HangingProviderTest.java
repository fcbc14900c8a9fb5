package org.sociallogin.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sociallogin.app.Browser.location;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.sociallogin.sandbox.Answer;
import org.sociallogin.sandbox.Endpoint;
import org.sociallogin.sandbox.Person;

/** A provider that hangs with five hundred people waiting, and everybody else meanwhile. */
class HangingProviderTest {

  private static final int PEOPLE = 500;
  private static final int MOST_IN_FLIGHT = 100;

  /** How long somebody waits to hear that the application is well. */
  private static Duration health(Running app) {
    var before = System.nanoTime();
    assertThat(app.browser().get("/health").body()).isEqualTo("{\"status\":\"UP\"}");
    return Duration.ofNanos(System.nanoTime() - before);
  }

  /** Where threads are not virtual: one for who waits, and one for the provider's answer. */
  private static long threadsAtWork() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> thread.getKey().getName().equals("social-login"))
        .filter(
            thread ->
                Stream.of(thread.getValue())
                    .anyMatch(frame -> frame.getClassName().startsWith("org.sociallogin")))
        .count();
  }

  @Test
  @Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
  @Tag("HTTP-12")
  @Tag("HTTP-13")
  @Tag("HTTP-19")
  void holdsUpNobodyElseAndIsUsedAsSoonAsItIsBack() throws InterruptedException {
    var client = "micronaut.security.oauth2.clients.acme.";
    var waiting = Executors.newCachedThreadPool();
    try (var issuer = new TestIssuer(0, Map.of("sub", "ada"));
        var app =
            Running.start(
                Map.of(
                    client + "client-id",
                    "id1",
                    client + "client-secret",
                    "secret1",
                    client + "openid.issuer",
                    issuer.issuer(),
                    "social-login.max-in-flight",
                    MOST_IN_FLIGHT,
                    "social-login.provider-timeout",
                    "20s",
                    "micronaut.netty.event-loops.default.num-threads",
                    1))) {
      app.sandbox.answer(Endpoint.TOKEN, Answer.hang());
      var callbacks = new LinkedHashMap<Browser, String>();
      for (var person = 0; person < PEOPLE; person++) {
        var browser = app.browser();
        callbacks.put(browser, app.agree(browser, "/oauth/login/bitbucket", Person.MARA));
      }
      var refused = new CountDownLatch(PEOPLE - MOST_IN_FLIGHT);
      var ends =
          callbacks.entrySet().stream()
              .map(
                  person ->
                      CompletableFuture.supplyAsync(
                          () -> {
                            var end = location(person.getKey().get(person.getValue()));
                            refused.countDown();
                            return end;
                          },
                          waiting))
              .toList();
      assertThat(refused.await(60, TimeUnit.SECONDS)).isTrue();

      // A machine that is busy with other things makes some wait; a held-up loop would make all.
      assertThat(Stream.generate(() -> health(app)).limit(21).sorted().toList().get(10))
          .isLessThan(Duration.ofMillis(100));
      var ada = app.browser();
      var callback = issuer.agree(location(ada.get("/oauth/login/acme")));
      assertThat(location(ada.get("/oauth/callback/acme?" + callback))).isEqualTo("/account");
      assertThat(ada.get("/api/user").statusCode()).isEqualTo(200);
      while (app.sandbox.received(Endpoint.TOKEN).size() < MOST_IN_FLIGHT) {
        Thread.onSpinWait(); // who asks only once it is back is signed in
      }
      assertThat(app.sandbox.received(Endpoint.TOKEN)).hasSize(MOST_IN_FLIGHT);
      assertThat(ends.stream().filter(end -> !end.isDone())).hasSize(MOST_IN_FLIGHT);
      assertThat(threadsAtWork()).isLessThanOrEqualTo(2 * MOST_IN_FLIGHT);

      app.sandbox.reset();
      assertThat(ends).allSatisfy(end -> assertThat(end.join()).isEqualTo("/login/problem"));
      assertThat(location(app.signIn(app.browser(), Person.MARA))).isEqualTo("/account");
      assertThat(app.rows("user")).isEqualTo(2);
    } finally {
      waiting.shutdownNow();
    }
  }
}
