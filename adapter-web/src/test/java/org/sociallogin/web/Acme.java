package org.sociallogin.web;

import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.sociallogin.core.AuthorizationGrant;
import org.sociallogin.core.Email;
import org.sociallogin.core.LoginAttempt;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.Profile;
import org.sociallogin.core.Provider;
import org.sociallogin.core.ProviderId;
import org.sociallogin.core.SocialLoginPort;
import org.sociallogin.core.Tokens;

/** A provider without a network: a code is the subject of whom it signs in. */
@Singleton
final class Acme implements SocialLoginPort {

  private static final Provider ACME =
      Provider.of(
          new ProviderId("acme"), "Acme", "client", URI.create("https://acme.test/authorize"));

  /** What a code comes to, if not to a person of that subject. */
  final Map<String, LoginException> failures = new ConcurrentHashMap<>();

  @Override
  public Provider provider() {
    return ACME;
  }

  @Override
  public URI authorize(LoginAttempt attempt) {
    return URI.create(
        "https://acme.test/authorize?response_type=code&client_id=client&state="
            + attempt.state()
            + "&redirect_uri="
            + URLEncoder.encode(attempt.redirectUri().toString(), StandardCharsets.UTF_8)
            + "&code_challenge="
            + attempt.codeChallenge()
            + "&code_challenge_method=S256");
  }

  @Override
  public Tokens exchange(AuthorizationGrant grant) throws LoginException {
    var failure = failures.get(grant.code());
    if (failure != null) {
      throw failure;
    }
    return new Tokens("token", null);
  }

  @Override
  public Profile lookUp(AuthorizationGrant grant, Tokens tokens) {
    return new Profile(
        ACME.id(),
        grant.code(),
        "Ada <b>Example</b>",
        "ada",
        Email.of("ada@example.test", true),
        null,
        null,
        Map.of());
  }
}
