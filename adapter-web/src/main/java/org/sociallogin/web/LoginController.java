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
import io.swagger.v3.oas.annotations.Hidden;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.AuthorizationResponse;
import org.sociallogin.core.Digest;
import org.sociallogin.core.LocalPath;
import org.sociallogin.core.LoginAttempt;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.LoginException.Reason;
import org.sociallogin.core.LoginFlow;
import org.sociallogin.core.LoginFlow.Started;
import org.sociallogin.core.Purpose;
import org.sociallogin.core.SignedIn;

/**
 * The sign-in: the way to a provider, and the way back; and the same way for who is signed in and
 * adds an identity or confirms one. Only a person's own navigation takes it; what prefetches,
 * embeds or probes changes nothing.
 */
@Controller("/oauth")
@Hidden
@Secured(SecurityRule.IS_ANONYMOUS)
@ExecuteOn(Wiring.EXECUTOR)
@Produces(MediaType.ALL)
final class LoginController {

  private static final Duration LAST_USED = Duration.ofDays(365);

  /** Fewer than the server reads ({@code micronaut.server.max-params}). */
  private static final int MOST_PARAMETERS = 63;

  private final LoginFlow flow;
  private final Attempts attempts;
  private final Cookies cookies;
  private final Sessions sessions;
  private final StartFrom startFrom;
  private final FailedCallbacks failedCallbacks;
  private final PostedAnswers postedAnswers;
  private final ReturnTo returnTo;
  private final SignInPage signInPage;
  private final AccountPage accountPage;
  private final Changes changes;
  private final Problems problems;
  private final Answers answers;

