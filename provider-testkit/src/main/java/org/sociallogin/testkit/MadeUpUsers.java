package org.sociallogin.testkit;

import io.micronaut.context.annotation.Requires;
import io.micronaut.http.cookie.Cookie;
import jakarta.inject.Singleton;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.sociallogin.core.Accounts;
import org.sociallogin.core.AuthorizationGrant;
import org.sociallogin.core.AuthorizationResponse;
import org.sociallogin.core.Browser;
import org.sociallogin.core.Email;
import org.sociallogin.core.LocalPath;
import org.sociallogin.core.LoginAttempt;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.LoginFlow;
import org.sociallogin.core.Profile;
import org.sociallogin.core.Provider;
import org.sociallogin.core.ProviderId;
import org.sociallogin.core.SocialLoginPort;
import org.sociallogin.core.Tokens;
import org.sociallogin.core.User;
import org.sociallogin.web.Cookies;

/**
 * People who exist in a test alone, for who tests an application that has our sign-in: a bean that
 * signs them in with no browser and no provider. They come by the same flow as everybody, so
 * whoever listens hears of them and whoever admits is asked.
 */
@Singleton
@Requires(beans = {Accounts.class, Cookies.class})
public final class MadeUpUsers {

  private static final ProviderId PROVIDER = new ProviderId("madeup");
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /**
   * Somebody who is signed in.
   *
   * @param cookie what the browser brings from now on
   */
  public record Visitor(User user, Cookie cookie) {}

  private final Accounts accounts;
  private final Cookies cookies;
  private final Clock clock;
  private final SecureRandom random;

  MadeUpUsers(Accounts accounts, Cookies cookies, Clock clock, SecureRandom random) {
    this.accounts = accounts;
    this.cookies = cookies;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Signs in the person of that user name, who has the verified address {@code
   * <username>@example.org}; the first time it registers them.
   *
   * @throws LoginException when the application does not let them in
   */
  public Visitor signIn(String username) throws LoginException {
    return signIn(
        new Profile(
            PROVIDER,
            username,
            username,
            username,
            Email.of(username + "@example.org", true),
            null,
            null,
            Map.of()));
  }

  /**
   * Signs in whom a provider says this of; the first time it registers them. The provider need not
   * be one that is configured.
   *
   * @throws LoginException when the application does not let them in
   */
  public Visitor signIn(Profile profile) throws LoginException {
    var provider = profile.provider();
    var state = secret();
    var attempt =
        new LoginAttempt(
            provider,
            state,
            secret(),
            secret(),
            URI.create("https://app.example/oauth/callback/" + provider),
            new LocalPath("/"),
            clock.instant());
    var response =
        AuthorizationResponse.of(Map.of("code", List.of("made-up"), "state", List.of(state)));
    var signedIn =
        flow(new Port(profile))
            .finish(provider.value(), response, attempt, new Browser(List.of(), null));
    return new Visitor(signedIn.session().user(), cookies.session(signedIn.token()));
  }

  private LoginFlow flow(SocialLoginPort port) {
    return new LoginFlow(
        List.of(port),
        accounts,
        id -> URI.create("https://app.example/oauth/callback/" + id),
        new LoginFlow.Limits(TIMEOUT, 1),
        Runnable::run,
        clock,
        random);
  }

  private String secret() {
    var bytes = new byte[32];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** The provider of one person: whatever is asked, it is this one. */
  private record Port(Profile profile) implements SocialLoginPort {

    @Override
    public Provider provider() {
      var id = profile.provider();
      return Provider.of(
          id, id.value(), "made-up", URI.create("https://" + id + ".example/authorize"));
    }

    @Override
    public URI authorize(LoginAttempt attempt) {
      throw new UnsupportedOperationException("nobody is sent to a provider");
    }

    @Override
    public Tokens exchange(AuthorizationGrant grant) {
      return new Tokens("made-up", null);
    }

    @Override
    public Profile lookUp(AuthorizationGrant grant, Tokens tokens) {
      return profile;
    }
  }
}
