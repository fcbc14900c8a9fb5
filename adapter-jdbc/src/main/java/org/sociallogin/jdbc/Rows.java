package org.sociallogin.jdbc;

import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.Email;
import org.sociallogin.core.Identity;
import org.sociallogin.core.Profile;
import org.sociallogin.core.ProviderId;
import org.sociallogin.core.User;
import org.sociallogin.core.UserId;

/**
 * Reads what the joins of this module answer: a user in as many rows as the user has identities.
 */
final class Rows {

  /** The columns of {@link #user}, for what {@link #OF_USER} joins. */
  static final String USER =
      """
      u.id as user_id, u.registered_at, u.disabled,
      i.id as identity_id, i.provider, i.authority, i.subject, i.name, i.preferred_username, i.email,
      i.email_verified, i.email_taken, i.picture, i.profile, i.attributes, i.linked_at, l.at as last_login_at
      """;

  /** Joins to {@code u} its identities {@code i} and when each was last used, {@code l}. */
  static final String OF_USER =
      """
      join social_login_identity i on i.user_id = u.id
      join social_login_last_login l on l.identity_id = i.id
      """;

  private Rows() {}

  /** The user whose first row the result stands on; afterwards it stands behind the last. */
  static User user(ResultSet rows) throws SQLException {
    var id = new UserId(uuid(rows, "user_id"));
    var registeredAt = instant(rows, "registered_at");
    var addresses = new HashSet<String>();
    var identities = new ArrayList<Identity>();
    do {
      var identity = identity(rows);
      identities.add(identity);
      var email = identity.profile().email();
      if (email != null && email.verified() && !rows.getBoolean("email_taken")) {
        addresses.add(email.folded());
      }
    } while (rows.next());
    return new User(id, registeredAt, identities, addresses);
  }

  private static Identity identity(ResultSet row) throws SQLException {
    return new Identity(
        uuid(row, "identity_id"),
        row.getString("authority"),
        new Profile(
            new ProviderId(row.getString("provider")),
            row.getString("subject"),
            row.getString("name"),
            row.getString("preferred_username"),
            Email.of(row.getString("email"), row.getBoolean("email_verified")),
            uri(row.getString("picture")),
            uri(row.getString("profile")),
            Attributes.decode(row.getString("attributes"))),
        instant(row, "linked_at"),
        instant(row, "last_login_at"));
  }

  static UUID uuid(ResultSet row, String column) throws SQLException {
    return row.getObject(column, UUID.class);
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static @Nullable URI uri(@Nullable String column) {
    return column == null ? null : URI.create(column);
  }
}
