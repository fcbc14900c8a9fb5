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
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.Accounts;

/**
 * What somebody who is signed in is here, and may change: links ask, and only what the person's own
 * browser posts from our pages does.
 */
@Controller("/account")
@Hidden
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(Wiring.EXECUTOR)
@Produces(MediaType.ALL)
final class AccountController {

  private final Accounts accounts;
  private final Sessions sessions;
  private final AccountPage page;
  private final Changes changes;
  private final Problems problems;
  private final AuthorizationAnswers authorizationAnswers;
  private final Cookies cookies;
  private final Site site;
  private final Answers answers;

  AccountController(
      Accounts accounts,
      Sessions sessions,
      AccountPage page,
      Changes changes,
      Problems problems,
      AuthorizationAnswers authorizationAnswers,
      Cookies cookies,
      Site site,
      Answers answers) {
    this.accounts = accounts;
    this.sessions = sessions;
    this.page = page;
    this.changes = changes;
    this.problems = problems;
    this.authorizationAnswers = authorizationAnswers;
    this.cookies = cookies;
    this.site = site;
    this.answers = answers;
  }

  @Get
  HttpResponse<?> account(HttpRequest<?> request) {
    return show(
        request,
        (visitor, said) -> page.of(visitor.session(), accounts.sessions(visitor.user()), said));
  }

  @Get("/identities/{id}/remove")
  HttpResponse<?> askToRemove(HttpRequest<?> request, String id) {
    return show(
        request,
        (visitor, said) -> {
          var identity = visitor.user().identity(Changes.id(id));
          return identity == null ? null : page.askToRemove(visitor.session(), identity, said);
        });
  }

  @Post("/identities/{id}/remove")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  HttpResponse<?> remove(HttpRequest<?> request, String id) {
    return changes.removeIdentity(request, id, provider -> backToThePage(Notice.removed(provider)));
  }

  @Post("/sessions/{id}/end")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  HttpResponse<?> endSession(HttpRequest<?> request, String id) {
    return changes.endSession(request, id, () -> backToThePage(Notice.SESSION_ENDED));
  }

  @Post("/sessions/end-others")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  HttpResponse<?> endOtherSessions(HttpRequest<?> request) {
    return changes.endOtherSessions(request, () -> backToThePage(Notice.OTHERS_ENDED));
  }

  @Get("/delete")
  HttpResponse<?> askToDelete(HttpRequest<?> request) {
    return show(request, (visitor, said) -> page.askToDelete(visitor.session(), said));
  }

  @Post("/delete")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  HttpResponse<?> delete(HttpRequest<?> request) {
    return changes.delete(
        request,
        () -> answers.seeOther(site.path("/login")).cookie(cookies.notice(Notice.DELETED)));
  }

  /** A page for who is signed in; null where the account has no such thing. */
  private interface Page {
    byte @Nullable [] of(Visitor visitor, @Nullable Notice said);
  }

  private HttpResponse<?> show(HttpRequest<?> request, Page page) {
    var visitor = sessions.read(sessions.tokens(request));
    if (visitor == null) {
      return authorizationAnswers.notSignedIn(request);
    }
    var html = page.of(visitor, Notice.decode(Cookies.value(request, cookies.notice)));
    if (html == null) {
      return problems.answer(request, Problem.NOT_FOUND);
    }
    return cookies.forgetNotice(request, answers.page(HttpStatus.OK, html));
  }

  private MutableHttpResponse<?> backToThePage(Notice said) {
    return answers.seeOther(page.path().value()).cookie(cookies.notice(said));
  }
}
