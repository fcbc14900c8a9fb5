package org.sociallogin.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sociallogin.app.Browser.location;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.sociallogin.sandbox.Person;
import org.sociallogin.sandbox.Sandbox;

/** People whom nobody has seen before. */
final class Newcomers {

  private static final int MANY = 200;
  private static final int AT_ONCE = 8;

  /** With an accent, with emoji beyond sixteen bits, and with one that joins four of them. */
  private static final String NAME = "Ángela 👩‍👩‍👧‍👦 Ejemplo 🦊";

  private Newcomers() {}

  /** Another person each time, with a confirmed address of their own. */
  static Person one() {
    var id = UUID.randomUUID();
    return Person.MARA
        .with("uuid", "{" + id + "}")
        .with("display_name", NAME)
        .withEmails(List.of(Person.email(id + "@example.org", true, true)));
  }

  /** Somebody who was told that the registration succeeded, and the browser that knows it. */
  record Registered(Person person, Browser browser) {

    void isKnownAt(URI node) throws IOException {
      var user = new ObjectMapper().readTree(browser.get(node + "/api/user").body());
      assertThat(user.at("/identities/0/subject").asText()).isEqualTo(subject(person));
      assertThat(user.path("name").asText()).isEqualTo(NAME);
      assertThat(browser.get(node + "/account").body()).contains("<bdi>" + NAME + "</bdi>");
    }
  }

  static String subject(Person person) {
    return String.valueOf(person.user().get("uuid"));
  }

  /** Two hundred sign in, eight at a time, until half of them are answered and SIGKILL comes. */
  static List<Registered> signInUntilKilled(Started node, URI base, Sandbox sandbox) {
    var answered = new ConcurrentLinkedQueue<Registered>();
    var half = new CountDownLatch(MANY / 2);
    var said = node.readOn();
    var crowd = Executors.newFixedThreadPool(AT_ONCE);
    try {
      var all =
          IntStream.range(0, MANY)
              .mapToObj(
                  i -> crowd.submit(() -> register(new Browser(base), sandbox, answered, half)))
              .toList();
      assertThat(half.await(2, TimeUnit.MINUTES)).as("half of them are answered").isTrue();
      node.kill();
      all.forEach(Newcomers::awaitEnd);
      assertThat(said.join()).doesNotContain("ERROR");
      return List.copyOf(answered);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      crowd.shutdownNow();
    }
  }

  static void signIn(Browser browser, Sandbox sandbox, Person person) {
    var request = URI.create(location(browser.get("/oauth/login/bitbucket")));
    var callback = sandbox.agree(request, person);
    var answer = browser.get(callback.getRawPath() + '?' + callback.getRawQuery());
    assertThat(location(answer)).isEqualTo("/account");
  }

  private static void register(
      Browser browser, Sandbox sandbox, Queue<Registered> answered, CountDownLatch half) {
    var person = one();
    signIn(browser, sandbox, person);
    answered.add(new Registered(person, browser));
    half.countDown();
  }

  /** Who comes after the kill finds nobody, and that is all that may go wrong. */
  private static void awaitEnd(Future<?> one) {
    try {
      one.get();
    } catch (ExecutionException e) {
      assertThat(e).hasRootCauseInstanceOf(IOException.class);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
