package org.sociallogin.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sociallogin.core.Email;
import org.sociallogin.core.Icon;
import org.sociallogin.core.Provider;
import org.sociallogin.core.ProviderId;

class PagesTest {

  private static final Email MARA = new Email("mara@example.com", true);
  private static final Pattern REMOTE = Pattern.compile("(?:href|src|action)=\"(?!/sso/|#)[^\"]*");

  private final Stage stage = new Stage("Bookshop", "Acme").with("Mara Lindqvist", "mara", MARA);
  private final Stage several = new Stage("Bookshop", "Acme", "Beta", "Gamma");

  @Test
  void asksWhoComesToSignIn() {
    assertThat(stage.signIn())
        .isEqualTo(
            narrow(
                "Sign in – Bookshop",
                """
                <h1>Sign in to Bookshop</h1>
                <p>First time here? Continuing creates your account.</p>
                <ul class="plain stack" role="list">
                <li><a class="button wide primary" href="/sso/oauth/login/acme" rel="nofollow">%s
                Continue with Acme
                </a></li>
                </ul>
                <p class="actions muted">You sign in at Acme. Bookshop never sees your password.</p>
                """
                    .formatted(monogram("A"))));
  }

  @Test
  void listsTheProviderUsedLastFirstAndSaysSo() {
    assertThat(several.signIn(several.cookies.last, "beta"))
        .isEqualTo(
            narrow(
                "Sign in – Bookshop",
                """
                <h1>Sign in to Bookshop</h1>
                <p>First time here? Continuing creates your account.</p>
                <ul class="plain stack" role="list">
                <li><a class="button wide primary" href="/sso/oauth/login/beta" rel="nofollow">%s
                Continue with Beta
                <span class="tag">Last used</span>
                </a></li>
                <li><a class="button wide" href="/sso/oauth/login/acme" rel="nofollow">%s
                Continue with Acme
                </a></li>
                <li><a class="button wide" href="/sso/oauth/login/gamma" rel="nofollow">%s
                Continue with Gamma
                </a></li>
                </ul>
                <p class="actions muted">You sign in at the provider you choose. Bookshop never sees\
                 your password.</p>
                """
                    .formatted(monogram("B"), monogram("A"), monogram("G"))));
  }

  @Test
  void aProviderHasItsBrandsWordsAndMark() {
    var branded =
        new Stage(
                "Bookshop",
                List.of(
                    Provider.of(
                            new ProviderId("acme"),
                            "Acme",
                            "client",
                            URI.create("https://acme.test/authorize"))
                        .withLabel(Provider.Label.SIGN_IN_WITH)
                        .withIcon(Icon.of("#f25022 M0 0h9v9H0z #7fba00 M9 9h9v9H9z"))))
            .with("Mara", "mara", MARA);
    var mark =
        "<svg width=\"20\" height=\"20\" viewBox=\"-3 -3 30 30\" aria-hidden=\"true\""
            + " focusable=\"false\"><rect x=\"-3\" y=\"-3\" width=\"30\" height=\"30\" rx=\"5\""
            + " fill=\"#fff\"/><path fill=\"#f25022\" d=\"M0 0h9v9H0z\"/>"
            + "<path fill=\"#7fba00\" d=\"M9 9h9v9H9z\"/></svg>\n";

    assertThat(branded.signIn()).contains("rel=\"nofollow\">" + mark + "Sign in with Acme\n");
    assertThat(branded.account())
        .contains("<li><div>" + mark + "<b>Acme</b>")
        .contains("rel=\"nofollow\">" + mark + "Add Acme</a>");
    assertThat(branded.problem(Stage.failure(Problem.REAUTHENTICATION_REQUIRED, MARA)))
        .contains(">Sign in with Acme</a>");
  }

