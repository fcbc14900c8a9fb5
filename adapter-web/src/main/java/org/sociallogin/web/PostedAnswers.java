package org.sociallogin.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.LoginFlow;

/**
 * Answers that a provider has the browser post (OAuth 2.0 Form Post Response Mode). They come from
 * another site, so without our cookies: nothing is judged or changed, and the browser brings the
 * same by GET, with its cookies.
 */
@Singleton
final class PostedAnswers {

  private static final List<String> PARAMETERS =
      List.of("code", "state", "iss", "error", "error_description");
  private static final int MOST_BODY_BYTES = 16 * 1024;
  private static final int MOST_QUERY_CHARS = 6 * 1024;

  private final LoginFlow flow;
  private final Problems problems;
  private final Answers answers;

  PostedAnswers(LoginFlow flow, Problems problems, Answers answers) {
    this.flow = flow;
    this.problems = problems;
    this.answers = answers;
  }

  HttpResponse<?> sentOn(
      HttpRequest<?> request, String provider, @Nullable Map<String, Object> form) {
    var known = flow.provider(provider);
    if (known == null || !known.formPost()) {
      return problems.answer(request, Problem.METHOD_NOT_ALLOWED).header("Allow", "GET");
    }
    var names = new ArrayList<>(PARAMETERS);
    names.addAll(known.answerParameters());
    var query = query(request, names, form == null ? Map.of() : form);
    if (request.getContentLength() > MOST_BODY_BYTES || query.length() > MOST_QUERY_CHARS) {
      return problems.answer(request, Problem.TOO_LARGE);
    }
    var again = answers.seeOther(flow.redirectUri(known.id()) + "?" + query);
    // The address holds a code.
    again.getHeaders().set("Referrer-Policy", "no-referrer");
    return again;
  }

  /** What is in the address counts as well: with the same in the form it came twice. */
  private static String query(
      HttpRequest<?> request, List<String> names, Map<String, Object> form) {
    var query = new StringBuilder();
    for (var name : names) {
      var values = new ArrayList<Object>(request.getParameters().getAll(name));
      values.addAll(values(form.get(name)));
      for (var value : values) {
        query.append(query.isEmpty() ? "" : "&").append(URLEncoder.encode(name, UTF_8));
        query.append('=').append(URLEncoder.encode(String.valueOf(value), UTF_8));
      }
    }
    return query.toString();
  }

  /** A parameter that is repeated stays so: who judges it is to see it. */
  static Collection<?> values(@Nullable Object posted) {
    if (posted == null) {
      return List.of();
    }
    return posted instanceof Collection<?> several ? several : List.of(posted);
  }
}
