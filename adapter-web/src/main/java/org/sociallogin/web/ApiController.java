package org.sociallogin.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.micronaut.serde.ObjectMapper;
import io.micronaut.serde.annotation.Serdeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.Email;
import org.sociallogin.core.Identity;
import org.sociallogin.core.LoginFlow;
import org.sociallogin.core.User;

/** What a page with scripts, or another program, asks for. */
@Controller("/api")
@Produces(MediaType.ALL)
final class ApiController {

  private final Answers answers;
  private final ObjectMapper json;
  private final byte[] providers;

  ApiController(LoginFlow flow, BaseUrl baseUrl, Answers answers, ObjectMapper json) {
    this.answers = answers;
    this.json = json;
    this.providers =
        write(
            flow.providers().stream()
                .map(
                    provider ->
                        new ProviderBody(
                            provider.id().value(),
                            provider.displayName(),
                            baseUrl.path("/oauth/login/" + provider.id())))
                .toList());
  }

  /** Who is signed in. */
  @Get("/user")
  @Secured(SecurityRule.IS_AUTHENTICATED)
  HttpResponse<?> user(HttpRequest<?> request) {
    return answers.json(
        SessionAuthentication.visitor(request).json(user -> write(UserBody.of(user))));
  }

  /** The ways to sign in, in their order. */
  @Get("/providers")
  @Secured(SecurityRule.IS_ANONYMOUS)
  HttpResponse<?> providers() {
    return answers.json(providers);
  }

  private byte[] write(Object body) {
    try {
      return json.writeValueAsBytes(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Serdeable
  record ProviderBody(String id, String name, String login) {}

  @Serdeable
  record EmailBody(String address, boolean verified) {
    static @Nullable EmailBody of(@Nullable Email email) {
      return email == null ? null : new EmailBody(email.address(), email.verified());
    }
  }

  @Serdeable
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record UserBody(
      String id,
      @Nullable String name,
      @Nullable EmailBody email,
      @Nullable String picture,
      List<IdentityBody> identities) {
    static UserBody of(User user) {
      return new UserBody(
          user.id().toString(),
          user.name(),
          EmailBody.of(user.email()),
          Objects.toString(user.picture(), null),
          user.identities().stream().map(IdentityBody::of).toList());
    }
  }

  @Serdeable
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record IdentityBody(
      String id,
      String provider,
      String subject,
      @Nullable String name,
      @Nullable String preferredUsername,
      @Nullable EmailBody email,
      @Nullable String picture,
      @Nullable String profile,
      String linkedAt,
      String lastLoginAt) {
    static IdentityBody of(Identity identity) {
      var said = identity.profile();
      return new IdentityBody(
          identity.id().toString(),
          said.provider().value(),
          said.subject(),
          said.name(),
          said.preferredUsername(),
          EmailBody.of(said.email()),
          Objects.toString(said.picture(), null),
          Objects.toString(said.profile(), null),
          identity.linkedAt().toString(),
          identity.lastLoginAt().toString());
    }
  }
}
