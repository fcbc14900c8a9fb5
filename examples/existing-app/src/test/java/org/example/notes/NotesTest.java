package org.example.notes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpRequest;
import io.micronaut.http.client.HttpClient;
import io.micronaut.http.client.annotation.Client;
import io.micronaut.http.client.exceptions.HttpClientResponseException;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sociallogin.core.LoginException;
import org.sociallogin.testkit.MadeUpUsers;
import org.sociallogin.testkit.MadeUpUsers.Visitor;

/** Not in a transaction of the test's: who signs in there has to be seen by the server. */
@MicronautTest(transactional = false)
class NotesTest {

  @Inject
  @Client("/")
  HttpClient http;

  @Inject MadeUpUsers users;
  @Inject Members members;
  @Inject Notes notes;

  @Test
  void everyoneSeesTheirOwnNotes() throws LoginException {
    var ada = users.signIn("ada");
    var grace = users.signIn("grace");

    send(ada, HttpRequest.POST("/notes", Map.of("note_text", "Buy milk")));

    assertThat(notes(ada)).extracting(note -> note.get("note_text")).containsExactly("Buy milk");
    assertThat(notes(grace)).isEmpty();
  }

  @Test
  void nobodySeesAnyWithoutASession() {
    var request = HttpRequest.GET("/notes").accept(MediaType.APPLICATION_JSON_TYPE);

    assertThatThrownBy(() -> http.toBlocking().exchange(request))
        .isInstanceOfSatisfying(
            HttpClientResponseException.class,
            e -> assertThat((Object) e.getStatus()).isEqualTo(HttpStatus.UNAUTHORIZED));
  }

  @Test
  void onlyAnAdministratorClearsThem() throws LoginException {
    var linus = users.signIn("linus");
    var root = users.signIn("root");
    members.update(new Member(root.user().id().value(), true));
    send(linus, HttpRequest.POST("/notes", Map.of("note_text", "Just for fun")));

    assertThatThrownBy(() -> send(linus, HttpRequest.DELETE("/notes")))
        .isInstanceOfSatisfying(
            HttpClientResponseException.class,
            e -> assertThat((Object) e.getStatus()).isEqualTo(HttpStatus.FORBIDDEN));
    assertThat(notes(linus)).hasSize(1);

    send(root, HttpRequest.DELETE("/notes"));

    assertThat(notes(linus)).isEmpty();
  }

  @Test
  void whoLeavesTakesTheirNotesAlong() throws LoginException {
    var alan = users.signIn("alan");
    send(alan, HttpRequest.POST("/notes", Map.of("note_text", "Halt?")));
    var id = alan.user().id().value();
    assertThat(members.existsById(id)).isTrue();
    assertThat(notes.findByMemberId(id)).hasSize(1);

    send(alan, HttpRequest.DELETE("/api/user"));

    assertThat(members.existsById(id)).isFalse();
    assertThat(notes.findByMemberId(id)).isEmpty();
  }

  @Test
  void newcomersComeInWhileThereIsRoomAndWhoIsKnownAlways() throws LoginException {
    users.signIn("early");
    var others =
        Stream.generate(() -> new Member(UUID.randomUUID(), false)).limit(Seats.SEATS).toList();
    members.saveAll(others);

    assertThatThrownBy(() -> users.signIn("late"))
        .isInstanceOfSatisfying(
            LoginException.class,
            e -> assertThat(e.words()).isEqualTo("Notes has no room left. Ask somebody to leave."));
    users.signIn("early");

    members.deleteAll(others);
    users.signIn("late");
  }

  /** What changes something has to come from our own pages, as a browser says. */
  private void send(Visitor who, MutableHttpRequest<?> request) {
    http.toBlocking()
        .exchange(request.cookie(who.cookie()).header("Sec-Fetch-Site", "same-origin"));
  }

  @SuppressWarnings("unchecked")
  private List<Map<String, Object>> notes(Visitor who) {
    return http.toBlocking().retrieve(HttpRequest.GET("/notes").cookie(who.cookie()), List.class);
  }
}
