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
import io.swagger.v3.oas.annotations.Hidden;

/**
 * What the type of a problem leads to (RFC 9457, section 3.1.1): the same words, for who looks it
 * up.
 */
@Controller("/problems")
@Hidden
@Secured(SecurityRule.IS_ANONYMOUS)
@Produces(MediaType.ALL)
final class ProblemsController {

  private final Problems problems;
  private final ProblemPage problemPage;
  private final Answers answers;

  ProblemsController(Problems problems, ProblemPage problemPage, Answers answers) {
    this.problems = problems;
    this.problemPage = problemPage;
    this.answers = answers;
  }

  @Get("/{code}")
  HttpResponse<?> explain(HttpRequest<?> request, String code) {
    var problem = Problem.of(code);
    return problem == null
        ? problems.answer(request, Problem.NOT_FOUND)
        : answers.page(HttpStatus.OK, problemPage.of(problem));
  }
}
