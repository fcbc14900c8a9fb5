package org.sociallogin.web;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Error;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.authentication.AuthorizationException;
import io.micronaut.security.rules.SecurityRule;
import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeIn;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeType;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.security.SecurityScheme;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.Accounts;
import org.sociallogin.core.Email;
import org.sociallogin.core.Identity;
import org.sociallogin.core.LoginFlow;
import org.sociallogin.core.Session;
import org.sociallogin.core.User;

/** What a page with scripts, or another program, asks for. */
@Controller("/api")
@Secured(SecurityRule.IS_AUTHENTICATED)
@Produces(MediaType.ALL)
@OpenAPIDefinition(
    info =
        @Info(
            title = "Social login",
            version = "1",
            description =
                "Who is signed in, by which identities, and where. What does not go as wanted is told"
                    + " as RFC 9457 has it; `type` leads to a page that explains it."))
@SecurityScheme(
    name = "session",
    type = SecuritySchemeType.APIKEY,
    in = SecuritySchemeIn.COOKIE,
    paramName = "social-login",
    description =
        "The session's cookie, with `__Host-` before its name on https. What changes something is"
            + " refused for other origins.")
final class ApiController {

  private static final String PROBLEM = "application/problem+json";

  @SecurityRequirement(name = "session")
  @ApiResponse(
      responseCode = "401",
      description = "Nobody is signed in",
      content =
          @Content(mediaType = PROBLEM, schema = @Schema(implementation = Problems.Body.class)))
  @ApiResponse(
      responseCode = "503",
      description = "The database does not answer",
      content =
          @Content(mediaType = PROBLEM, schema = @Schema(implementation = Problems.Body.class)))
  private @interface ForWhoIsSignedIn {}

  @ApiResponse(
      responseCode = "403",
      description = "Another site asks, or the person has to confirm first; `type` says which",
      content =
          @Content(mediaType = PROBLEM, schema = @Schema(implementation = Problems.Body.class)))
  private @interface ChangesTheAccount {}

  @ApiResponse(
      responseCode = "403",
      description = "Another site asks",
      content =
          @Content(mediaType = PROBLEM, schema = @Schema(implementation = Problems.Body.class)))
  private @interface EndsSessions {}

  @ApiResponse(
      responseCode = "404",
      description = "The account has no such thing",
      content =
          @Content(mediaType = PROBLEM, schema = @Schema(implementation = Problems.Body.class)))
  private @interface OfTheAccount {}

  private final Accounts accounts;
  private final Changes changes;
  private final AuthorizationAnswers authorizationAnswers;
  private final Answers answers;
  private final byte[] providers;

  ApiController(
      LoginFlow flow,
      Accounts accounts,
      Changes changes,
      AuthorizationAnswers authorizationAnswers,
      BaseUrl baseUrl,
      Answers answers) {
    this.accounts = accounts;
    this.changes = changes;
    this.authorizationAnswers = authorizationAnswers;
    this.answers = answers;
    this.providers =
        Json.of(
            flow.providers().stream()
                .map(
                    provider ->
                        new ProviderBody(
                            provider.id().value(),
                            provider.displayName(),
                            baseUrl.path("/oauth/login/" + provider.id())))
                .toList());
  }

  /** The framework would look for the same answer among all its beans, at every such call. */
  @Error(exception = AuthorizationException.class)
  HttpResponse<?> refused(HttpRequest<?> request, AuthorizationException refused) {
    return authorizationAnswers.handle(request, refused);
  }

