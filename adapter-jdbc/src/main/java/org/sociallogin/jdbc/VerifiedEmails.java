package org.sociallogin.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sociallogin.core.Email;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.LoginException.EmailOwner;
import org.sociallogin.core.ProviderId;
import org.sociallogin.core.User;
import org.sociallogin.core.UserId;

/** Who owns which verified address: each has one owner, and who came first keeps it. */
final class VerifiedEmails {

  private static final Logger LOG = LoggerFactory.getLogger(VerifiedEmails.class);

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

  /** The user owns what the identities now say, but for what somebody else came first with. */
  static void replace(Connection connection, User user) throws SQLException {
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
    addresses.removeAll(owned);
    for (var address : addresses) {
      if (ownerOf(connection, address) == null) {
        own(connection, user.id(), address);
      } else {
        LOG.info("user={} has a verified address that stays another account's", user.id());
      }
    }
  }

  /** The user owns this address, or is not registered at all. */
  static void claim(Connection connection, UserId user, Email email)
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
}