  @Test
  void twoOfOneNameAreToldApartEverywhere() {
    var twins = new Stage("Bookshop", "GitLab", "GitLab").with("Mara", "mara", MARA);

    assertThat(twins.signIn())
        .contains("Continue with GitLab (acme)", "Continue with GitLab (beta)");
    assertThat(twins.account())
        .contains("Confirmed by GitLab (acme)", "Add GitLab (acme)", "Add GitLab (beta)");
    assertThat(twins.problem(Stage.failure(Problem.EMAIL_TAKEN, MARA)))
        .contains("signs in with GitLab (beta)", "then add GitLab (acme)");
  }

  @ParameterizedTest
  @CsvSource({
    "Mara, mara, mara2, m@x.test, n@x.test, 1, 2, mara, mara2",
    "Mara, mara, , m@x.test, n@x.test, 1, 2, m@x.test, n@x.test",
    "Mara, mara, mara, m@x.test, n@x.test, 1, 2, m@x.test, n@x.test",
    "Mara, , , m@x.test, , <1>, <2>, &lt;1&gt;, &lt;2&gt;",
    ", mara, mara, m@x.test, n@x.test, 1, 2, m@x.test, n@x.test",
    ", , , , , 1, 2, 1, 2"
  })
  @Tag("ACCT-13")
  void twoWaysOfOneNameAreToldApartEverywhere(
      @Nullable String name,
      @Nullable String username,
      @Nullable String otherUsername,
      @Nullable String address,
      @Nullable String otherAddress,
      String subject,
      String otherSubject,
      String told,
      String otherTold) {
    stage.with(
        Stage.said("acme", subject, name, username, Email.of(address, true)),
        Stage.said("acme", otherSubject, name, otherUsername, Email.of(otherAddress, true)));
    var shown = name != null ? name : username != null ? username : "No name shared";
    var first = "<bdi>%s</bdi> (<bdi>%s</bdi>)".formatted(shown, told);
    var second = "<bdi>%s</bdi> (<bdi>%s</bdi>)".formatted(shown, otherTold);

    assertThat(stage.account())
        .contains("<b>Acme</b> · " + first, "Remove<span class=\"hidden\"> Acme, " + first)
        .contains("<b>Acme</b> · " + second, "Remove<span class=\"hidden\"> Acme, " + second);
    assertThat(stage.askToRemove())
        .contains("You will no longer sign in with " + first + " at Acme.");
  }

  @Test
  void aNameAloneTellsWaysApartThatHaveNothingElseInCommon() {
    stage.with(
        Stage.said("acme", "1", "Mara", "mara", MARA),
        Stage.said("acme", "2", "Mara Lindqvist", "mara", MARA),
        Stage.said("beta", "1", "Mara", "mara", MARA));

    assertThat(stage.account())
        .contains("<b>Acme</b> · <bdi>Mara</bdi><br>", "<b>beta</b> · <bdi>Mara</bdi><br>")
        .contains("<b>Acme</b> · <bdi>Mara Lindqvist</bdi><br>")
        .contains("> Acme, <bdi>Mara</bdi></span>", "> beta, <bdi>Mara</bdi></span>");
  }

  @Test
  void noProviderIsPrimaryBeforeOneWasUsed() {
    assertThat(several.signIn())
        .contains("Continue with Acme", "Continue with Beta", "Continue with Gamma")
        .doesNotContain("primary")
        .doesNotContain("Last used");
  }

  @Test
  void tellsWhoWasSentByAnotherSite() {
    assertThat(main(stage.sentByAnotherSite()))
        .startsWith(
            """
            <div class="card">
            <div class="notice" role="status"><p>Another website sent you here. Choose how to sign\
             in.</p></div>
            <h1>Sign in to Bookshop</h1>
            """)
        .contains("href=\"/sso/oauth/login/acme?return_to=%2Fdocs\"");
  }

