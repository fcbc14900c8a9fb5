package org.sociallogin.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.micronaut.context.env.Environment;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpRequest;
import io.micronaut.web.router.naming.HyphenatedUriNamingStrategy;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.AccountRepository;
import org.sociallogin.core.Accounts;
import org.sociallogin.core.Email;
import org.sociallogin.core.Identity;
import org.sociallogin.core.LocalPath;
import org.sociallogin.core.LoginFlow;
import org.sociallogin.core.Profile;
import org.sociallogin.core.Provider;
import org.sociallogin.core.ProviderId;
import org.sociallogin.core.Session;
import org.sociallogin.core.SessionRepository;
import org.sociallogin.core.SessionToken;
import org.sociallogin.core.SocialLoginPort;
import org.sociallogin.core.User;
import org.sociallogin.core.UserId;
import org.sociallogin.web.Settings.SessionSettings;

/** Everything that makes pages, wired by hand, with one person signed in. */
final class Stage {

  static final String REFERENCE = "K7QF-2M9D";

  private static final UUID IDENTITY = new UUID(0, 1);

  static final Instant NOW = Instant.parse("2026-11-24T14:05:06Z");
  private static final BaseUrl BASE_URL = BaseUrl.of("https://example.org/sso");
  private static final SessionSettings SESSION =
      new SessionSettings(Duration.ofDays(7), Duration.ofDays(30), Duration.ofSeconds(10));
  private static final List<String> IDS = List.of("acme", "beta", "gamma");

  final Cookies cookies;
  final Site site;
  final SignInPage signInPage;
  final ProblemPage problemPage;
  final Problems problems;
  final SignInController signInController;
  final AccountController accountController;
  final ProblemsController problemsController;
  final AssetsController assetsController;
  private final SessionAuthentication authentication;
  private final Sessions sessions;
  private final SessionRepository repository = mock();
  private final SessionToken token = new SessionToken("t".repeat(43));

  /**
   * @param app what the application is called
   * @param providers what the providers acme, beta and gamma are called, as many as there are
   */
  Stage(String app, String... providers) {
    this(
        app,
        IntStream.range(0, providers.length)
            .mapToObj(
                i ->
                    Provider.of(
                        new ProviderId(IDS.get(i)),
                        providers[i],
                        "client",
                        URI.create("https://" + IDS.get(i) + ".test/authorize")))
            .toList());
  }

  /** The accounts of that store, which let everybody in and tell nobody. */
  static Accounts accounts(
      List<SocialLoginPort> ports,
      AccountRepository repository,
      SessionRepository sessions,
      Clock clock) {
    return new Accounts(
        repository,
        sessions,
        ports,
        null,
        event -> {},
        new Accounts.Lifetimes(SESSION.idle(), SESSION.absolute()),
        clock,
        new SecureRandom());
  }

  static LoginFlow flow(
      List<SocialLoginPort> ports, Accounts accounts, Executor executor, Clock clock) {
    return new LoginFlow(
        ports,
        accounts,
        id -> BASE_URL.uri("/oauth/callback/" + id),
        new LoginFlow.Limits(Duration.ofSeconds(10), 256),
        executor,
        clock,
        new SecureRandom());
  }

  Stage(String app, List<Provider> providers) {
    var settings =
        new Settings(
            app,
            null,
            null,
            "social-login",
            "same-origin",
            Duration.ofSeconds(10),
            256,
            30,
            List.of());
    var session = SESSION;
    var baseUrl = BASE_URL;
    var clock = Clock.fixed(NOW, ZoneOffset.UTC);
    var random = new SecureRandom();
    ExecutorService executor = mock();
    var ports = new ArrayList<SocialLoginPort>();
    for (var provider : providers) {
      SocialLoginPort port = mock();
      when(port.provider()).thenReturn(provider);
      ports.add(port);
    }
    var accounts = accounts(ports, mock(), repository, clock);
    var flow = flow(ports, accounts, executor, clock);
    var stylesheet = new Stylesheet();
    var answers = new Answers(baseUrl);
    var returnTo = new ReturnTo(settings, baseUrl);
    cookies = new Cookies(settings, session, baseUrl);
    site = new Site(flow, settings, baseUrl, stylesheet);
    var pages = new Pages(site);
    signInPage =
        new SignInPage(flow, cookies, returnTo, site, pages, answers, mock(Environment.class));
    problemPage = new ProblemPage(flow, returnTo, site, signInPage, pages);
    problems =
        new Problems(
            flow,
            new Reference(random),
            new Outcomes(new TrustedProxies(settings)),
            returnTo,
            cookies,
            baseUrl,
            problemPage,
            answers);
    sessions = new Sessions(repository, cookies, null, session, executor, clock);
    authentication = new SessionAuthentication(sessions, executor);
    var accountPage =
        new AccountPage(
            flow, accounts, site, signInPage, problemPage, returnTo, pages, session, clock);
    signInController =
        new SignInController(
            accounts,
            sessions,
            cookies,
            returnTo,
            signInPage,
            problems,
            problemPage,
            site,
            accountPage,
            answers);
    var authorizationAnswers =
        new AuthorizationAnswers(
            cookies,
            returnTo,
            baseUrl,
            new HyphenatedUriNamingStrategy(),
            problems,
            mock(),
            answers);
    var changes = new Changes(accounts, cookies, accountPage, problems, authorizationAnswers, site);
    accountController =
        new AccountController(
            accounts,
            sessions,
            accountPage,
            changes,
            problems,
            authorizationAnswers,
            cookies,
            site,
            answers);
    problemsController = new ProblemsController(problems, problemPage, answers);
    assetsController = new AssetsController(stylesheet, problems, answers);
  }

