package org.example.notes;

import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;

/** The first page, for everybody. */
@Controller
@Secured(SecurityRule.IS_ANONYMOUS)
class HomeController {

  @Get
  @Produces(MediaType.TEXT_HTML)
  String home() {
    return """
    <!doctype html>
    <title>Notes</title>
    <img src="/assets/logo.svg" alt="">
    <a href="/login?return_to=/notes">Sign in</a>
    """;
  }
}
