package org.sociallogin.generic;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sociallogin.core.LoginException.Reason;
import org.sociallogin.core.SocialLoginPort;
import org.sociallogin.testkit.Example;
import org.sociallogin.testkit.Example.Emails;
import org.sociallogin.testkit.Example.Secret;
import org.sociallogin.testkit.ProviderStub;
import org.sociallogin.testkit.ProviderStub.Response;
import org.sociallogin.testkit.SocialLoginPortContract;

/** Each preset, at a service that speaks of one person as it documents. */
@Tag("once")
@ParameterizedClass(name = "{0}")
@MethodSource("services")
class PresetContractTest extends SocialLoginPortContract {

  private final String kind;
  private final Example example;

  PresetContractTest(String kind, Example example) {
    this.kind = kind;
    this.example = example;
  }

  static Stream<Arguments> services() {
    return Stream.of(
        arguments("github", gitHub("/login/oauth/access_token", "/user")),
        arguments("github-enterprise", gitHub("/git/login/oauth/access_token", "/git/api/v3/user")),
        arguments(
            "discord",
            Example.of(
                    "/api/oauth2/token",
                    "/api/users/@me",
                    """
                    {"id": "80351110224678912", "username": "nelly", "global_name": "Nelly N.",
                     "email": "nelly@example.org", "verified": true}
                    """,
                    "/id")
                .withEmail("/email", "/verified")),
        arguments(
            "x",
            Example.of(
                    "/2/oauth2/token",
                    "/2/users/me",
                    """
                    {"data": {"id": "2244994945", "name": "Ada", "username": "ada",
                              "confirmed_email": "ada@example.org"}}
                    """,
                    "/data/id")
                .withVerifiedEmail("/data/confirmed_email")
                .withSecret(Secret.PLAIN)),
        arguments(
            "facebook",
            Example.of(
                    "/oauth/access_token",
                    "/me",
                    """
                    {"id": "10158", "name": "Ada Example", "email": "ada@example.org"}
                    """,
                    "/id")
                .withEmail("/email")
                .withRefusal(
                    Reason.RESPONSE_INVALID,
                    Response.json(
                        400,
                        """
                        {"error": {"message": "This authorization code has been used.",
                                   "type": "OAuthException", "code": 100, "fbtrace_id": "A"}}
                        """))),
        arguments(
            "atlassian",
            Example.of(
                    "/oauth/token",
                    "/me",
                    """
                    {"account_id": "712020:0af3", "name": "Ada Example", "nickname": "ada",
                     "email": "ada@example.org", "email_verified": true}
                    """,
                    "/account_id")
                .withEmail("/email")),
        arguments("gitea", gitea()),
        arguments("forgejo", gitea()));
  }

  /** A number as subject, and addresses of their own, paged by the header Link. */
  private static Example gitHub(String tokenPath, String userPath) {
    return Example.of(
            tokenPath,
            userPath,
            """
            {"login": "octocat", "id": 583231, "name": "Octo Cat", "email": null}
            """,
            "/id")
        .withEmails(
            new Emails(
                userPath + "/emails",
                """
                [{"email": "octocat@example.org", "primary": true, "verified": true}]
                """,
                "",
                "/email",
                "/verified",
                "/primary",
                null))
        .withRefusal(
            Reason.RESPONSE_INVALID, Response.json("{\"error\": \"bad_verification_code\"}"))
        .withRefusal(
            Reason.PROVIDER_REFUSED,
            Response.json("{\"error\": \"incorrect_client_credentials\"}"));
  }

  private static Example gitea() {
    return Example.of(
            "/git/login/oauth/access_token",
            "/git/login/oauth/userinfo",
            """
            {"sub": "7", "name": "Ada Example", "preferred_username": "ada",
             "email": "ada@example.org"}
            """,
            "/sub")
        .withEmail("/email");
  }

  @Override
  protected SocialLoginPort port(ProviderStub service) {
    var context = Registered.preset(kind.replace("-", ""), kind, service, CLIENT_ID, CLIENT_SECRET);
    return closedAtTheEnd(context).getBean(SocialLoginPort.class);
  }

  @Override
  protected Example example() {
    return example;
  }
}