  /** Signs a person in, as acme describes them. */
  Stage with(@Nullable String name, @Nullable String username, @Nullable Email email) {
    return with(name, username, email, NOW);
  }

  /** Signs a person in, who came from acme at that time. */
  Stage with(
      @Nullable String name,
      @Nullable String username,
      @Nullable Email email,
      Instant authenticatedAt) {
    return with(authenticatedAt, null, said("acme", "subject", name, username, email));
  }

  /** Signs a person in with the last of these, the oldest first. */
  Stage with(Profile... profiles) {
    return with(NOW, new UUID(0, profiles.length), profiles);
  }

  /** What the provider of that id says of a person. */
  static Profile said(
      String provider,
      String subject,
      @Nullable String name,
      @Nullable String username,
      @Nullable Email email) {
    return new Profile(
        new ProviderId(provider), subject, name, username, email, null, null, Map.of());
  }

  private Stage with(Instant authenticatedAt, @Nullable UUID cameWith, Profile... profiles) {
    var identities =
        IntStream.range(0, profiles.length)
            .mapToObj(
                i ->
                    new Identity(
                        new UUID(0, i + 1),
                        profiles[i].provider() + ".test",
                        profiles[i],
                        NOW,
                        NOW))
            .toList();
    var addresses =
        Stream.of(profiles)
            .map(Profile::email)
            .filter(email -> email != null && email.verified())
            .map(Email::folded)
            .collect(toSet());
    var user = new User(new UserId(UUID.randomUUID()), NOW, identities, addresses);
    var session =
        new Session(
            UUID.randomUUID(),
            user,
            cameWith,
            null,
            NOW,
            authenticatedAt,
            NOW,
            NOW.plusSeconds(60));
    when(repository.find(token.digest())).thenReturn(session);
    when(repository.of(user)).thenReturn(List.of(session));
    sessions.read(List.of(token));
    return this;
  }

  String signIn(String... cookies) {
    return html(signInController.signIn(get("/login", cookies)));
  }

  String signedOut() {
    return signIn(cookies.notice, "signed-out");
  }

  String notSignedIn() {
    return signIn(cookies.notice, "not-signed-in");
  }

  String sentByAnotherSite() {
    return html(signInPage.sentByAnotherSite(get("/oauth/login/acme"), path("/docs")));
  }

  /** The page that a failed callback leads to. */
  String problem(Failure failure) {
    return html(signInController.problem(get("/login/problem", cookies.problem, failure.encode())));
  }

  String explanation(Problem problem) {
    return html(problemsController.explain(get("/problems/x"), problem.code()));
  }

  String askToSignOut() {
    return html(signInController.askToSignOut(get("/logout", cookies.session, token.value())));
  }

  String account() {
    return html(accountController.account(signedIn("/account")));
  }

  String account(Notice said) {
    return html(accountController.account(signedIn("/account", cookies.notice, said.encode())));
  }

  String askToRemove() {
    var id = IDENTITY.toString();
    return html(
        accountController.askToRemove(signedIn("/account/identities/" + id + "/remove"), id));
  }

  String askToDelete() {
    return html(accountController.askToDelete(signedIn("/account/delete")));
  }

  private HttpRequest<?> signedIn(String path, String... others) {
    var request = get(path, others).header("Cookie", cookies.session + '=' + token.value());
    authentication.fetchAuthentication(request);
    return request;
  }

  /** One of every page, by what it is. */
  Map<String, String> everyPage(Email email) {
    var pages = new LinkedHashMap<String, String>();
    pages.put("sign-in", signIn());
    pages.put("signed out", signedOut());
    pages.put("deleted", signIn(cookies.notice, Notice.DELETED.encode()));
    pages.put("not signed in", notSignedIn());
    pages.put("sent by another site", sentByAnotherSite());
    for (var problem : Problem.values()) {
      pages.put(problem.code(), problem(failure(problem, email)));
      pages.put("explanation of " + problem.code(), explanation(problem));
    }
    pages.put("account", account());
    for (var notice :
        List.of(
            Notice.added("acme", false),
            Notice.added("acme", true),
            Notice.alreadyAdded("acme"),
            Notice.removed("acme"),
            Notice.confirmed("acme"),
            Notice.SESSION_ENDED,
            Notice.OTHERS_ENDED,
            new Notice(Problem.NOT_ALLOWED.code(), "acme", REFERENCE, "Ask Bo."))) {
      pages.put("account after " + notice.code(), account(notice));
    }
    pages.put("remove", askToRemove());
    pages.put("delete", askToDelete());
    pages.put("sign-out", askToSignOut());
    return pages;
  }

  /** What happened at acme to somebody whose address signs in with beta. */
  static Failure failure(Problem problem, Email email) {
    return problem == Problem.EMAIL_TAKEN
        ? new Failure(problem, REFERENCE, "acme", path("/docs"), email, new ProviderId("beta"))
        : new Failure(problem, REFERENCE, "acme", path("/docs"), null, null);
  }

  static LocalPath path(String value) {
    return new LocalPath(value);
  }

  /** A request with these cookies, each a name and a value. */
  static MutableHttpRequest<?> get(String path, String... cookies) {
    var request = HttpRequest.GET(path);
    for (var i = 0; i < cookies.length; i += 2) {
      request.header("Cookie", cookies[i] + '=' + cookies[i + 1]);
    }
    return request;
  }

  /** The body, without the empty lines that templates leave. */
  static String html(HttpResponse<?> response) {
    return new String((byte[]) response.body(), UTF_8).replaceAll("\n{2,}", "\n");
  }
}
