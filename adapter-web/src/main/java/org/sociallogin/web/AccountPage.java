package org.sociallogin.web;

import gg.jte.Content;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.Accounts;
import org.sociallogin.core.Email;
import org.sociallogin.core.Identity;
import org.sociallogin.core.LocalPath;
import org.sociallogin.core.LoginFlow;
import org.sociallogin.core.Profile;
import org.sociallogin.core.Provider;
import org.sociallogin.core.ProviderId;
import org.sociallogin.core.Session;
import org.sociallogin.core.User;
import org.sociallogin.web.Pages.Account;
import org.sociallogin.web.Pages.Known;
import org.sociallogin.web.Pages.Link;
import org.sociallogin.web.Pages.Mark;
import org.sociallogin.web.Pages.Place;
import org.sociallogin.web.Pages.Question;
import org.sociallogin.web.Pages.Said;
import org.sociallogin.web.Pages.Way;
import org.sociallogin.web.Settings.SessionSettings;

/** An account in words, and the questions before it is changed. */
@Singleton
final class AccountPage {

  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT)
          .withLocale(Locale.UK)
          .withZone(ZoneOffset.UTC);

  private final LoginFlow flow;
  private final Accounts accounts;
  private final Site site;
  private final SignInPage signInPage;
  private final ProblemPage problemPage;
  private final ReturnTo returnTo;
  private final Pages pages;
  private final long cacheSeconds;
  private final Clock clock;

  AccountPage(
      LoginFlow flow,
      Accounts accounts,
      Site site,
      SignInPage signInPage,
      ProblemPage problemPage,
      ReturnTo returnTo,
      Pages pages,
      SessionSettings settings,
      Clock clock) {
    this.flow = flow;
    this.accounts = accounts;
    this.site = site;
    this.signInPage = signInPage;
    this.problemPage = problemPage;
    this.returnTo = returnTo;
    this.pages = pages;
    this.cacheSeconds = settings.cache().toSeconds();
    this.clock = clock;
  }

  /** Where the page is. */
  LocalPath path() {
    return new LocalPath(site.path("/account"));
  }

  /**
   * The whole page.
   *
   * @param session the one that asks for it
   * @param sessions all those of its user, the newest first
   * @param notice what the page says was done before, or null
   */
  byte[] of(Session session, List<Session> sessions, @Nullable Notice notice) {
    var user = session.user();
    var speaker = speaker(user).profile();
    var provider = site.name(speaker.provider());
    var email = user.email();
    var usable = user.identities().stream().filter(accounts::isUsable).toList();
    // Nothing can be changed any more: it needs a confirmation, and no way to it works.
    var isStuck = usable.isEmpty() && !session.isFresh(clock.instant());
    var hasOneWay = user.identities().size() == 1;
    return pages.account(
        new Account(
            said(user, notice),
            nameOf(user),
            email == null ? null : email.address(),
            email == null || speaker.email() == null
                ? site.text("account.profile.noEmail", provider)
                : email.verified()
                    ? site.text("account.profile.confirmed", provider)
                    : speaker.email().verified()
                        ? site.text("account.profile.taken")
                        : site.text("account.profile.unconfirmed"),
            moment(user.registeredAt()),
            hasOneWay
                ? site.text("account.profile.help", provider)
                : site.text("account.profile.help.many"),
            lead(user, usable.size(), isStuck),
            user.identities().stream()
                .map(identity -> known(user, identity, usable, isStuck))
                .toList(),
            isStuck ? List.of() : flow.providers().stream().map(this::add).toList(),
            isStuck
                ? null
                : hasOneWay
                    ? site.text("account.delete.text", provider)
                    : site.text("account.delete.text.many"),
            places(session, sessions)));
  }

  /** What people call themselves: a name, a username, or null. */
  static @Nullable String nameOf(User user) {
    return user.name() != null ? user.name() : user.preferredUsername();
  }

  /** Before that way to sign in is removed. */
  byte[] askToRemove(Session session, Identity identity, @Nullable Notice notice) {
    var provider = site.name(identity.profile().provider());
    var path = "/account/identities/" + identity.id() + "/remove";
    return pages.ask(
        new Question(
            said(session.user(), notice),
            site.text("account.remove.title", provider),
            List.of(site.content("account.remove.text", provider, name(session.user(), identity))),
            new Link(site.text("account.remove.action", provider), site.path(path)),
            true,
            confirmFirst(session, path),
            new Link(site.text("account.remove.keep"), site.path("/account"))));
  }

  /** Before the account is deleted. */
  byte[] askToDelete(Session session, @Nullable Notice notice) {
    var texts = new ArrayList<Content>();
    texts.add(site.content("delete.text"));
    session.user().identities().stream()
        .map(identity -> identity.profile().provider())
        .distinct()
        .forEach(provider -> texts.add(stays(provider)));
    return pages.ask(
        new Question(
            said(session.user(), notice),
            site.text("delete.title"),
            texts,
            new Link(site.text("delete.action"), site.path("/account/delete")),
            true,
            confirmFirst(session, "/account/delete"),
            new Link(site.text("delete.keep"), site.path("/account"))));
  }

  /** The account there stays, and where to end what it shares, as far as that is known. */
  private Content stays(ProviderId id) {
    var provider = flow.provider(id.value());
    var settings = provider == null ? null : provider.settings();
    var name = site.name(id);
    return settings == null
        ? site.content("delete.provider", name)
        : site.content(
            "delete.provider.withdraw",
            name,
            Site.link(site.text("delete.provider.settings", name), settings));
  }

  /** Before somebody signs out. */
  byte[] askToSignOut(Session session) {
    var user = session.user();
    var name = nameOf(user);
    var through = through(session);
    return pages.ask(
        new Question(
            null,
            site.text("signout.title"),
            List.of(
                site.content(
                    "signout.text",
                    through == null ? site.name(speaker(user).profile().provider()) : through,
                    name == null ? site.text("account.profile.noName") : Site.apart(name))),
            new Link(site.text("signout.action"), site.path("/logout")),
            false,
            null,
            new Link(site.text("signout.stay"), site.path("/account"))));
  }

  /** The provider to confirm with: the one that this session came from, else any that works. */
  @Nullable Provider confirming(Session session) {
    return session.user().identities().stream()
        .filter(accounts::isUsable)
        .min(Comparator.comparing(identity -> !identity.id().equals(session.identity())))
        .map(identity -> flow.provider(identity.profile().provider().value()))
        .orElse(null);
  }

  private @Nullable Link confirmFirst(Session session, String path) {
    var provider = session.isFresh(clock.instant()) ? null : confirming(session);
    return provider == null
        ? null
        : new Link(
            site.confirm(provider), signInPage.confirm(provider, new LocalPath(site.path(path))));
  }

  /** The identity whose e-mail address the profile shows, else the one whose name. */
  private static Identity speaker(User user) {
    var identities = user.identities();
    var email = user.email();
    return Stream.concat(
            identities.stream().filter(identity -> says(identity, email)),
            identities.stream()
                .filter(
                    identity ->
                        user.name() != null
                            && Objects.equals(identity.profile().name(), user.name())))
        .findFirst()
        .orElse(identities.get(0));
  }

  private static boolean says(Identity identity, @Nullable Email email) {
    var said = identity.profile().email();
    return email != null
        && said != null
        && said.address().equals(email.address())
        && (said.verified() || !email.verified());
  }

  private String lead(User user, int usable, boolean isStuck) {
    if (isStuck) {
      return site.text("account.ways.stuck");
    }
    return usable == 0
        ? site.text("account.ways.none")
        : usable == 1
            ? site.text("account.ways.only")
            : usable == user.identities().size()
                ? site.text("account.ways.lead")
                : site.text("account.ways.some");
  }

  private Known known(User user, Identity identity, List<Identity> usable, boolean isStuck) {
    var isUsable = usable.contains(identity);
    // The account can be signed in to without it, if it can be at all.
    var isRemovable = user.identities().size() > 1 && !isStuck && (!isUsable || usable.size() > 1);
    var id = identity.profile().provider();
    var provider = site.name(id);
    var offered = flow.provider(id.value());
    var text =
        isUsable
            ? site.content(
                "account.ways.row",
                provider,
                moment(identity.linkedAt()),
                moment(identity.lastLoginAt()))
            : site.content("account.ways.unusable", provider);
    return new Known(
        Mark.of(provider, offered == null ? null : offered.icon()),
        provider,
        name(user, identity),
        text,
        isRemovable ? site.path("/account/identities/" + identity.id() + "/remove") : null);
  }

  private Way add(Provider provider) {
    return new Way(
        Mark.of(provider.displayName(), provider.icon()),
        site.text("account.ways.add", provider.displayName()),
        site.path("/oauth/link/" + provider.id()),
        false,
        false);
  }

  /** The name there; and what is its own, where another way to sign in has the same name there. */
  private Content name(User user, Identity identity) {
    var said = identity.profile();
    var name = name(said);
    var alike =
        user.identities().stream()
            .filter(one -> one.profile().provider().equals(said.provider()))
            .filter(one -> name(one.profile()).equals(name))
            .toList();
    return alike.size() == 1
        ? Site.apart(name)
        : site.content("account.ways.alike", "", Site.apart(name), Site.apart(own(said, alike)));
  }

  /** What people know it by and all of these differ in, else the subject. */
  private static String own(Profile said, List<Identity> alike) {
    return Stream.<Function<Profile, @Nullable String>>of(
            Profile::preferredUsername,
            profile -> profile.email() == null ? null : profile.email().address())
        .filter(member -> values(alike, member) == alike.size())
        .findFirst()
        .map(member -> member.apply(said))
        .orElse(said.subject());
  }

  private static long values(
      List<Identity> identities, Function<Profile, @Nullable String> member) {
    return identities.stream()
        .map(identity -> member.apply(identity.profile()))
        .filter(Objects::nonNull)
        .distinct()
        .count();
  }

  private String name(Profile said) {
    if (said.name() != null) {
      return said.name();
    }
    if (said.preferredUsername() != null) {
      return said.preferredUsername();
    }
    return site.text("account.profile.noName");
  }

  private List<Place> places(Session current, List<Session> sessions) {
    return sessions.stream()
        .sorted(Comparator.comparing(session -> !session.id().equals(current.id())))
        .map(session -> place(session, session.id().equals(current.id())))
        .toList();
  }

  private Place place(Session session, boolean current) {
    var device = Device.of(session.userAgent());
    var name =
        device.browser() == null
            ? site.text("account.sessions.unknown")
            : device.system() == null
                ? device.browser()
                : site.text("account.sessions.device", "", device.browser(), device.system());
    var seen = session.lastSeenAt();
    var through = through(session);
    return new Place(
        name,
        through == null
            ? site.content(
                "account.sessions.rowAlone", "", moment(session.createdAt()), moment(seen))
            : site.content(
                "account.sessions.row", through, moment(session.createdAt()), moment(seen)),
        site.content("account.sessions.signOutName", "", name, moment(seen)),
        current ? null : site.path("/account/sessions/" + session.id() + "/end"));
  }

  private @Nullable String through(Session session) {
    var identity = session.user().identity(session.identity());
    return identity == null ? null : site.name(identity.profile().provider());
  }

  private @Nullable Said said(User user, @Nullable Notice notice) {
    if (notice == null) {
      return null;
    }
    var id = notice.provider();
    var provider = id == null ? "" : site.name(new ProviderId(id));
    return switch (notice.code()) {
      case "added" -> done(site.text("notice.added", provider));
      case "added-others" ->
          done(site.text("notice.added", provider) + ' ' + site.text("notice.othersSignedOut"));
      case "already-added" -> done(site.text("notice.alreadyAdded", provider));
      case "removed" ->
          user.identities().stream().anyMatch(one -> one.profile().provider().value().equals(id))
              ? done(site.text("notice.removed.one", provider))
              : done(site.text("notice.removed", provider));
      case "confirmed" -> done(site.text("notice.confirmed", provider));
      case "session-ended" ->
          cacheSeconds == 0
              ? done(site.text("notice.sessionEnded", provider))
              : done(site.text("notice.sessionEndedDelay", provider, Long.toString(cacheSeconds)));
      case "others-ended" -> done(site.text("notice.othersEnded", provider));
      default -> notDone(notice, provider);
    };
  }

  private static Said done(String text) {
    return new Said(true, null, text, null);
  }

  private @Nullable Said notDone(Notice notice, String provider) {
    var problem = Problem.of(notice.code());
    if (problem == null || notice.reference() == null) {
      return null;
    }
    var failure =
        new Failure(
            problem,
            notice.reference(),
            notice.provider(),
            returnTo.defaultPath(),
            null,
            null,
            notice.words());
    return new Said(
        false,
        problem == Problem.NOT_ALLOWED
            ? site.text("error.cross-site.title")
            : problemPage.title(failure),
        problem == Problem.REAUTHENTICATION_REQUIRED && notice.provider() != null
            ? site.text("error.reauthentication-required.text.again", provider)
            : problemPage.text(failure),
        notice.reference());
  }

  private static Content moment(Instant at) {
    return output -> {
      output.writeContent("<time datetime=\"");
      output.writeContent(at.truncatedTo(ChronoUnit.MINUTES).toString());
      output.writeContent("\">");
      output.writeContent(MOMENT.format(at));
      output.writeContent(" UTC</time>");
    };
  }
}
