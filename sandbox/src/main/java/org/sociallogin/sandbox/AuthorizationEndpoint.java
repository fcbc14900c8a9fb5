package org.sociallogin.sandbox;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sociallogin.sandbox.Grants.Grant;
import org.sociallogin.sandbox.Sandbox.Received;

/** Where people say who they are, and whether the consumer may know it. */
final class AuthorizationEndpoint {

  private final Map<String, Consumer> consumers;
  private final Grants grants;
  private final Set<Quirk> quirks;
  private final Pages pages;
  private volatile @Nullable Person agreedBefore;

  AuthorizationEndpoint(
      Map<String, Consumer> consumers, Grants grants, Set<Quirk> quirks, Pages pages) {
    this.consumers = consumers;
    this.grants = grants;
    this.quirks = quirks;
    this.pages = pages;
  }

  /** Has everybody be that person, who agreed once; null asks again. */
  void agreedBefore(@Nullable Person person) {
    agreedBefore = person;
  }

  Response answer(Received call) {
    var isDecided = call.method().equals("POST");
    if (!isDecided && !call.method().equals("GET")) {
      return Response.methodNotAllowed("GET, POST");
    }
    AuthorizationRequest request;
    try {
      request = request(call.query());
    } catch (Misconfigured e) {
      var status = quirks.contains(Quirk.REFUSES_BY_404) ? 404 : 400;
      return pages.refusal(status, e.heading(), e.sentence());
    }
    var unticked = !request.consumer().scopes().containsAll(request.scopes());
    if (unticked && quirks.contains(Quirk.KEEPS_UNTICKED_SCOPES_TO_ITSELF)) {
      return pages.refusal(400, "Invalid scope", "The consumer has not all of these scopes.");
    }
    if (unticked) {
      return Response.redirect(failed(request, "invalid_scope"));
    }
    if (isDecided) {
      return Response.redirect(decided(request, Form.decode(call.body())));
    }
    var person = agreedBefore;
    return person == null
        ? pages.consent(request)
        : Response.redirect(agreed(request, person, Trouble.NOTHING));
  }

  AuthorizationRequest request(@Nullable String query) throws Misconfigured {
    return AuthorizationRequest.of(query, consumers);
  }

  /** Where the browser of somebody who agrees is sent. */
  String agreed(AuthorizationRequest request, Person person, Trouble trouble) {
    var boundTo =
        quirks.contains(Quirk.TAKES_CODES_FOR_ANY_REDIRECT_URI) ? null : request.redirectUri();
    var code = grants.code(new Grant(request.consumer(), person, trouble), boundTo);
    var answer = new LinkedHashMap<String, String>();
    if (request.state() != null) {
      answer.put("state", trouble == Trouble.WRONG_STATE ? "wrong" : request.state());
    }
    answer.put("code", code);
    var location = answered(request, answer);
    return trouble == Trouble.CODE_TWICE
        ? location + '&' + Form.encode(Map.of("code", code))
        : location;
  }

  /** Where the browser of somebody who cancels is sent. */
  String cancelled(AuthorizationRequest request) {
    return failed(request, "access_denied");
  }

  private String decided(AuthorizationRequest request, Map<String, String> decision) {
    var trouble = Trouble.named(decision.get("trouble"));
    return "allow".equals(decision.get("answer")) && trouble != Trouble.CANCELS
        ? agreed(request, Person.numbered(decision.get("person")), trouble)
        : cancelled(request);
  }

  private String failed(AuthorizationRequest request, String error) {
    var isCancelled = error.equals("access_denied");
    var answer = new LinkedHashMap<String, String>();
    answer.put("error", error);
    if (isCancelled && quirks.contains(Quirk.CANCELS_WITH_DESCRIPTION)) {
      answer.put("error_description", "The person did not agree.");
    }
    if (request.state() != null && !(isCancelled && quirks.contains(Quirk.CANCELS_WITHOUT_STATE))) {
      answer.put("state", request.state());
    }
    return answered(request, answer);
  }

  private String answered(AuthorizationRequest request, Map<String, String> answer) {
    return quirks.contains(Quirk.REPLACES_QUERIES)
        ? request.answeredWithNothingBut(Form.encode(answer))
        : request.answeredWith(Form.encode(answer));
  }
}
