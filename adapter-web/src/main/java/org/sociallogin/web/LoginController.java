package org.sociallogin.web;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.AuthorizationResponse;
import org.sociallogin.core.LoginAttempt;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.LoginException.Reason;
import org.sociallogin.core.LoginFlow;

/**
 * The sign-in: the way to a provider, and the way back. Only a person's own navigation takes
 * either; what prefetches, embeds or probes changes nothing.
 */
@Controller("/oauth")
@Secured(SecurityRule.IS_ANONYMOUS)
@ExecuteOn(Wiring.EXECUTOR)
@Produces(MediaType.ALL)
final class LoginController {

  private static final Duration LAST_USED = Duration.ofDays(365);

  private final LoginFlow flow;
  private final Attempts attempts;
  private final Cookies cookies;
  private final Sessions sessions;
  private final StartFrom startFrom;
  private final FailedCallbacks failedCallbacks;
  private final ReturnTo returnTo;
  private final SignInPage signInPage;
  private final Problems problems;
  private final Outcomes outcomes;
  private final Answers answers;

  LoginController(
      LoginFlow flow,
      Attempts attempts,
      Cookies cookies,
      Sessions sessions,
      StartFrom startFrom,
      FailedCallbacks failedCallbacks,
      ReturnTo returnTo,
      SignInPage signInPage,
      Problems problems,
      Outcomes outcomes,
      Answers answers) {
    this.flow = flow;
    this.attempts = attempts;
    this.cookies = cookies;
    this.sessions = sessions;
    this.startFrom = startFrom;
    this.failedCallbacks = failedCallbacks;
    this.returnTo = returnTo;
    this.signInPage = signInPage;
    this.problems = problems;
    this.outcomes = outcomes;
    this.answers = answers;
  }

  @Get(uri = "/login/{provider}", headRoute = false)
  HttpResponse<?> start(HttpRequest<?> request, String provider) {
    return start(request, provider, request.getParameters().getAll(ReturnTo.PARAMETER));
  }

  @Post("/login/{provider}")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  HttpResponse<?> startByForm(
      HttpRequest<?> request, String provider, @Nullable @Body Map<String, Object> form) {
    return start(request, provider, targets(request, form));
  }

  private HttpResponse<?> start(HttpRequest<?> request, String provider, List<String> targets) {
    if (!FetchMetadata.isNavigation(request)) {
      return answers.nothing();
    }
    var target = returnTo.of(targets);
    if (!startFrom.trusts(request)) {
      return signInPage.sentByAnotherSite(request, target);
    }
    try {
      var started = flow.start(provider, target);
      var response = answers.seeOther(started.location().toString());
      attempts.keep(started.attempt(), request, response);
      return response;
    } catch (LoginException e) {
      return problems.answer(request, problems.of(e, provider, target));
    }
  }

  @Get(uri = "/callback/{provider}", headRoute = false)
  HttpResponse<?> callback(HttpRequest<?> request, String provider) {
    if (!FetchMetadata.isNavigation(request)) {
      return answers.nothing();
    }
    var response = AuthorizationResponse.of(parameters(request));
    var attempt = attempts.find(request, response.state());
    var answer = finish(request, provider, response, attempt);
    attempts.forget(response.state(), request, answer);
    // The address that the browser is on holds a code.
    answer.getHeaders().set("Referrer-Policy", "no-referrer");
    return answer;
  }

  private MutableHttpResponse<?> finish(
      HttpRequest<?> request,
      String provider,
      AuthorizationResponse response,
      @Nullable LoginAttempt attempt) {
    var target = attempt == null ? returnTo.defaultPath() : returnTo.checked(attempt.returnTo());
    if (failedCallbacks.areTooMany(request)) {
      return failed(request, problems.of(Problem.TOO_MANY_ATTEMPTS, provider, target));
    }
    var tokens = sessions.tokens(request);
    try {
      var signedIn = flow.finish(provider, response, attempt, Cookies.browser(request, tokens));
      sessions.ended(tokens);
      sessions.began(signedIn.token(), signedIn.session());
      outcomes.signedIn(provider, signedIn.session().user());
      return answers
          .seeOther(target.value())
          .cookie(cookies.session(signedIn.token()))
          .cookie(cookies.make(cookies.last, provider, LAST_USED));
    } catch (LoginException e) {
      return isAnsweredAlready(e) && sessions.read(tokens) != null
          ? answers.seeOther(returnTo.defaultPath().value())
          : failed(request, problems.of(e, provider, target));
    } catch (RuntimeException e) {
      return failed(request, problems.of(e, provider, target));
    }
  }

  private MutableHttpResponse<?> failed(HttpRequest<?> request, Failure failure) {
    if (failure.problem().isOfTheClient()) {
      failedCallbacks.add(request);
    }
    return problems.afterCallback(request, failure);
  }

  /** Whether the callback may be one that came before: reloaded, sent twice, gone back to. */
  private static boolean isAnsweredAlready(LoginException e) {
    return e.reason() == Reason.ATTEMPT_MISSING || e.reason() == Reason.RESPONSE_INVALID;
  }

  private static Map<String, List<String>> parameters(HttpRequest<?> request) {
    var parameters = new HashMap<String, List<String>>();
    request
        .getParameters()
        .forEach(parameter -> parameters.put(parameter.getKey(), parameter.getValue()));
    return parameters;
  }

  /** The targets in the address and in the form; more than one is as good as none. */
  private static List<String> targets(HttpRequest<?> request, @Nullable Map<String, Object> form) {
    var targets = new ArrayList<>(request.getParameters().getAll(ReturnTo.PARAMETER));
    var posted = form == null ? null : form.get(ReturnTo.PARAMETER);
    if (posted instanceof Collection<?> several) {
      several.forEach(target -> targets.add(String.valueOf(target)));
    } else if (posted != null) {
      targets.add(posted.toString());
    }
    return targets;
  }
}