  LoginController(
      LoginFlow flow,
      Attempts attempts,
      Cookies cookies,
      Sessions sessions,
      StartFrom startFrom,
      FailedCallbacks failedCallbacks,
      PostedAnswers postedAnswers,
      ReturnTo returnTo,
      SignInPage signInPage,
      AccountPage accountPage,
      Changes changes,
      Problems problems,
      Answers answers) {
    this.flow = flow;
    this.attempts = attempts;
    this.cookies = cookies;
    this.sessions = sessions;
    this.startFrom = startFrom;
    this.failedCallbacks = failedCallbacks;
    this.postedAnswers = postedAnswers;
    this.returnTo = returnTo;
    this.signInPage = signInPage;
    this.accountPage = accountPage;
    this.changes = changes;
    this.problems = problems;
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
      return leave(request, flow.start(provider, target));
    } catch (LoginException e) {
      return problems.answer(request, problems.of(request, e, provider, target));
    }
  }

  private HttpResponse<?> leave(HttpRequest<?> request, Started started) {
    var response = answers.seeOther(started.location().toString());
    attempts.keep(started.attempt(), request, response);
    return response;
  }

  /** Adds a way to sign in to the account of who is signed in. */
  @Get(uri = "/link/{provider}", headRoute = false)
  @Secured(SecurityRule.IS_AUTHENTICATED)
  HttpResponse<?> link(HttpRequest<?> request, String provider) {
    return startOfOurs(request, provider, accountPage.path(), flow::startLink);
  }

  /** Has who is signed in show that it is still them. */
  @Get(uri = "/confirm/{provider}", headRoute = false)
  @Secured(SecurityRule.IS_AUTHENTICATED)
  HttpResponse<?> confirm(HttpRequest<?> request, String provider) {
    var target = returnTo.of(request.getParameters().getAll(ReturnTo.PARAMETER));
    return startOfOurs(request, provider, target, flow::startReauthentication);
  }

  private interface Start {
    Started by(String provider, Digest session, LocalPath returnTo) throws LoginException;
  }

  /** Only a page of ours leads there: a link elsewhere could add somebody else's identity. */
  private HttpResponse<?> startOfOurs(
      HttpRequest<?> request, String provider, LocalPath target, Start start) {
    if (!FetchMetadata.isNavigation(request)) {
      return answers.nothing();
    }
    if (!"same-origin".equals(FetchMetadata.site(request))) {
      return problems.answer(request, Problem.CROSS_SITE);
    }
    var visitor = SessionAuthentication.visitor(request);
    try {
      return leave(request, start.by(provider, visitor.token(), target));
    } catch (LoginException e) {
      return changes.refused(request, visitor, e, provider, target);
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
    attempts.answered(response.state(), request, answer);
    // The address that the browser is on holds a code.
    answer.getHeaders().set("Referrer-Policy", "no-referrer");
    return answer;
  }

  @Post("/callback/{provider}")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  HttpResponse<?> callbackByForm(
      HttpRequest<?> request, String provider, @Nullable @Body Map<String, Object> form) {
    return FetchMetadata.isNavigation(request)
        ? postedAnswers.sentOn(request, provider, form)
        : answers.nothing();
  }

  private MutableHttpResponse<?> finish(
      HttpRequest<?> request,
      String provider,
      AuthorizationResponse response,
      @Nullable LoginAttempt attempt) {
    var purpose = attempt == null ? Purpose.SIGN_IN : attempt.purpose();
    var target = attempt == null ? returnTo.defaultPath() : returnTo.checked(attempt.returnTo());
    if (failedCallbacks.areTooMany(request)) {
      return failed(
          request, purpose, problems.of(request, Problem.TOO_MANY_ATTEMPTS, provider, target));
    }
    try {
      return goOn(request, provider, response, attempt, purpose, target);
    } catch (LoginException | RuntimeException e) {
      return failed(request, purpose, problems.of(request, e, provider, target));
    }
  }

  private MutableHttpResponse<?> goOn(
      HttpRequest<?> request,
      String provider,
      AuthorizationResponse response,
      @Nullable LoginAttempt attempt,
      Purpose purpose,
      LocalPath target)
      throws LoginException {
    var tokens = sessions.tokens(request);
    var endings = sessions.endings();
    try {
      refuseTooManyParameters(request);
      var signedIn = flow.finish(provider, response, attempt, Cookies.browser(request, tokens));
      sessions.ended(tokens);
      sessions.began(signedIn, endings);
      return arrived(provider, purpose, target, signedIn);
    } catch (LoginException e) {
      if (purpose == Purpose.SIGN_IN && isAnsweredAlready(e) && sessions.read(tokens) != null) {
        return answers.seeOther(returnTo.defaultPath().value());
      }
      throw e;
    }
  }

  private MutableHttpResponse<?> arrived(
      String provider, Purpose purpose, LocalPath target, SignedIn signedIn) {
    var answer = answers.seeOther(target.value()).cookie(cookies.session(signedIn.token()));
    return switch (purpose) {
      case SIGN_IN -> answer.cookie(cookies.make(cookies.last, provider, LAST_USED));
      case LINK ->
          answer.cookie(
              cookies.notice(
                  signedIn.changed()
                      ? Notice.added(provider, signedIn.othersEnded())
                      : Notice.alreadyAdded(provider)));
      case REAUTHENTICATE -> answer.cookie(cookies.notice(Notice.confirmed(provider)));
    };
  }

  private MutableHttpResponse<?> failed(HttpRequest<?> request, Purpose purpose, Failure failure) {
    if (failure.problem().isOfTheClient()) {
      failedCallbacks.add(request);
    }
    return purpose == Purpose.SIGN_IN || problems.areJson(request)
        ? problems.afterCallback(request, failure)
        : backToThePage(failure);
  }

  /** Who wanted to change the account is told where it began. */
  private MutableHttpResponse<?> backToThePage(Failure failure) {
    return failure.problem() == Problem.NOT_SIGNED_IN
        ? answers
            .seeOther(signInPage.link(failure.returnTo()))
            .cookie(cookies.notice(Notice.NOT_SIGNED_IN))
        : answers.seeOther(failure.returnTo().value()).cookie(cookies.notice(Notice.of(failure)));
  }

  /** Whether the callback may be one that came before: reloaded, sent twice, gone back to. */
  private static boolean isAnsweredAlready(LoginException e) {
    return e.reason() == Reason.ATTEMPT_MISSING || e.reason() == Reason.RESPONSE_INVALID;
  }

  /** Of very many the server reads the first alone, and another code may be among the rest. */
  private static void refuseTooManyParameters(HttpRequest<?> request) throws LoginException {
    var count = request.getParameters().values().stream().mapToInt(List::size).sum();
    if (count > MOST_PARAMETERS) {
      throw new LoginException(Reason.RESPONSE_INVALID, "the answer has too many parameters");
    }
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
    if (form != null) {
      PostedAnswers.values(form.get(ReturnTo.PARAMETER))
          .forEach(target -> targets.add(String.valueOf(target)));
    }
    return targets;
  }
}
