package org.example.notes;

import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.rules.SecurityRule;
import java.util.List;
import java.util.UUID;

/** A person's own notes; an administrator may clear everybody's. */
@Controller("/notes")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
class NotesController {

  record Draft(String noteText) {}

  private final Notes notes;

  NotesController(Notes notes) {
    this.notes = notes;
  }

  @Get
  List<Note> mine(Authentication who) {
    return notes.findByMemberId(UUID.fromString(who.getName()));
  }

  @Post
  @Status(HttpStatus.CREATED)
  Note add(Authentication who, @Body Draft draft) {
    return notes.save(
        new Note(UUID.randomUUID(), UUID.fromString(who.getName()), draft.noteText()));
  }

  @Delete
  @Secured("ADMIN")
  @Status(HttpStatus.NO_CONTENT)
  void clear() {
    notes.deleteAll();
  }
}
