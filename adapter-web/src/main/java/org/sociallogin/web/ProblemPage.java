package org.sociallogin.web;

import gg.jte.Content;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.LoginFlow;
import org.sociallogin.core.Provider;
import org.sociallogin.web.Pages.Link;
import org.sociallogin.web.Pages.Message;

/** What people read of a problem, and where they go from there. */
@Singleton
final class ProblemPage {

  private final LoginFlow flow;
  private final ReturnTo returnTo;
  private final Site site;
  private final SignInPage signInPage;
  private final Pages pages;

  ProblemPage(LoginFlow flow, ReturnTo returnTo, Site site, SignInPage signInPage, Pages pages) {
    this.flow = flow;
    this.returnTo = returnTo;
    this.site = site;
    this.signInPage = signInPage;
    this.pages = pages;
  }

  /** For who ran into it. */
  byte[] of(Failure failure) {
    return failure.problem() == Problem.UNEXPECTED
        ? pages.unexpected(failure.reference())
        : pages.problem(
            new Message(
                title(failure),
                content(failure),
                action(failure),
                goesToAProvider(failure.problem()) ? home() : null,
                failure.reference()));
  }

  /** For who looks up its code: no provider, no address, no reference. */
  byte[] of(Problem problem) {
    var anybody = new Failure(problem, "", null, returnTo.defaultPath(), null, null);
    return pages.problem(new Message(title(anybody), content(anybody), home(), null, null));
  }

  /** The heading, as text. */
  String title(Failure failure) {
    return words(failure, isOfAPage(failure) ? "title.page" : "title");
  }

  /** The sentences, as text. */
  String text(Failure failure) {
    var theirs = failure.words();
    return theirs != null ? theirs : words(failure, which(failure));
  }

  /** The sentences, as a page shows them. */
  private Content content(Failure failure) {
    var theirs = failure.words();
    if (theirs != null) {
      return Site.apart(theirs);
    }
    var email = failure.email();
    return site.content(
        key(failure.problem(), which(failure)),
        provider(failure),
        email == null ? addressOrHost(failure.problem()) : Site.address(email.address()),
        otherProvider(failure));
  }

  private String words(Failure failure, String which) {
    var email = failure.email();
    return site.text(
        key(failure.problem(), which),
        provider(failure),
        email == null ? addressOrHost(failure.problem()) : email.address(),
        otherProvider(failure));
  }

  private static String key(Problem problem, String which) {
    return "error." + problem.code() + '.' + which;
  }

  /**
   * Where there are other providers, there is another way to sign in; who looks up a code has no
   * reference below; and an account may have no way to sign in that works.
   */
  private String which(Failure failure) {
    return switch (failure.problem()) {
      case PROVIDER_UNAVAILABLE -> flow.providers().size() > 1 ? "text.many" : "text";
      case NOT_ALLOWED -> isOfAPage(failure) ? "text.page" : "text";
      case EMAIL_TAKEN -> ofTheOwner(failure);
      case REAUTHENTICATION_REQUIRED ->
          failure.provider() == null && !failure.reference().isEmpty() ? "text.none" : "text";
      case PROVIDER_REFUSED, PROVIDER_UNINTELLIGIBLE ->
          failure.reference().isEmpty() ? "text.any" : "text";
      default -> "text";
    };
  }

  /** A way in that none is, or the very one that has just been refused, leads round in a circle. */
  private static String ofTheOwner(Failure failure) {
    var other = failure.otherProvider();
    return other == null
        ? failure.email() == null ? "text" : "text.none"
        : other.value().equals(failure.provider()) ? "text.same" : "text";
  }

  /** Whether who is signed in was refused a page, and not the sign-in. */
  private static boolean isOfAPage(Failure failure) {
    return failure.problem() == Problem.NOT_ALLOWED
        && failure.provider() == null
        && !failure.reference().isEmpty();
  }

  private String provider(Failure failure) {
    var provider = provider(failure.provider());
    return provider == null ? site.text("error.any.provider") : provider.displayName();
  }

  private String otherProvider(Failure failure) {
    var provider = failure.otherProvider();
    return provider == null ? site.text("error.any.otherProvider") : site.name(provider);
  }

  private @Nullable Provider other(Failure failure) {
    var id = failure.otherProvider();
    return id == null ? null : flow.provider(id.value());
  }

  private String addressOrHost(Problem problem) {
    return problem == Problem.EMAIL_TAKEN ? site.text("error.any.address") : site.host();
  }

  private @Nullable Provider provider(@Nullable String id) {
    return id == null ? null : flow.provider(id);
  }

  /** The one thing to do next. */
  private Link action(Failure failure) {
    if (isOfAPage(failure)) {
      return home();
    }
    return switch (failure.problem()) {
      case ATTEMPT_MISSING,
          ATTEMPT_EXPIRED,
          RESPONSE_INVALID,
          PROVIDER_UNAVAILABLE,
          PROVIDER_UNINTELLIGIBLE,
          EMAIL_REQUIRED ->
          new Link(words(failure, "action"), start(provider(failure.provider()), failure));
      case ACCESS_DENIED, NOT_SIGNED_IN -> named(provider(failure.provider()), failure);
      case REAUTHENTICATION_REQUIRED -> confirm(provider(failure.provider()), failure);
      case EMAIL_TAKEN -> named(other(failure), failure);
      case UNKNOWN_PROVIDER,
          PROVIDER_REFUSED,
          REGISTRATION_CLOSED,
          NOT_ALLOWED,
          TOO_MANY_ATTEMPTS,
          SIGNIN_UNAVAILABLE ->
          new Link(words(failure, "action"), signInPage.link(failure.returnTo()));
      case IDENTITY_TAKEN, LAST_IDENTITY ->
          new Link(words(failure, "action"), site.path("/account"));
      case CROSS_SITE,
          BAD_REQUEST,
          NOT_FOUND,
          METHOD_NOT_ALLOWED,
          TOO_LARGE,
          UNSUPPORTED_MEDIA_TYPE,
          UNEXPECTED ->
          new Link(words(failure, "action"), site.path("/"));
    };
  }

  private static boolean goesToAProvider(Problem problem) {
    return switch (problem) {
      case ATTEMPT_MISSING,
          ATTEMPT_EXPIRED,
          RESPONSE_INVALID,
          PROVIDER_UNAVAILABLE,
          PROVIDER_UNINTELLIGIBLE,
          EMAIL_REQUIRED,
          EMAIL_TAKEN ->
          true;
      default -> false;
    };
  }

  /** A label that names its provider needs one; without it there is the choice of all. */
  private Link named(@Nullable Provider provider, Failure failure) {
    return new Link(
        provider == null ? site.text("error.unknown-provider.action") : site.signIn(provider),
        start(provider, failure));
  }

  private Link confirm(@Nullable Provider provider, Failure failure) {
    return provider == null
        ? home()
        : new Link(site.signIn(provider), signInPage.confirm(provider, failure.returnTo()));
  }

  private String start(@Nullable Provider provider, Failure failure) {
    return provider == null
        ? signInPage.link(failure.returnTo())
        : signInPage.start(provider, failure.returnTo());
  }

  private Link home() {
    return new Link(site.text("error.back"), site.path("/"));
  }
}