  @Test
  void tellsWhoIsSignedOutWhatThatMeans() {
    assertThat(stage.signedOut())
        .contains(
            """
            <title>You are signed out – Bookshop</title>
            """,
            """
            <h1>You are signed out</h1>
            <p>You are signed out of Bookshop in this browser. You may still be signed in at Acme.\
             To use another Acme account, sign out there first.</p>
            <ul class="plain stack" role="list">
            """);
  }

  @Test
  void tellsWhoWasSignedOutElsewhere() {
    assertThat(stage.notSignedIn())
        .contains(
            """
            <title>Sign in again – Bookshop</title>
            """,
            """
            <h1>Sign in again</h1>
            <p>You were signed out, here or from another browser.</p>
            <ul class="plain stack" role="list">
            """);
  }

  @Test
  void offersEveryWayToWhoCancelled() {
    assertThat(several.problem(Stage.failure(Problem.ACCESS_DENIED, MARA)))
        .isEqualTo(
            narrow(
                "Sign-in cancelled – Bookshop",
                """
                <h1>Sign-in cancelled</h1>
                <p>You did not give Bookshop access at Acme. Nothing was changed. Choose how to go\
                 on.</p>
                <ul class="plain stack" role="list">
                <li><a class="button wide" href="/sso/oauth/login/acme?return_to=%%2Fdocs"\
                 rel="nofollow">%s
                Continue with Acme
                </a></li>
                <li><a class="button wide" href="/sso/oauth/login/beta?return_to=%%2Fdocs"\
                 rel="nofollow">%s
                Continue with Beta
                </a></li>
                <li><a class="button wide" href="/sso/oauth/login/gamma?return_to=%%2Fdocs"\
                 rel="nofollow">%s
                Continue with Gamma
                </a></li>
                </ul>
                <p class="actions muted">You sign in at the provider you choose. Bookshop never sees\
                 your password.</p>
                <p class="muted">Reference: <bdi dir="ltr" class="ref">K7QF-2M9D</bdi><br>
                If you ask for help, give this reference.</p>
                """
                    .formatted(monogram("A"), monogram("B"), monogram("G"))));
  }

  @Test
  void showsWhoSomebodyIs() {
    // How a date is written is the JDK's business, and changes with it.
    assertThat(
            stage
                .account()
                .replaceAll("24 November 2026[^<]*?14:05 UTC", "…")
                .replaceAll("[0-9a-f-]{36}", "id"))
        .isEqualTo(
            page(
                "Your account – Bookshop",
                """
                <a class="skip" href="#main">Skip to content</a>
                <header class="bar"><b>Bookshop</b>
                <form method="post" action="/sso/logout"><button class="button">Sign out</button>\
                </form>
                </header>
                <main id="main">
                <h1>Your account</h1>
                <section class="card" aria-labelledby="profile">
                <h2 id="profile">Profile</h2>
                <dl class="facts">
                <dt>Name</dt>
                <dd><bdi>Mara Lindqvist</bdi></dd>
                <dt>E-mail</dt>
                <dd><bdi dir="ltr">mara@example.com</bdi><br><span class="muted">Confirmed by\
                 Acme</span></dd>
                <dt>Member since</dt>
                <dd><time datetime="2026-11-24T14:05:00Z">…</time></dd>
                </dl>
                <p class="muted">This comes from Acme and is refreshed each time you sign in.</p>
                </section>
                <section class="card" aria-labelledby="ways">
                <h2 id="ways">Ways to sign in</h2>
                <p class="muted">This is your only way to sign in. Add another before you remove\
                 it.</p>
                <ul class="plain rows" role="list">
                <li><div>%1$s
                <b>Acme</b> · <bdi>Mara Lindqvist</bdi><br><span class="muted">Added\
                 <time datetime="2026-11-24T14:05:00Z">…</time>. Last used\
                 <time datetime="2026-11-24T14:05:00Z">…</time>.</span></div>
                </li>
                </ul>
                <p class="actions">
                <a class="button" href="/sso/oauth/link/acme" rel="nofollow">%1$s
                Add Acme</a>
                </p>
                </section>
                <section class="card" aria-labelledby="sessions">
                <h2 id="sessions">Where you are signed in</h2>
                <ul class="plain rows" role="list">
                <li><div><b>Unknown browser</b> <span class="tag">This browser</span><br><span class="muted">Signed in <time datetime="2026-11-24T14:05:00Z">…</time>.\
                 Last active <time datetime="2026-11-24T14:05:00Z">…</time>.</span></div>
                </li>
                </ul>
                <p class="actions muted">You are signed in only here.</p>
                </section>
                <section class="card" aria-labelledby="delete">
                <h2 id="delete">Delete account</h2>
                <p>Deletes your account in Bookshop. Your Acme account stays.</p>
                <p class="actions"><a class="button" href="/sso/account/delete">Delete account</a>\
                </p>
                </section>
                """
                    .formatted(monogram("A"))));
  }

