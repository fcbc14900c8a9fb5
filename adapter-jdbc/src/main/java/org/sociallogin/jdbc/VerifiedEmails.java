package org.sociallogin.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sociallogin.core.Email;
import org.sociallogin.core.Identity;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.LoginException.EmailOwner;
import org.sociallogin.core.ProviderId;
import org.sociallogin.core.User;
import org.sociallogin.core.UserId;

/** Who owns which verified address: each has one owner, and who came first keeps it. */
final class VerifiedEmails {

  private static final Logger LOG = LoggerFactory.getLogger(VerifiedEmails.class);

  private static final String OWNER =
      "select "
          + Rows.USER
          + "from social_login_verified_email e join social_login_user u on u.id = e.user_id "
          + Rows.OF_USER
          + "where e.address = ?";

  private VerifiedEmails() {}

  /** What all identities of a user now say, folded. */
  static Set<String> of(User user) {
    var addresses = new HashSet<String>();
    for (var identity : user.identities()) {
      var email = identity.profile().email();
      if (email != null && email.verified()) {
        addresses.add(email.folded());
      }
    }
    return addresses;
  }

  /** The user, owning what the identities now say but for what somebody else came first with. */
  static User replace(Connection connection, User user) throws SQLException {
    var owned = ownedBy(connection, user.id());
    var addresses = of(user);
    for (var address : owned) {
      if (!addresses.contains(address)) {
        Sql.update(
            connection,
            "delete from social_login_verified_email where address = ? and user_id = ?",
            address,
            user.id().value());
      }
    }
    owned.retainAll(addresses);
    addresses.removeAll(owned);
    for (var address : addresses) {
      if (!isOwned(connection, address)) {
        own(connection, user.id(), address);
        owned.add(address);
      } else {
        LOG.info("user={} has a verified address that stays another account's", user.id());
      }
    }
    for (var identity : user.identities()) {
      var email = identity.profile().email();
      if (email != null && email.verified()) {
        Identities.taken(connection, identity.id(), !owned.contains(email.folded()));
      }
    }
    return owning(user, owned);
  }

  /** The user, owning this address, or not registered at all. */
  static User claim(Connection connection, User user, Email email, Predicate<Identity> usable)
      throws SQLException, LoginException {
    var address = email.folded();
    if (isOwned(connection, address)) {
      throw LoginException.emailTaken(new EmailOwner(email, wayIn(connection, address, usable)));
    }
    own(connection, user.id(), address);
    return owning(user, Set.of(address));
  }

  private static User owning(User user, Set<String> addresses) {
    return new User(user.id(), user.registeredAt(), user.identities(), addresses);
  }

  private static boolean isOwned(Connection connection, String address) throws SQLException {
    try (var query =
            Sql.prepare(
                connection,
                "select 1 from social_login_verified_email where address = ?",
                address);
        var rows = query.executeQuery()) {
      return rows.next();
    }
  }

  /**
   * A provider that the owner of this address can sign in with, before others one that confirms it.
   */
  private static @Nullable ProviderId wayIn(
      Connection connection, String address, Predicate<Identity> usable) throws SQLException {
    try (var query = Sql.prepare(connection, OWNER, address);
        var rows = query.executeQuery()) {
      if (!rows.next()) {
        throw Database.lostRace("the address was released meanwhile");
      }
      return Rows.user(rows).identities().stream()
          .filter(usable)
          .min(Comparator.comparing(identity -> !confirms(identity, address)))
          .map(identity -> identity.profile().provider())
          .orElse(null);
    }
  }

  private static boolean confirms(Identity identity, String address) {
    var email = identity.profile().email();
    return email != null && email.verified() && email.folded().equals(address);
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
}
