package org.sociallogin.core;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.LoginException.Reason;

/**
 * The way to a provider and back, from the click to the session. It keeps nothing between {@link
 * #start} and {@link #finish}: any node can finish what another one started.
 *
 * <p>Both block, {@code finish} for two round trips to the provider; call them off the event loop.
 */
public final class LoginFlow {

  /**
   * How far a sign-in may go.
   *
   * @param providerTimeout for all the calls to the provider of one sign-in together
   * @param maxInFlight how many sign-ins may wait for one provider at once
   */
  public record Limits(Duration providerTimeout, int maxInFlight) {

    public Limits {
      if (providerTimeout.compareTo(Duration.ZERO) <= 0 || maxInFlight < 1) {
        throw new IllegalArgumentException("a limit is more than nothing");
      }
    }
  }

  /** An attempt for the browser to keep, and where to send it. */
  public record Started(LoginAttempt attempt, URI location) {

    /** Without the location, which holds the state. */
    @Override
    public String toString() {
      return "Started " + attempt;
    }
  }

  private final Map<String, ProviderCalls> providers = new LinkedHashMap<>();
  private final Set<String> sharedNames = new HashSet<>();
  private final Accounts accounts;
  private final Function<ProviderId, URI> redirectUri;
  private final Clock clock;
  private final SecureRandom random;

  /**
   * A flow over these providers, in this order.
   *
   * @param redirectUri the callback URL that is registered at each provider
   * @param executor runs the calls to providers; it must not be bounded below {@code maxInFlight}
   * @throws IllegalArgumentException when two providers have one id
   */
  public LoginFlow(
      Collection<SocialLoginPort> ports,
      Accounts accounts,
      Function<ProviderId, URI> redirectUri,
      Limits limits,
      Executor executor,
      Clock clock,
      SecureRandom random) {
    var names = new HashSet<String>();
    for (var port : ports) {
      var id = port.provider().id();
      var name = port.provider().displayName();
      var calls = new ProviderCalls(port, limits.maxInFlight(), limits.providerTimeout(), executor);
      if (providers.put(id.value(), calls) != null) {
        throw new IllegalArgumentException("there are two providers with the id " + id);
      }
      if (!names.add(name)) {
        sharedNames.add(name);
      }
    }
    this.accounts = accounts;
    this.redirectUri = redirectUri;
    this.clock = clock;
    this.random = random;
  }

  /** The providers, in the order in which people see them, each with a name of its own. */
  public List<Provider> providers() {
    return providers.values().stream().map(calls -> named(calls.provider())).toList();
  }

  /** The provider with that id, or null. */
  public @Nullable Provider provider(String id) {
    var calls = providers.get(id);
    return calls == null ? null : named(calls.provider());
  }

  /** Two GitLabs are told apart by their ids, until an operator gives one another name. */
  private Provider named(Provider provider) {
    var name = provider.displayName();
    return sharedNames.contains(name)
        ? provider.withDisplayName(name + " (" + provider.id() + ')')
        : provider;
  }

  /** The callback URL to register at the provider, the same in both requests. */
  public URI redirectUri(ProviderId provider) {
    return redirectUri.apply(provider);
  }

  /** Begins an attempt to sign in. Nothing is stored. */
  public Started start(String provider, LocalPath returnTo) throws LoginException {
    return start(provider, Purpose.SIGN_IN, null, returnTo);
  }

  /**
   * Begins an attempt to add an identity at the provider to the account of this session.
   *
   * @param session the digest of the session's token
   * @throws LoginException also {@code NOT_SIGNED_IN} and {@code REAUTHENTICATION_REQUIRED}
   */
  public Started startLink(String provider, Digest session, LocalPath returnTo)
      throws LoginException {
    accounts.checkStart(Purpose.LINK, session);
    return start(provider, Purpose.LINK, session, returnTo);
  }

  /**
   * Begins an attempt to show, by an identity at the provider, that it is still the same person. A
   * provider with ID tokens is told to ask again who that is; any other may know the browser and
   * send it straight back, and then vouches for no more than the browser.
   *
   * @param session the digest of the session's token
   * @throws LoginException also {@code NOT_SIGNED_IN}
   */
  public Started startReauthentication(String provider, Digest session, LocalPath returnTo)
      throws LoginException {
    accounts.checkStart(Purpose.REAUTHENTICATE, session);
    return start(provider, Purpose.REAUTHENTICATE, session, returnTo);
  }

  private Started start(
      String provider, Purpose purpose, @Nullable Digest session, LocalPath returnTo)
      throws LoginException {
    var calls = calls(provider);
    var id = calls.provider().id();
    var attempt =
        new LoginAttempt(
            id,
            purpose,
            session,
            Secret.next(random),
            Secret.next(random),
            Secret.next(random),
            redirectUri(id),
            returnTo,
            clock.instant());
    var request = calls.call(() -> calls.port.authorize(attempt));
    return new Started(attempt, AuthorizationRequest.checked(request, calls.provider(), attempt));
  }

  /**
   * Ends an attempt: checks the answer, exchanges its code, looks the person up, and does what the
   * attempt was made for. A sign-in finds or registers the user and makes a session; the others
   * need the session that began them and give it a new token.
   *
   * @param provider the one that the answer came to
   * @param attempt the one whose state the answer has, or null when this browser has none
   */
  public SignedIn finish(
      String provider,
      AuthorizationResponse response,
      @Nullable LoginAttempt attempt,
      Browser browser)
      throws LoginException {
    var calls = calls(provider);
    LoginAttempt.refuseRepetition(response);
    if (attempt == null) {
      throw new LoginException(Reason.ATTEMPT_MISSING, "this browser has no such attempt");
    }
    attempt.refuseStrangers(response, calls.provider(), clock);
    // An error is never exchanged: what the provider promises of its answers has to be known now.
    var answering = response.error() == null ? calls.provider() : calls.discovered();
    var grant = attempt.accept(response, answering, clock);
    accounts.checkFinish(attempt, browser);
    var profile = profile(calls, grant);
    if (!profile.provider().equals(calls.provider().id())) {
      throw new LoginException(
          Reason.PROVIDER_UNINTELLIGIBLE, "the profile is of " + profile.provider());
    }
    return accounts.accept(attempt, calls.provider(), profile, browser);
  }

  /** Whoever the provider's own rules refuse is told as refused, though not known yet. */
  private Profile profile(ProviderCalls calls, AuthorizationGrant grant) throws LoginException {
    try {
      return calls.call(() -> exchangeAndLookUp(calls.port, grant));
    } catch (LoginException e) {
      if (e.reason() == Reason.NOT_ALLOWED) {
        accounts.refused(null, calls.provider(), e);
      }
      throw e;
    }
  }

  private @Nullable Profile exchangeAndLookUp(SocialLoginPort port, AuthorizationGrant grant)
      throws LoginException {
    if (port instanceof Discovery discovery) {
      // Another node may have begun this, and what the provider promises of its answers is news.
      grant = grant.attempt().accept(grant.response(), discovery.discover(), clock);
    }
    var tokens = port.exchange(grant);
    if (tokens == null) {
      return null; // by an adapter that does not know of nullness
    }
    grant.attempt().checkAuthentication(tokens);
    return port.lookUp(grant, tokens);
  }

  private ProviderCalls calls(String provider) throws LoginException {
    var calls = providers.get(provider);
    if (calls == null) {
      throw new LoginException(Reason.UNKNOWN_PROVIDER, "there is no such provider");
    }
    return calls;
  }
}
