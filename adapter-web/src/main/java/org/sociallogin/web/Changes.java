package org.sociallogin.web;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.Accounts;
import org.sociallogin.core.LocalPath;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.LoginException.Reason;

/**
 * What somebody changes of the own account, by a button on a page or from a program. What is not
 * theirs, or is gone already, is not found.
 */
@Singleton
final class Changes {

  private final Accounts accounts;
  private final Cookies cookies;
  private final AccountPage page;
  private final Problems problems;
  private final AuthorizationAnswers authorizationAnswers;
  private final Site site;

  Changes(
      Accounts accounts,
      Cookies cookies,
      AccountPage page,
      Problems problems,
      AuthorizationAnswers authorizationAnswers,
      Site site) {
    this.accounts = accounts;
    this.cookies = cookies;
    this.page = page;
    this.problems = problems;
    this.authorizationAnswers = authorizationAnswers;
    this.site = site;
  }

  /**
   * Removes a way to sign in.
   *
   * @param done answers, given the id of its provider
   */
  HttpResponse<?> removeIdentity(
      HttpRequest<?> request, String id, Function<String, MutableHttpResponse<?>> done) {
    return change(
        request,
        "/account/identities/" + id + "/remove",
        visitor -> {
          var identity = visitor.user().identity(id(id));
          var rotated = identity == null ? null : accounts.unlink(visitor.token(), identity.id());
          return identity == null || rotated == null
              ? null
              : done.apply(identity.profile().provider().value())
                  .cookie(cookies.session(rotated.token()));
        });
  }

  /** Ends one of the person's sessions. */
  HttpResponse<?> endSession(
      HttpRequest<?> request, String id, Supplier<MutableHttpResponse<?>> done) {
    return change(
        request,
        "/account",
        visitor -> {
          var session = id(id);
          if (session == null || !accounts.endSession(visitor.token(), session)) {
            return null;
          }
          return done.get();
        });
  }

  /** Ends the person's sessions but for this one. */
  HttpResponse<?> endOtherSessions(HttpRequest<?> request, Supplier<MutableHttpResponse<?>> done) {
    return change(
        request,
        "/account",
        visitor -> {
          accounts.endOtherSessions(visitor.token());
          return done.get();
        });
  }

  /** Deletes the account. */
  HttpResponse<?> delete(HttpRequest<?> request, Supplier<MutableHttpResponse<?>> done) {
    return change(
        request,
        "/account/delete",
        visitor -> {
          accounts.delete(visitor.token());
          return done.get().cookie(cookies.forget(cookies.session));
        });
  }

  /** One change; null where the account has no such thing. */
  private interface Change {
    @Nullable MutableHttpResponse<?> by(Visitor visitor) throws LoginException;
  }

  /**
   * @param askedAt where the person is asked, to come back to when somebody has to be confirmed
   */
  private HttpResponse<?> change(HttpRequest<?> request, String askedAt, Change change) {
    var visitor = SessionAuthentication.visitor(request);
    try {
      var answer = change.by(visitor);
      return answer == null ? problems.answer(request, Problem.NOT_FOUND) : answer;
    } catch (LoginException e) {
      return refused(request, visitor, e, null, new LocalPath(site.path(askedAt)));
    }
  }

  /**
   * The answer to a change that was refused.
   *
   * @param provider the id of the one that it was about, or null
   * @param askedAt where the person comes back to after having confirmed who it is
   */
  HttpResponse<?> refused(
      HttpRequest<?> request,
      Visitor visitor,
      LoginException e,
      @Nullable String provider,
      LocalPath askedAt) {
    if (e.reason() == Reason.NOT_SIGNED_IN) {
      return authorizationAnswers.notSignedIn(request);
    }
    var about = provider;
    if (e.reason() == Reason.REAUTHENTICATION_REQUIRED) {
      var confirming = page.confirming(visitor.session());
      about = confirming == null ? null : confirming.id().value();
    }
    return problems.answer(request, problems.of(request, e, about, askedAt));
  }

  static @Nullable UUID id(String value) {
    try {
      return value.length() == 36 ? UUID.fromString(value) : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