  /** Who is signed in. */
  @Get("/user")
  @Operation(
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "Now",
              content =
                  @Content(
                      mediaType = "application/json",
                      schema = @Schema(implementation = UserBody.class))))
  @ForWhoIsSignedIn
  HttpResponse<?> user(HttpRequest<?> request) {
    return answers.json(
        SessionAuthentication.visitor(request).json(user -> Json.of(UserBody.of(user))));
  }

  /** Deletes the account. */
  @Delete("/user")
  @ApiResponse(responseCode = "204", description = "Done")
  @ChangesTheAccount
  @ForWhoIsSignedIn
  @ExecuteOn(Wiring.EXECUTOR)
  HttpResponse<?> delete(HttpRequest<?> request) {
    return changes.delete(request, answers::done);
  }

  /** Removes one of the ways to sign in. */
  @Delete("/identities/{id}")
  @ApiResponse(
      responseCode = "204",
      description =
          "Done. The session goes on under a new cookie, which this brings; the one before is worth"
              + " nothing from now on.")
  @ChangesTheAccount
  @OfTheAccount
  @ApiResponse(
      responseCode = "409",
      description = "No other way to sign in lets the person in",
      content =
          @Content(mediaType = PROBLEM, schema = @Schema(implementation = Problems.Body.class)))
  @ForWhoIsSignedIn
  @ExecuteOn(Wiring.EXECUTOR)
  HttpResponse<?> removeIdentity(HttpRequest<?> request, @Schema(format = "uuid") String id) {
    return changes.removeIdentity(request, id, provider -> answers.done());
  }

  /** Where the person is signed in, the newest first. */
  @Get("/sessions")
  @Operation(
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "Now",
              content =
                  @Content(
                      mediaType = "application/json",
                      array = @ArraySchema(schema = @Schema(implementation = SessionBody.class)))))
  @ForWhoIsSignedIn
  @ExecuteOn(Wiring.EXECUTOR)
  HttpResponse<?> sessions(HttpRequest<?> request) {
    var visitor = SessionAuthentication.visitor(request);
    var sessions = accounts.sessions(visitor.user());
    if (sessions.stream().noneMatch(session -> session.id().equals(visitor.session().id()))) {
      throw new AuthorizationException(null); // it has ended, and is only remembered
    }
    return answers.json(
        Json.of(
            sessions.stream().map(session -> SessionBody.of(session, visitor.session())).toList()));
  }

  /** Ends one of them. */
  @Delete("/sessions/{id}")
  @ApiResponse(responseCode = "204", description = "Done")
  @EndsSessions
  @OfTheAccount
  @ForWhoIsSignedIn
  @ExecuteOn(Wiring.EXECUTOR)
  HttpResponse<?> endSession(HttpRequest<?> request, @Schema(format = "uuid") String id) {
    return changes.endSession(request, id, answers::done);
  }

  /** Ends all of them but the one that asks. */
  @Delete("/sessions")
  @ApiResponse(responseCode = "204", description = "Done")
  @EndsSessions
  @ForWhoIsSignedIn
  @ExecuteOn(Wiring.EXECUTOR)
  HttpResponse<?> endOtherSessions(HttpRequest<?> request) {
    return changes.endOtherSessions(request, answers::done);
  }

  /** The ways to sign in, in their order. */
  @Get("/providers")
  @Operation(
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "Now",
              content =
                  @Content(
                      mediaType = "application/json",
                      array = @ArraySchema(schema = @Schema(implementation = ProviderBody.class)))))
  @Secured(SecurityRule.IS_ANONYMOUS)
  HttpResponse<?> providers() {
    return answers.json(providers);
  }

  record ProviderBody(String id, String name, String login) {}

  record SessionBody(
      @Schema(format = "uuid") String id,
      boolean current,
      @Schema(format = "date-time") String createdAt,
      @Schema(format = "date-time") String lastSeenAt,
      @Schema(format = "date-time") String expiresAt,
      @Nullable String userAgent) {
    static SessionBody of(Session session, Session current) {
      return new SessionBody(
          session.id().toString(),
          session.id().equals(current.id()),
          session.createdAt().toString(),
          session.lastSeenAt().toString(),
          session.expiresAt().toString(),
          session.userAgent());
    }
  }

  record EmailBody(
      String address,
      @Schema(
              description =
                  "Of the user: whether a provider has seen that it is the person's, and nobody"
                      + " else here came first with it. Of an identity: whether the provider has"
                      + " seen that, whoever has the address here.")
          boolean verified) {
    static @Nullable EmailBody of(@Nullable Email email) {
      return email == null ? null : new EmailBody(email.address(), email.verified());
    }
  }

  record UserBody(
      @Schema(format = "uuid") String id,
      @Nullable String name,
      @Nullable EmailBody email,
      @Schema(format = "uri") @Nullable String picture,
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

  record IdentityBody(
      @Schema(format = "uuid") String id,
      String provider,
      String subject,
      @Nullable String name,
      @Nullable String preferredUsername,
      @Nullable EmailBody email,
      @Schema(format = "uri") @Nullable String picture,
      @Schema(format = "uri") @Nullable String profile,
      @Schema(format = "date-time") String linkedAt,
      @Schema(format = "date-time") String lastLoginAt) {
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
