package org.sociallogin.web;

import io.micronaut.context.env.Environment;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.LocalPath;
import org.sociallogin.core.LoginFlow;
import org.sociallogin.core.Provider;
import org.sociallogin.web.Pages.Mark;
import org.sociallogin.web.Pages.SignIn;
import org.sociallogin.web.Pages.Way;

/** Where people choose a provider: one page, whose heading tells what brought them there. */
@Singleton
final class SignInPage {

  private final LoginFlow flow;
  private final Cookies cookies;
  private final ReturnTo returnTo;
  private final Site site;
  private final Pages pages;
  private final Answers answers;
  private final boolean isRegistrationOpen;

  SignInPage(
      LoginFlow flow,
      Cookies cookies,
      ReturnTo returnTo,
      Site site,
      Pages pages,
      Answers answers,
      Environment environment) {
    this.flow = flow;
    this.cookies = cookies;
    this.returnTo = returnTo;
    this.site = site;
    this.pages = pages;
    this.answers = answers;
    this.isRegistrationOpen = !ConfiguredAdmission.isRegistrationClosed(environment);
  }

  /** For who simply comes. */
  MutableHttpResponse<?> plain(HttpRequest<?> request, LocalPath target) {
    return ask(request, target, null);
  }

  /**
   * For who was sent here by another site's link, which may not lead on to a provider by itself.
   */
  MutableHttpResponse<?> sentByAnotherSite(HttpRequest<?> request, LocalPath target) {
    return ask(request, target, site.text("signin.notice.crossSite"));
  }

  private MutableHttpResponse<?> ask(
      HttpRequest<?> request, LocalPath target, @Nullable String notice) {
    return show(
        request,
        HttpStatus.OK,
        target,
        site.text("signin.title"),
        site.text("signin.heading"),
        notice,
        isRegistrationOpen ? site.text("signin.lead") : null,
        null);
  }

  /** For who has just signed out. */
  MutableHttpResponse<?> signedOut(HttpRequest<?> request) {
    var provider = lastUsed(request);
    return variant(
        request,
        HttpStatus.OK,
        returnTo.defaultPath(),
        site.text("signedout.title"),
        site.text("signedout.text", provider == null ? "" : provider.displayName()),
        null);
  }

  /** For who has just deleted the account. */
  MutableHttpResponse<?> deleted(HttpRequest<?> request) {
    return variant(
        request,
        HttpStatus.OK,
        returnTo.defaultPath(),
        site.text("deleted.title"),
        isRegistrationOpen ? site.text("deleted.text.open") : site.text("deleted.text"),
        null);
  }

  /** For who was signed in and is not any more. */
  MutableHttpResponse<?> notSignedIn(HttpRequest<?> request, LocalPath target) {
    return variant(
        request,
        HttpStatus.OK,
        target,
        site.text("error.not-signed-in.title"),
        site.text("error.not-signed-in.text"),
        null);
  }

  /** For who said no at the provider. */
  MutableHttpResponse<?> cancelled(HttpRequest<?> request, Failure failure, String text) {
    return variant(
        request,
        HttpStatus.valueOf(failure.problem().status()),
        failure.returnTo(),
        site.text("error.access-denied.title"),
        text,
        failure.reference());
  }

  private MutableHttpResponse<?> variant(
      HttpRequest<?> request,
      HttpStatus status,
      LocalPath target,
      String heading,
      String text,
      @Nullable String reference) {
    return show(request, status, target, site.title(heading), heading, null, text, reference);
  }

  private MutableHttpResponse<?> show(
      HttpRequest<?> request,
      HttpStatus status,
      LocalPath target,
      String title,
      String heading,
      @Nullable String notice,
      @Nullable String text,
      @Nullable String reference) {
    var providers = flow.providers();
    var note =
        providers.size() == 1
            ? site.text("signin.note.one", providers.get(0).displayName())
            : site.text("signin.note.many");
    var last = Cookies.value(request, cookies.last);
    var ways = new ArrayList<Way>();
    for (var provider : providers) {
      var lastUsed = provider.id().value().equals(last) && providers.size() > 1;
      ways.add(way(provider, target, lastUsed, lastUsed || providers.size() == 1));
    }
    ways.sort(Comparator.comparing(Way::lastUsed).reversed());
    var page = new SignIn(title, heading, notice, text, ways, note, reference);
    return answers.page(status, pages.signIn(page));
  }

  private Way way(Provider provider, LocalPath target, boolean lastUsed, boolean primary) {
    return new Way(
        Mark.of(provider.displayName(), provider.icon()),
        site.signIn(provider),
        start(provider, target),
        lastUsed,
        primary);
  }

  /** The link that starts a sign-in with that provider. */
  String start(Provider provider, LocalPath target) {
    return withTarget("/oauth/login/" + provider.id(), target);
  }

  /** The link that has who is signed in come from that provider once more. */
  String confirm(Provider provider, LocalPath target) {
    return withTarget("/oauth/confirm/" + provider.id(), target);
  }

  /** The link to the sign-in page. */
  String link(LocalPath target) {
    return withTarget("/login", target);
  }

  private String withTarget(String path, LocalPath target) {
    var ours = site.path(path);
    return target.equals(returnTo.defaultPath())
        ? ours
        : ours + "?return_to=" + URLEncoder.encode(target.value(), StandardCharsets.UTF_8);
  }

  /** The provider that this browser used last, else the first. */
  private @Nullable Provider lastUsed(HttpRequest<?> request) {
    var last = Cookies.value(request, cookies.last);
    var provider = last == null ? null : flow.provider(last);
    return provider != null || flow.providers().isEmpty() ? provider : flow.providers().get(0);
  }
}