  @Test
  void saysWhatAProviderDidNotShare() {
    assertThat(stage.with(null, "mara", new Email("mara@example.com", false)).account())
        .contains(
            """
            <dt>Name</dt>
            <dd><bdi>mara</bdi></dd>
            <dt>E-mail</dt>
            <dd><bdi dir="ltr">mara@example.com</bdi><br><span class="muted">Not\
             confirmed</span></dd>
            """);
    assertThat(stage.with(null, null, null).account())
        .contains(
            """
            <dt>Name</dt>
            <dd>No name shared</dd>
            <dt>E-mail</dt>
            <dd>Acme shared no e-mail address.</dd>
            """);
  }

  @Test
  void callsAProviderThatIsNoLongerOfferedByItsId() {
    assertThat(new Stage("Bookshop").with("Mara", "mara", MARA).account())
        .contains("Confirmed by acme")
        .contains("This comes from acme and is refreshed");
  }

  @Test
  void offersNothingThatHasToBeConfirmedWhereNoWayToConfirmWorks() {
    var elsewhere =
        new Stage(
            "Bookshop",
            List.of(
                Provider.of(
                    new ProviderId("elsewhere"),
                    "Elsewhere",
                    "client",
                    URI.create("https://elsewhere.test/authorize"))));

    assertThat(elsewhere.with("Mara", "mara", MARA).account())
        .contains("You can no longer sign in with any of these. Add another.")
        .contains("Add Elsewhere", ">Delete account</a>");
    assertThat(elsewhere.with("Mara", "mara", MARA, Stage.NOW.minusSeconds(601)).account())
        .contains(
            "<p class=\"muted\">You can no longer sign in with any of these, and so change nothing"
                + " here. Ask the people who run Bookshop.</p>")
        .doesNotContain("Add Elsewhere")
        .doesNotContain("Delete account");
    assertThat(
            elsewhere.problem(
                new Failure(
                    Problem.REAUTHENTICATION_REQUIRED,
                    Stage.REFERENCE,
                    null,
                    Stage.path("/account"),
                    null,
                    null)))
        .contains("so this step cannot be confirmed. Ask the people who run Bookshop.")
        .contains(">Back to Bookshop</a>");
  }

  @Test
  void asksBeforeDeletingAndSaysWhereToWithdraw() {
    var acme =
        Provider.of(
                new ProviderId("acme"), "Acme", "client", URI.create("https://acme.test/authorize"))
            .withSettings(URI.create("https://acme.test/apps?a=1&b='2'"));

    assertThat(new Stage("Bookshop", List.of(acme)).with("Mara", "mara", MARA).askToDelete())
        .isEqualTo(
            narrow(
                "Delete your account? – Bookshop",
                """
                <h1>Delete your account?</h1>
                <p>This deletes your profile, your ways to sign in and all sessions, now. It cannot\
                 be undone.</p>
                <p>Your account at Acme stays. To withdraw access there, open <a\
                 href="https://acme.test/apps?a=1&amp;b='2'" rel="nofollow">your settings at\
                 Acme</a>.</p>
                <form class="actions" method="post" action="/sso/account/delete">
                <button class="button danger">Delete my account</button>
                <a href="/sso/account">Keep my account</a>
                </form>
                """));
    assertThat(stage.askToDelete()).contains("<p>Your account at Acme stays.</p>");
  }

