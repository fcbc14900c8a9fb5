package org.sociallogin.web;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.sociallogin.core.Digest;

/** The stylesheet, under a name that changes with it, so that browsers may keep it for ever. */
@Controller("/assets")
@Secured(SecurityRule.IS_ANONYMOUS)
@Produces(MediaType.ALL)
final class Assets {

  private static final MediaType CSS = new MediaType("text/css;charset=utf-8");

  private final byte[] stylesheet = read("pages.css");
  private final String stylesheetName =
      "pages."
          + Digest.of(new String(stylesheet, StandardCharsets.UTF_8)).value().substring(0, 12)
          + ".css";

  /** Where browsers find the stylesheet. */
  String stylesheetPath() {
    return "/assets/" + stylesheetName;
  }

  @Get("/{name}")
  HttpResponse<?> asset(String name) {
    return name.equals(stylesheetName)
        ? HttpResponse.ok(stylesheet)
            .contentType(CSS)
            .header("Cache-Control", "public, max-age=31536000, immutable")
        : HttpResponse.notFound();
  }

  private static byte[] read(String resource) {
    try (var in = Assets.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + resource);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
