package org.sociallogin.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;

/** The web pages, none of which can be taken for Bitbucket's. */
final class Pages {

  static final String STYLESHEET = "/pages.css";

  private final TemplateEngine templates =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, Pages.class.getClassLoader(), Pages.class.getPackageName());
  private final Response stylesheet = Response.of(200, "text/css; charset=utf-8", css());

  Response stylesheet() {
    return stylesheet;
  }

  Response consent(AuthorizationRequest request) {
    // Browsers judge the redirects after a form's POST by form-action, too.
    return page(
        200,
        "'self' " + request.targetOrigin(),
        "consent.jte",
        Map.of("page", ConsentPage.of(request)));
  }

  /** A page that ends here. */
  Response refusal(int status, String heading, String text) {
    return page(status, "'none'", "refusal.jte", Map.of("heading", heading, "text", text));
  }

  private Response page(
      int status, String formAction, String template, Map<String, Object> parameters) {
    var html = new StringOutput();
    templates.render(template, parameters, html);
    return Response.of(status, "text/html; charset=utf-8", html.toString())
        .with(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; form-action "
                + formAction
                + "; base-uri 'none'; frame-ancestors 'none'")
        .with("Referrer-Policy", "same-origin")
        .with("Cross-Origin-Opener-Policy", "same-origin")
        .with("Cross-Origin-Resource-Policy", "same-origin")
        .with("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
  }

  private static String css() {
    try (var css = Objects.requireNonNull(Pages.class.getResourceAsStream("pages.css"))) {
      return new String(css.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