  @Test
  void asksBeforeSigningOut() {
    assertThat(stage.askToSignOut())
        .isEqualTo(
            narrow(
                "Sign out of Bookshop? – Bookshop",
                """
                <h1>Sign out of Bookshop?</h1>
                <p>You are signed in as <bdi>Mara Lindqvist</bdi>. This signs you out of Bookshop in\
                 this browser, not of Acme.</p>
                <form class="actions" method="post" action="/sso/logout">
                <button class="button primary">Sign out</button>
                <a href="/sso/account">Stay signed in</a>
                </form>
                """));
  }

  @Test
  void theQuestionBeforeSigningOutNamesWhereThePersonCameFrom() {
    assertThat(withTwo().askToSignOut())
        .contains("This signs you out of Bookshop in this browser, not of Beta.</p>");
  }

  @Test
  void severalProvidersAreNotTakenForOne() {
    assertThat(withTwo().account())
        .contains(
            "<p class=\"muted\">This comes from your ways to sign in. Each is refreshed when you"
                + " sign in with it.</p>",
            "<p>Deletes your account in Bookshop. Your accounts at the providers stay.</p>");
  }

  private Stage withTwo() {
    return several.with(
        Stage.said("acme", "1", null, null, MARA), Stage.said("beta", "2", "Mara", "mara", null));
  }

  @Test
  void ofSeveralAtOneProviderOneIsRemovedAndNotAll() {
    stage.with(
        Stage.said("acme", "1", "Mara", "mara", MARA),
        Stage.said("acme", "2", "Mara", "mara2", null));

    assertThat(stage.account(Notice.removed("acme")))
        .contains("<p>That Acme account is removed. Another one stays.</p>");
    assertThat(stage.account(Notice.removed("beta"))).contains("<p>beta is removed.</p>");
  }

