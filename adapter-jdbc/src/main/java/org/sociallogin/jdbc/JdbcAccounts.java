package org.sociallogin.jdbc;

import static java.time.temporal.ChronoUnit.MICROS;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.AccountRepository;
import org.sociallogin.core.Digest;
import org.sociallogin.core.Email;
import org.sociallogin.core.Identity;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.LoginException.EmailOwner;
import org.sociallogin.core.LoginException.Reason;
import org.sociallogin.core.NewSession;
import org.sociallogin.core.Profile;
import org.sociallogin.core.Provider;
import org.sociallogin.core.ProviderId;
import org.sociallogin.core.Session;
import org.sociallogin.core.User;
import org.sociallogin.core.UserId;

/** The accounts in SQL. Unique constraints decide between two who come at the same instant. */
@Singleton
final class JdbcAccounts implements AccountRepository {

  private static final String FIND =
      "select k.id as known_id,"
          + " (select count(*) from social_login_verified_email e where e.user_id = u.id) as owned, "
          + Rows.USER
          + "from social_login_identity k join social_login_user u on u.id = k.user_id "
          + Rows.OF_USER
          + "where k.provider = ? and k.authority = ? and k.subject = ?";

  private final Database database;
  private final Clock clock;

  JdbcAccounts(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public Session signIn(Provider provider, Profile profile, NewSession session)
      throws LoginException {
    return database.transaction(
        connection -> {
          // What is answered is what is stored, and the database keeps microseconds.
          var now = session.createdAt().truncatedTo(MICROS);
          var known = find(connection, provider, profile.subject());
          var account =
              known == null
                  ? register(connection, provider, profile, now)
                  : completed(connection, known, profile, now);
          if (session.replaces() != null) {
            JdbcSessions.end(connection, session.replaces(), now);
          }
          return begin(connection, account, session, now);
        });
  }

  @Override
  public void endSession(Digest token) {
    database.statement(
        connection -> {
          JdbcSessions.end(connection, token, clock.instant());
          return true;
        });
  }

  /**
   * A user, which of the user's identities it is that signs in, and how many verified addresses the
   * user owned before.
   */
  private record Account(User user, UUID identity, int owned) {}

  /** The user who has the identity, or null. */
  private static @Nullable Account find(Connection connection, Provider provider, String subject)
      throws SQLException, LoginException {
    try (var query =
            Sql.prepare(connection, FIND, provider.id().value(), provider.authority(), subject);
        var rows = query.executeQuery()) {
      if (!rows.next()) {
        return null;
      }
      if (rows.getBoolean("disabled")) {
        throw new LoginException(Reason.NOT_ALLOWED, "the user is disabled");
      }
      var identity = Rows.uuid(rows, "known_id");
      var owned = rows.getInt("owned");
      return new Account(Rows.user(rows), identity, owned);
    }
  }

  private static Account register(
      Connection connection, Provider provider, Profile profile, Instant now)
      throws SQLException, LoginException {
    var identity = new Identity(UUID.randomUUID(), profile, now, now);
    var user = new User(new UserId(UUID.randomUUID()), now, List.of(identity));
    Sql.update(
        connection,
        "insert into social_login_user (id, registered_at) values (?, ?)",
        user.id().value(),
        now);
    var email = profile.email();
    Sql.update(
        connection,
        """
        insert into social_login_identity (id, user_id, provider, authority, subject, name,
          preferred_username, email, email_verified, picture, profile, attributes, linked_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        identity.id(),
        user.id().value(),
        provider.id().value(),
        provider.authority(),
        profile.subject(),
        profile.name(),
        profile.preferredUsername(),
        email == null ? null : email.address(),
        email != null && email.verified(),
        Objects.toString(profile.picture(), null),
        Objects.toString(profile.profile(), null),
        Attributes.encode(profile.attributes()),
        now);
    Sql.update(
        connection,
        "insert into social_login_last_login (identity_id, at) values (?, ?)",
        identity.id(),
        now);
    // The identity is ours alone by now: whoever owns the address is somebody else.
    if (email != null && email.verified()) {
      claim(connection, user.id(), email);
    }
    return new Account(user, identity.id(), 0);
  }

  /** The account after this login: the identity's profile completed, the rest as it was. */
  private static Account completed(Connection connection, Account known, Profile said, Instant now)
      throws SQLException {
    var identities = new ArrayList<Identity>();
    var isNews = false;
    for (var identity : known.user().identities()) {
      if (identity.id().equals(known.identity())) {
        var profile = said.orElse(identity.profile());
        isNews = !profile.equals(identity.profile());
        identities.add(new Identity(identity.id(), profile, identity.linkedAt(), now));
        update(connection, identity.id(), profile, isNews, now);
      } else {
        identities.add(identity);
      }
    }
    var user = new User(known.user().id(), known.user().registeredAt(), identities);
    var addresses = verifiedEmails(user);
    // One that somebody else had before may be free by now.
    if (isNews || addresses.size() != known.owned()) {
      replaceVerifiedEmails(connection, user.id(), addresses);
    }
    return new Account(user, known.identity(), addresses.size());
  }

  private static void update(
      Connection connection, UUID identity, Profile profile, boolean isNews, Instant now)
      throws SQLException {
    Sql.update(
        connection,
        "update social_login_last_login set at = ? where identity_id = ?",
        now,
        identity);
    if (!isNews) {
      return;
    }
    var email = profile.email();
    Sql.update(
        connection,
        """
        update social_login_identity set name = ?, preferred_username = ?, email = ?,
          email_verified = ?, picture = ?, profile = ?, attributes = ?
        where id = ?""",
        profile.name(),
        profile.preferredUsername(),
        email == null ? null : email.address(),
        email != null && email.verified(),
        Objects.toString(profile.picture(), null),
        Objects.toString(profile.profile(), null),
        Attributes.encode(profile.attributes()),
        identity);
  }

  /** What all identities of a user now say, folded. */
  private static Set<String> verifiedEmails(User user) {
    var addresses = new HashSet<String>();
    for (var identity : user.identities()) {
      var email = identity.profile().email();
      if (email != null && email.verified()) {
        addresses.add(email.folded());
      }
    }
    return addresses;
  }

  /** The user owns these, but for what somebody else came first with. */
  private static void replaceVerifiedEmails(
      Connection connection, UserId user, Set<String> addresses) throws SQLException {
    var owned = ownedBy(connection, user);
    for (var address : owned) {
      if (!addresses.contains(address)) {
        Sql.update(
            connection, "delete from social_login_verified_email where address = ?", address);
      }
    }
    for (var address : addresses) {
      if (!owned.contains(address) && ownerOf(connection, address) == null) {
        own(connection, user, address);
      }
    }
  }

  private static void claim(Connection connection, UserId user, Email email)
      throws SQLException, LoginException {
    var owner = ownerOf(connection, email.folded());
    if (owner != null) {
      throw LoginException.emailTaken(new EmailOwner(email, owner));
    }
    own(connection, user, email.folded());
  }

  /**
   * A provider that the owner of this address signs in with, before others one that confirms it.
   */
  private static @Nullable ProviderId ownerOf(Connection connection, String address)
      throws SQLException {
    try (var query =
            Sql.prepare(
                connection,
                """
                select i.provider, i.email, i.email_verified from social_login_verified_email e
                join social_login_identity i on i.user_id = e.user_id
                where e.address = ? order by i.linked_at""",
                address);
        var rows = query.executeQuery()) {
      ProviderId first = null;
      while (rows.next()) {
        var provider = new ProviderId(rows.getString("provider"));
        var email = Email.of(rows.getString("email"), rows.getBoolean("email_verified"));
        if (email != null && email.verified() && email.folded().equals(address)) {
          return provider;
        }
        first = first == null ? provider : first;
      }
      return first;
    }
  }

  private static Set<String> ownedBy(Connection connection, UserId user) throws SQLException {
    try (var query =
            Sql.prepare(
                connection,
                "select address from social_login_verified_email where user_id = ?",
                user.value());
        var rows = query.executeQuery()) {
      var addresses = new HashSet<String>();
      while (rows.next()) {
        addresses.add(rows.getString("address"));
      }
      return addresses;
    }
  }

  private static void own(Connection connection, UserId user, String address) throws SQLException {
    Sql.update(
        connection,
        "insert into social_login_verified_email (address, user_id) values (?, ?)",
        address,
        user.value());
  }

  private static Session begin(
      Connection connection, Account account, NewSession session, Instant now)
      throws SQLException, LoginException {
    var id = UUID.randomUUID();
    try {
      JdbcSessions.insert(
          connection, id, account.user().id().value(), account.identity(), session, now);
    } catch (SQLException e) {
      // Token and id are new: it can only be the attempt that came before.
      if (Database.isDuplicate(e)) {
        throw new LoginException(Reason.RESPONSE_INVALID, "the attempt has made a session", e);
      }
      throw e;
    }
    return new Session(id, account.user(), now, now, session.expiresAt().truncatedTo(MICROS));
  }
}
