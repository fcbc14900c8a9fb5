package org.sociallogin.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import org.junit.jupiter.api.Test;
import org.sociallogin.core.StoreUnavailableException;

class UnavailableAnswersTest {

  @Test
  void aRouteOfTheApplicationsIsAnsweredAsItSaysItsErrors() {
    ErrorResponseProcessor<String> theirs =
        (error, response) ->
            HttpResponse.<String>status(response.status())
                .body("theirs: " + error.getRootCause().orElseThrow().getMessage());
    var away = new StoreUnavailableException("away", new IllegalStateException());

    var answer =
        new UnavailableAnswers(new RouteAnswers(new Stage("Notes", "Acme").problems, theirs))
            .handle(Stage.get("/notes"), away);

    assertThat(answer.code()).isEqualTo(503);
    assertThat(answer.body()).isEqualTo("theirs: away");
  }
}