  @Test
  void whoIsSignedInAndRefusedAFurtherWayCanStillSignIn() {
    var refused =
        new Notice(Problem.NOT_ALLOWED.code(), "acme", Stage.REFERENCE, "There are 20 already.");

    assertThat(stage.account(refused))
        .contains("<p><b>Nothing was changed</b></p>\n<p>There are 20 already.</p>");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          attempt-expired | 400 | That took too long | Signing in has to be finished within ten minutes. Nothing was changed. | Start again | /sso/oauth/login/acme?return_to=%2Fdocs | back
          attempt-missing | 400 | Start signing in again | This browser no longer knows the sign-in you began. Finish in the browser where you started. If you are inside another app, open example.org in your browser. If it happens again, allow cookies for example.org. | Start again | /sso/oauth/login/acme?return_to=%2Fdocs | back
          response-invalid | 400 | Start signing in again | For your safety each sign-in works once, and only where it began. | Start again | /sso/oauth/login/acme?return_to=%2Fdocs | back
          provider-unavailable | 503 | Acme is not answering | This is not your fault. Try again in a few minutes. | Try again | /sso/oauth/login/acme?return_to=%2Fdocs | back
          provider-refused | 503 | Acme did not let Bookshop in | The people who run Bookshop have to fix this. Tell them the reference below. | Back to sign-in | /sso/login?return_to=%2Fdocs |
          provider-unintelligible | 503 | We could not read Acme's answer | Try again in a few minutes. If it stays like this, tell us the reference below. | Try again | /sso/oauth/login/acme?return_to=%2Fdocs | back
          email-required | 403 | Acme shared no e-mail address | Bookshop needs a confirmed e-mail address. Add or confirm one at Acme, then try again. | Try again | /sso/oauth/login/acme?return_to=%2Fdocs | back
          identity-taken | 409 | That Acme account is in use | It already signs in to a different Bookshop account. Sign in with it to see that account. | Back to your account | /sso/account |
          last-identity | 409 | Keep one way to sign in | This is your only way to sign in. Add another first. | Back to your account | /sso/account |
          registration-closed | 403 | Bookshop is not taking new accounts | If you have signed in before, use the same provider as then. | Back to sign-in | /sso/login?return_to=%2Fdocs |
          too-many-attempts | 429 | Wait a moment | There were many sign-in attempts from your network. Try again in a few minutes. | Try again | /sso/login?return_to=%2Fdocs |
          not-signed-in | 401 | Sign in again | You were signed out, here or from another browser. | Continue with Acme | /sso/oauth/login/acme?return_to=%2Fdocs |
          reauthentication-required | 403 | Confirm it is you | For this step sign in once more. | Continue with Acme | /sso/oauth/confirm/acme?return_to=%2Fdocs |
          cross-site | 403 | Nothing was changed | The request came from another website. Open the page here and try again. | Back to Bookshop | /sso/ |
          unknown-provider | 404 | Choose another way to sign in | Bookshop does not offer that one. | Back to sign-in | /sso/login?return_to=%2Fdocs |
          signin-unavailable | 503 | Signing in is not possible right now | Try again later. Who is signed in stays signed in. | Try again | /sso/login?return_to=%2Fdocs |
          not-found | 404 | Page not found | If you typed the address, check it. If you followed a link, it may be old. | Go to Bookshop | /sso/ |
          not-allowed | 403 | You cannot sign in to Bookshop with this account | Bookshop is open to certain accounts only. Ask the people who run it. | Back to sign-in | /sso/login?return_to=%2Fdocs |
          bad-request | 400 | That did not work | Part of the address or form is missing or changed. Go back and try again. | Go to Bookshop | /sso/ |
          method-not-allowed | 405 | This page opens another way | Start from Bookshop. | Go to Bookshop | /sso/ |
          too-large | 413 | That was too much to read | If this page keeps coming, delete the cookies for example.org. | Go to Bookshop | /sso/ |
          unsupported-media-type | 415 | Bookshop cannot read that | Start from Bookshop. | Go to Bookshop | /sso/ |
          unexpected | 500 | Sorry, there is a problem with Bookshop | Try again in a few minutes. Nothing you did caused this. | Try again | /sso/ |
          """)
  void tellsWhatHappenedAndHowToGoOn(
      String code,
      int status,
      String heading,
      String text,
      String label,
      String href,
      String back) {
    var problem = problem(code);

    assertThat(problem.status()).isEqualTo(status);
    assertThat(stage.problem(Stage.failure(problem, MARA)))
        .isEqualTo(
            narrow(
                heading + " – Bookshop",
                """
                <h1>%s</h1>
                <p>%s</p>
                <p class="actions"><a class="button primary" href="%s" rel="nofollow">%s</a>
                %s</p>
                <p class="muted">Reference: <bdi dir="ltr" class="ref">K7QF-2M9D</bdi><br>
                If you ask for help, give this reference.</p>
                """
                    .formatted(
                        heading,
                        text,
                        href,
                        label,
                        back == null ? "" : "<a href=\"/sso/\">Back to Bookshop</a>\n")));
  }

  @Test
  void namesTheProviderThatTheAddressSignsInWith() {
    assertThat(main(several.problem(Stage.failure(Problem.EMAIL_TAKEN, MARA))))
        .contains(
            """
            <h1>You already have an account</h1>
            <p>The address <bdi dir="ltr">mara@example.com</bdi> signs in with Beta. Sign in that\
             way; then add Acme on your account page.</p>
            <p class="actions"><a class="button primary"\
             href="/sso/oauth/login/beta?return_to=%2Fdocs" rel="nofollow">Continue with Beta</a>
            """);
  }

  @Test
  void whoseAddressSignsInWithAnotherAccountThereIsNotSentRoundInACircle() {
    var taken =
        new Failure(
            Problem.EMAIL_TAKEN,
            Stage.REFERENCE,
            "acme",
            Stage.path("/docs"),
            MARA,
            new ProviderId("acme"));

    assertThat(stage.problem(taken))
        .contains(
            "<p>The address <bdi dir=\"ltr\">mara@example.com</bdi> signs in with another Acme"
                + " account. To use that one, sign out at Acme first; then add this one on your"
                + " account page.</p>");
  }

  @Test
  void whoCameWithTheWrongAccountHearsHowToUseAnother() {
    assertThat(stage.account(Notice.alreadyAdded("acme")))
        .contains(
            "<p>That Acme account is one of your ways to sign in already. To add another Acme"
                + " account, sign out there first.</p>");
    assertThat(stage.account(Notice.of(Stage.failure(Problem.REAUTHENTICATION_REQUIRED, MARA))))
        .contains(
            """
            <p><b>Confirm it is you</b></p>
            <p>For this step sign in once more, with one of your ways to sign in. To use another\
             Acme account, sign out there first.</p>
            """);
  }

  @Test
  void namesAProviderThatIsOfferedNoMore() {
    assertThat(main(stage.problem(Stage.failure(Problem.EMAIL_TAKEN, MARA))))
        .contains("signs in with beta. Sign in that")
        .contains("Back to sign-in</a>");
  }

  @Test
  void anUnansweringProviderIsNotTheOnlyWay() {
    assertThat(several.problem(Stage.failure(Problem.PROVIDER_UNAVAILABLE, MARA)))
        .contains(
            "<p>This is not your fault. Try again in a few minutes, or use another way to sign"
                + " in.</p>");
  }

  @Test
  void namesNoProviderThatNobodyChose() {
    var failure =
        new Failure(Problem.NOT_SIGNED_IN, Stage.REFERENCE, null, Stage.path("/docs"), null, null);

    assertThat(new String(stage.problemPage.of(failure), UTF_8))
        .contains("href=\"/sso/login?return_to=%2Fdocs\" rel=\"nofollow\">Back to sign-in</a>")
        .doesNotContain("Continue with");
  }

  @Test
  void explainsACodeToWhoLooksItUp() {
    assertThat(stage.explanation(Problem.EMAIL_TAKEN))
        .isEqualTo(
            narrow(
                "You already have an account – Bookshop",
                """
                <h1>You already have an account</h1>
                <p>The address ‹address› signs in with ‹other provider›. Sign in that way; then add\
                 ‹provider› on your account page.</p>
                <p class="actions"><a class="button primary" href="/sso/" rel="nofollow">Back to\
                 Bookshop</a>
                </p>
                """));
  }

  @ParameterizedTest
  @EnumSource
  void anExplanationPointsToNoReference(Problem problem) {
    assertThat(stage.explanation(problem)).doesNotContain("below");
  }

  @Test
  void jsonHasTheSameWords() {
    var request = Stage.get("/login/problem").accept("application/json");

    var answer = stage.problems.answer(request, Stage.failure(Problem.PROVIDER_UNAVAILABLE, MARA));

    assertThat(Stage.html(answer))
        .isEqualTo(
            "{\"type\":\"https://example.org/sso/problems/provider-unavailable\","
                + "\"title\":\"Acme is not answering\",\"status\":503,"
                + "\"detail\":\"This is not your fault. Try again in a few minutes.\","
                + "\"reference\":\"K7QF-2M9D\"}");
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json;charset=utf-8");
  }

  @Test
  void aProgramWhoseSessionEndedBeforeTheCallbackIsToldWhatLetsItIn() {
    var request = Stage.get("/oauth/callback/acme").accept("application/json");

    var answer = stage.problems.afterCallback(request, Stage.failure(Problem.NOT_SIGNED_IN, MARA));

    assertThat(answer.code()).isEqualTo(401);
    assertThat(answer.getHeaders().getAll("WWW-Authenticate")).containsExactly("Cookie");
  }

  @Test
  @Tag("WEB-03")
  void noQueryChangesWhatAPageSays() {
    var asked = "/login?error=%3Cb%3ECall+0800%3C/b%3E&problem=email-taken&notice=signed-out";

    assertThat(Stage.html(stage.signInController.signIn(Stage.get(asked))))
        .isEqualTo(stage.signIn());
    assertThat(stage.signIn(stage.cookies.notice, "Call0800")).isEqualTo(stage.signIn());
  }

  @Test
  @Tag("WEB-08")
  void everyPageIsBuiltAlikeAndLoadsNothingFromElsewhere() {
    assertThat(stage.everyPage(MARA))
        .allSatisfy(
            (name, page) -> {
              assertThat(page)
                  .startsWith("<!doctype html>\n<html lang=\"en\" dir=\"ltr\">\n")
                  .containsOnlyOnce("<h1>")
                  .containsOnlyOnce("<header")
                  .containsOnlyOnce("<main id=\"main\"")
                  .containsOnlyOnce("<footer")
                  .doesNotContainIgnoringCase("<script")
                  .doesNotContainIgnoringCase("<style")
                  .doesNotContainIgnoringCase("<img")
                  .doesNotContainPattern("(?i)<[^>]* (?:style|on[a-z]+)=")
                  .doesNotContainPattern(REMOTE);
              assertThat(page.split(" primary\"", -1)).as("primary").hasSizeLessThanOrEqualTo(2);
              if (!name.equals("sign-in") && !name.equals("sent by another site")) {
                assertThat(between(page, "<title>", "</title>"))
                    .isEqualTo(between(page, "<h1>", "</h1>") + " – Bookshop");
              }
            });
  }

  @ParameterizedTest
  @EnumSource
  void aCodeIsItsName(Problem problem) {
    assertThat(Problem.of(problem.code())).isEqualTo(problem);
  }

  private static Problem problem(String code) {
    return Objects.requireNonNull(Problem.of(code), code);
  }

  private static String main(String page) {
    return between(page, "<main id=\"main\" class=\"narrow\">\n", "\n</main>");
  }

  private static String between(String page, String start, String end) {
    var from = page.indexOf(start) + start.length();
    return page.substring(from, page.indexOf(end, from));
  }

  private String narrow(String title, String card) {
    return page(
        title,
        """
        <header class="bar"><b>Bookshop</b></header>
        <main id="main" class="narrow">
        <div class="card">
        %s</div>
        """
            .formatted(card));
  }

  private String page(String title, String body) {
    return """
    <!doctype html>
    <html lang="en" dir="ltr">
    <head>
    <meta charset="utf-8">
    <title>%s</title>
    <meta name="viewport" content="width=device-width">
    <meta name="color-scheme" content="light dark">
    <meta name="robots" content="noindex">
    <link rel="stylesheet" href="%s">
    </head>
    <body>
    %s</main>
    <footer class="foot"></footer>
    </body>
    </html>
    """
        .formatted(title, stage.site.stylesheet(), body);
  }

  private static String monogram(String letter) {
    return "<svg width=\"20\" height=\"20\" viewBox=\"0 0 20 20\" fill=\"none\" aria-hidden=\"true\""
        + " focusable=\"false\"><circle cx=\"10\" cy=\"10\" r=\"9.25\" stroke=\"currentColor\""
        + " stroke-width=\"1.5\"/><text x=\"10\" y=\"14\" text-anchor=\"middle\" font-size=\"11\""
        + " font-weight=\"600\" fill=\"currentColor\">"
        + letter
        + "</text></svg>";
  }
}
