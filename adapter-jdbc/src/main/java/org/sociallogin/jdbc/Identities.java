package org.sociallogin.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.sociallogin.core.Identity;
import org.sociallogin.core.Profile;
import org.sociallogin.core.UserId;

/** The rows of a user's ways to sign in. */
final class Identities {

  private Identities() {}

  static void insert(Connection connection, UserId user, Identity identity) throws SQLException {
    var profile = identity.profile();
    var email = profile.email();
    Sql.update(
        connection,
        """
        insert into social_login_identity (id, user_id, provider, authority, subject, name,
          preferred_username, email, email_verified, picture, profile, attributes, linked_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        identity.id(),
        user.value(),
        profile.provider().value(),
        identity.authority(),
        profile.subject(),
        profile.name(),
        profile.preferredUsername(),
        email == null ? null : email.address(),
        email != null && email.verified(),
        Objects.toString(profile.picture(), null),
        Objects.toString(profile.profile(), null),
        Attributes.encode(profile.attributes()),
        identity.linkedAt());
    Sql.update(
        connection,
        "insert into social_login_last_login (identity_id, at) values (?, ?)",
        identity.id(),
        identity.lastLoginAt());
  }

  /** Writes down that somebody came with it, unless it has gone. */
  static void used(Connection connection, UUID identity, Instant now) throws SQLException {
    var updated =
        Sql.update(
            connection,
            "update social_login_last_login set at = ? where identity_id = ?",
            now,
            identity);
    if (updated == 0) {
      throw Database.lostRace("the identity was removed meanwhile");
    }
  }

  static void update(Connection connection, UUID identity, Profile profile) throws SQLException {
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

  /** Writes down whether the address is somebody else's. */
  static void taken(Connection connection, UUID identity, boolean taken) throws SQLException {
    Sql.update(
        connection,
        """
        update social_login_identity set email_taken = ?
        where id = ? and coalesce(email_taken, false) <> ?""",
        taken,
        identity,
        taken);
  }

  static void delete(Connection connection, UUID identity) throws SQLException {
    Sql.update(connection, "delete from social_login_identity where id = ?", identity);
  }
}
