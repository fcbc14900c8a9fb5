package org.sociallogin.app;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.rules.SecurityRule;
import org.jspecify.annotations.Nullable;
import org.sociallogin.web.BaseUrl;

/** The way in: to the account of who is signed in, else to the sign-in page. */
@Controller
final class RootController {

  private final BaseUrl baseUrl;

  RootController(BaseUrl baseUrl) {
    this.baseUrl = baseUrl;
  }

  @Get(produces = MediaType.ALL)
  @Secured(SecurityRule.IS_ANONYMOUS)
  HttpResponse<?> root(@Nullable Authentication authentication) {
    var page = authentication == null ? "/login" : "/account";
    return HttpResponse.status(HttpStatus.SEE_OTHER)
        .header("Location", baseUrl.path(page))
        .header("Vary", "Cookie");
  }
}
