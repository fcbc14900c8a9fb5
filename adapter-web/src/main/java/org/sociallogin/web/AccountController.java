package org.sociallogin.web;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.sociallogin.core.User;
import org.sociallogin.web.Pages.Account;

/** What somebody who is signed in is here. */
@Controller("/account")
@Secured(SecurityRule.IS_AUTHENTICATED)
@Produces(MediaType.ALL)
final class AccountController {

  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT)
          .withLocale(Locale.UK)
          .withZone(ZoneOffset.UTC);

  private final Site site;
  private final Pages pages;
  private final Answers answers;

  AccountController(Site site, Pages pages, Answers answers) {
    this.site = site;
    this.pages = pages;
    this.answers = answers;
  }

  @Get
  HttpResponse<?> account(HttpRequest<?> request) {
    return answers.page(
        HttpStatus.OK, pages.account(page(SessionAuthentication.visitor(request).user())));
  }

  private Account page(User user) {
    var provider = site.name(user.identities().get(0).profile().provider());
    var email = user.email();
    var state =
        email == null
            ? site.text("account.profile.noEmail", provider)
            : email.verified()
                ? site.text("account.profile.confirmed", provider)
                : site.text("account.profile.unconfirmed");
    return new Account(
        user.name() != null ? user.name() : user.preferredUsername(),
        email == null ? null : email.address(),
        state,
        MOMENT.format(user.registeredAt()) + " UTC",
        user.registeredAt().truncatedTo(ChronoUnit.MINUTES).toString(),
        provider);
  }
}
