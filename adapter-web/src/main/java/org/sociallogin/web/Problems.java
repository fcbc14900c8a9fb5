package org.sociallogin.web;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.LocalPath;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.LoginFlow;
import org.sociallogin.core.StoreUnavailableException;

/**
 * What people and programs are told when something did not go as they wanted: plain words with a
 * next step, or RFC 9457, both with the reference that is in the log.
 */
@Singleton
public final class Problems {

  private static final Duration SHOWN_FOR = Duration.ofMinutes(1);
  private static final String TRY_AGAIN_SECONDS = "60";

  private final LoginFlow flow;
  private final Reference reference;
  private final Outcomes outcomes;
  private final ReturnTo returnTo;
  private final Cookies cookies;
  private final BaseUrl baseUrl;
  private final ProblemPage problemPage;
  private final Answers answers;

  Problems(
      LoginFlow flow,
      Reference reference,
      Outcomes outcomes,
      ReturnTo returnTo,
      Cookies cookies,
      BaseUrl baseUrl,
      ProblemPage problemPage,
      Answers answers) {
    this.flow = flow;
    this.reference = reference;
    this.outcomes = outcomes;
    this.returnTo = returnTo;
    this.cookies = cookies;
    this.baseUrl = baseUrl;
    this.problemPage = problemPage;
    this.answers = answers;
  }

  /** What a sign-in came to, written down with its cause. */
  Failure of(HttpRequest<?> request, Exception cause, @Nullable String provider, LocalPath target) {
    var login = cause instanceof LoginException known ? known : null;
    var owner = login == null ? null : login.emailOwner();
    var failure =
        new Failure(
            problem(cause),
            reference.of(request),
            known(provider),
            target,
            owner == null ? null : owner.email(),
            owner == null ? null : owner.provider(),
            login == null ? null : login.words());
    outcomes.failed(request, failure, cause);
    return failure;
  }

  /** A sign-in that goes no further, written down. */
  Failure of(HttpRequest<?> request, Problem problem, String provider, LocalPath target) {
    var failure = new Failure(problem, reference.of(request), known(provider), target, null, null);
    outcomes.failed(request, failure, null);
    return failure;
  }

  private @Nullable String known(@Nullable String provider) {
    return provider == null || flow.provider(provider) == null ? null : provider;
  }

  private static Problem problem(Throwable cause) {
    if (cause instanceof LoginException login) {
      return Problem.of(login.reason());
    }
    return cause instanceof StoreUnavailableException
        ? Problem.SIGNIN_UNAVAILABLE
        : Problem.UNEXPECTED;
  }

  /** The answer to a request that the framework or a guard of ours has refused. */
  MutableHttpResponse<byte[]> answer(HttpRequest<?> request, Problem problem) {
    return answer(request, problem, HttpStatus.valueOf(problem.status()), null);
  }

  /**
   * The answer to a request that ended with this status, in the framework or in a controller of
   * anybody's.
   */
  public MutableHttpResponse<byte[]> answer(
      HttpRequest<?> request, HttpStatus status, @Nullable Throwable cause) {
    var problem =
        cause instanceof StoreUnavailableException
            ? Problem.SIGNIN_UNAVAILABLE
            : Problem.ofStatus(status.getCode());
    // What is said of a bad request quotes it, and it may hold a code.
    var ours = problem.isOfTheClient() ? null : cause;
    return answer(request, problem, status, ours);
  }

  private MutableHttpResponse<byte[]> answer(
      HttpRequest<?> request, Problem problem, HttpStatus status, @Nullable Throwable cause) {
    var failure =
        new Failure(problem, reference.of(request), null, returnTo.defaultPath(), null, null);
    outcomes.failed(request, failure, cause);
    return show(request, failure, status);
  }

  /** The answer to a start that failed, where it happened. */
  MutableHttpResponse<?> answer(HttpRequest<?> request, Failure failure) {
    return show(request, failure, HttpStatus.valueOf(failure.problem().status()));
  }

  /** The answer to a callback that failed: a page never rests at the callback's own address. */
  MutableHttpResponse<?> afterCallback(HttpRequest<?> request, Failure failure) {
    return areJson(request)
        ? answer(request, failure)
        : answers
            .seeOther(baseUrl.path("/login/problem"))
            .cookie(cookies.make(cookies.problem, failure.encode(), SHOWN_FOR));
  }

  /** The failure that the browser brings from its callback, or null. */
  @Nullable Failure brought(HttpRequest<?> request) {
    var value = Cookies.value(request, cookies.problem);
    return value == null ? null : Failure.decode(value);
  }

  /** Whether who asks wants JSON: below {@code /api} always, elsewhere who prefers it to HTML. */
  boolean areJson(HttpRequest<?> request) {
    if (request.getPath().startsWith(baseUrl.prefix() + "/api/")
        || request.getPath().startsWith("/api/")) {
      return true;
    }
    for (var type : request.accept()) {
      if (type.matches(MediaType.TEXT_HTML_TYPE)) {
        return false;
      }
      if (type.getSubtype().equals("json") || type.getSubtype().endsWith("+json")) {
        return true;
      }
    }
    return false;
  }

  private MutableHttpResponse<byte[]> show(
      HttpRequest<?> request, Failure failure, HttpStatus status) {
    if (request.getMethod() == HttpMethod.OPTIONS) {
      return answers.nothing(status);
    }
    var response =
        areJson(request)
            ? answers.problem(status, body(failure, status))
            : answers.page(status, problemPage.of(failure));
    if (status == HttpStatus.UNAUTHORIZED) {
      Answers.challenge(response);
    }
    if (status == HttpStatus.SERVICE_UNAVAILABLE || status == HttpStatus.TOO_MANY_REQUESTS) {
      response.header(HttpHeaders.RETRY_AFTER, TRY_AGAIN_SECONDS);
    }
    return response;
  }

  private byte[] body(Failure failure, HttpStatus status) {
    return Json.of(
        new Body(
            baseUrl.uri("/problems/" + failure.problem().code()).toString(),
            problemPage.title(failure),
            status.getCode(),
            problemPage.text(failure),
            failure.reference()));
  }

  /** RFC 9457, section 3.1, with the reference that is in the log. */
  record Body(String type, String title, int status, String detail, String reference) {}
}
