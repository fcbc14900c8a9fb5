package org.sociallogin.web;

import io.micronaut.context.annotation.Replaces;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.micronaut.security.authentication.AuthorizationException;
import io.micronaut.security.authentication.DefaultAuthorizationExceptionHandler;
import io.micronaut.web.router.RouteBuilder.UriNamingStrategy;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * What a closed route answers, ours or anybody's: a page sends the person to sign in and back, JSON
 * gets 401.
 */
@Singleton
@Replaces(DefaultAuthorizationExceptionHandler.class)
final class AuthorizationAnswers
    implements ExceptionHandler<AuthorizationException, MutableHttpResponse<?>> {

  private final Cookies cookies;
  private final ReturnTo returnTo;
  private final BaseUrl baseUrl;
  private final String root;
  private final Problems problems;
  private final RouteAnswers routeAnswers;
  private final Answers answers;

  AuthorizationAnswers(
      Cookies cookies,
      ReturnTo returnTo,
      BaseUrl baseUrl,
      UriNamingStrategy routes,
      Problems problems,
      RouteAnswers routeAnswers,
      Answers answers) {
    this.cookies = cookies;
    this.returnTo = returnTo;
    this.baseUrl = baseUrl;
    this.root = routes.resolveUri("/");
    this.problems = problems;
    this.routeAnswers = routeAnswers;
    this.answers = answers;
  }

  @Override
  @SuppressWarnings("rawtypes") // so says the interface
  public MutableHttpResponse<?> handle(HttpRequest request, AuthorizationException refused) {
    var asked = (HttpRequest<?>) request;
    var away = SessionAuthentication.storeUnavailable(asked);
    if (away != null) {
      return routeAnswers.of(asked, HttpStatus.SERVICE_UNAVAILABLE, away);
    }
    return refused.isForbidden()
        ? routeAnswers.of(asked, HttpStatus.FORBIDDEN, null)
        : notSignedIn(asked);
  }

  /** The answer to who has to sign in first. */
  MutableHttpResponse<?> notSignedIn(HttpRequest<?> request) {
    if (problems.areJson(request)) {
      return Answers.challenge(routeAnswers.of(request, HttpStatus.UNAUTHORIZED, null));
    }
    var page = answers.seeOther(signIn(request));
    // Of a form sent twice the first answer says what was done, and its cookies stay.
    if (request.getMethod() == HttpMethod.GET
        && Cookies.has(request, cookies.session)
        && FetchMetadata.isNavigation(request)) {
      page.cookie(cookies.forget(cookies.session)).cookie(cookies.notice(Notice.NOT_SIGNED_IN));
    }
    return page;
  }

  private String signIn(HttpRequest<?> request) {
    var login = baseUrl.path("/login");
    var here = returnTo.of(asBrowsersSay(request.getUri().toString()));
    return request.getMethod() != HttpMethod.GET || here.equals(returnTo.defaultPath())
        ? login
        : login + "?return_to=" + URLEncoder.encode(here.value(), StandardCharsets.UTF_8);
  }

  /** What the server has at a path of its own, a browser may have asked for at another. */
  private String asBrowsersSay(String uri) {
    return uri.startsWith(root) ? baseUrl.path("/" + uri.substring(root.length())) : uri;
  }
}
