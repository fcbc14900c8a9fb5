package org.sociallogin.generic;

import org.sociallogin.core.SocialLoginPort;
import org.sociallogin.testkit.Example;
import org.sociallogin.testkit.Example.Emails;
import org.sociallogin.testkit.ProviderStub;
import org.sociallogin.testkit.SocialLoginPortContract;

/** The preset with a number as subject and addresses of their own, paged by the header Link. */
class GitHubContractTest extends SocialLoginPortContract {

  @Override
  protected SocialLoginPort port(ProviderStub gitHub) {
    var context = Registered.preset("github", "github", gitHub, CLIENT_ID, CLIENT_SECRET);
    return closedAtTheEnd(context).getBean(SocialLoginPort.class);
  }

  @Override
  protected Example example() {
    return Example.of(
            "/login/oauth/access_token",
            "/user",
            """
            {"login": "octocat", "id": 583231, "name": "Octo Cat", "email": null}
            """,
            "/id")
        .withEmails(
            new Emails(
                "/user/emails",
                """
                [{"email": "octocat@example.org", "primary": true, "verified": true}]
                """,
                "",
                "/email",
                "/verified",
                "/primary",
                null));
  }
}
