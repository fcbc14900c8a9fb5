package org.sociallogin.web;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.swagger.v3.oas.annotations.Hidden;

/** What pages and programs need besides: the stylesheet, and what the JSON is like. */
@Controller
@Hidden
@Secured(SecurityRule.IS_ANONYMOUS)
@Produces(MediaType.ALL)
final class AssetsController {

  private static final MediaType CSS = new MediaType("text/css;charset=utf-8");

  private static final MediaType YAML = new MediaType("application/yaml;charset=utf-8");

  private final byte[] description = Stylesheet.resource("/META-INF/swagger/social-login.yml");
  private final Stylesheet stylesheet;
  private final Problems problems;
  private final Answers answers;

  AssetsController(Stylesheet stylesheet, Problems problems, Answers answers) {
    this.stylesheet = stylesheet;
    this.problems = problems;
    this.answers = answers;
  }

  /** Other files of that folder are the application's. */
  @Get("/assets/{file:pages\\..+\\.css}")
  HttpResponse<?> asset(HttpRequest<?> request, String file) {
    return file.equals(stylesheet.name())
        ? answers.unchanging(CSS, stylesheet.css())
        : problems.answer(request, Problem.NOT_FOUND);
  }

  /** The description of the JSON (OpenAPI 3.0), made while this was compiled. */
  @Get("/openapi.yml")
  HttpResponse<?> description() {
    return answers.text(YAML, description);
  }
}
