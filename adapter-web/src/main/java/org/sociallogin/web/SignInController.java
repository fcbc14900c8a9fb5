package org.sociallogin.web;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.swagger.v3.oas.annotations.Hidden;
import org.sociallogin.core.Accounts;
import org.sociallogin.core.LocalPath;

/** The pages before and after a session: signing in, what became of it, signing out. */
@Controller
@Hidden
@Secured(SecurityRule.IS_ANONYMOUS)
@ExecuteOn(Wiring.EXECUTOR)
@Produces(MediaType.ALL)
final class SignInController {

  private final Accounts accounts;
  private final Sessions sessions;
  private final Cookies cookies;
  private final ReturnTo returnTo;
  private final SignInPage signInPage;
  private final Problems problems;
  private final ProblemPage problemPage;
  private final Site site;
  private final AccountPage accountPage;
  private final Answers answers;

  SignInController(
      Accounts accounts,
      Sessions sessions,
      Cookies cookies,
      ReturnTo returnTo,
      SignInPage signInPage,
      Problems problems,
      ProblemPage problemPage,
      Site site,
      AccountPage accountPage,
      Answers answers) {
    this.accounts = accounts;
    this.sessions = sessions;
    this.cookies = cookies;
    this.returnTo = returnTo;
    this.signInPage = signInPage;
    this.problems = problems;
    this.problemPage = problemPage;
    this.site = site;
    this.accountPage = accountPage;
    this.answers = answers;
  }

  @Get("/login")
  HttpResponse<?> signIn(HttpRequest<?> request) {
    var target = returnTo.of(request.getParameters().getAll(ReturnTo.PARAMETER));
    var tokens = sessions.tokens(request);
    if (sessions.read(tokens) != null) {
      return answers.seeOther(target.value());
    }
    var notice = Notice.decode(Cookies.value(request, cookies.notice));
    if (notice != null) {
      return cookies.forgetNotice(request, said(request, target, notice));
    }
    return tokens.isEmpty()
        ? signInPage.plain(request, target)
        : signInPage.notSignedIn(request, target);
  }

  private MutableHttpResponse<?> said(HttpRequest<?> request, LocalPath target, Notice notice) {
    if (notice.equals(Notice.SIGNED_OUT)) {
      return signInPage.signedOut(request);
    }
    if (notice.equals(Notice.DELETED)) {
      return signInPage.deleted(request);
    }
    return notice.equals(Notice.NOT_SIGNED_IN)
        ? signInPage.notSignedIn(request, target)
        : signInPage.plain(request, target);
  }

  /** Where a failed callback leads: what it has to say comes in a cookie, never in the address. */
  @Get("/login/problem")
  HttpResponse<?> problem(HttpRequest<?> request) {
    var failure = problems.brought(request);
    if (failure == null) {
      // Straight from a provider and without the cookie: a browser that keeps none must hear of it.
      return FetchMetadata.isFromElsewhere(request)
              && sessions.read(sessions.tokens(request)) == null
          ? problems.answer(request, Problem.ATTEMPT_MISSING)
          : answers.seeOther(site.path("/login"));
    }
    if (failure.mayBeOver() && sessions.read(sessions.tokens(request)) != null) {
      return answers.seeOther(returnTo.defaultPath().value());
    }
    return failure.problem() == Problem.ACCESS_DENIED
        ? signInPage.cancelled(request, failure, problemPage.text(failure))
        : problems.answer(request, failure);
  }

  /** Asks only: browsers follow links by themselves. */
  @Get("/logout")
  HttpResponse<?> askToSignOut(HttpRequest<?> request) {
    var visitor = sessions.read(sessions.tokens(request));
    return visitor == null
        ? answers.seeOther(site.path("/login"))
        : answers.page(HttpStatus.OK, accountPage.askToSignOut(visitor.session()));
  }

  @Post("/logout")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  HttpResponse<?> signOut(HttpRequest<?> request) {
    var tokens = sessions.tokens(request);
    accounts.signOut(Cookies.browser(request, tokens));
    sessions.ended(tokens);
    return answers
        .seeOther(site.path("/login"))
        .cookie(cookies.forget(cookies.session))
        .cookie(cookies.notice(Notice.SIGNED_OUT));
  }
}
