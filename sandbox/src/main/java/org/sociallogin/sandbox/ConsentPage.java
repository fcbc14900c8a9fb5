package org.sociallogin.sandbox;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the consent page shows. */
record ConsentPage(
    String client,
    List<String> receives,
    List<Person> people,
    List<Trouble> troubles,
    @Nullable String redirectUri,
    String scopes,
    @Nullable String state) {

  static ConsentPage of(AuthorizationRequest request) {
    var receives = new ArrayList<String>();
    if (request.scopes().contains("account")) {
      receives.add("Your name and username");
    }
    if (request.scopes().contains("email")) {
      receives.add("Your e-mail addresses");
    }
    return new ConsentPage(
        request.consumer().name(),
        receives,
        Person.ALL,
        List.of(Trouble.values()),
        request.redirectUri(),
        String.join(" ", request.scopes()),
        request.state());
  }
}
