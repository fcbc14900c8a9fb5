package org.sociallogin.jdbc;

/**
 * What the state before the newest migrations said to the database, word for word: while nodes are
 * replaced, it still does. With each release these become the statements of the one before.
 */
final class ReleaseBefore {

  static final String REGISTER = "insert into social_login_user (id, registered_at) values (?, ?)";

  static final String ADD_IDENTITY =
      """
      insert into social_login_identity (id, user_id, provider, authority, subject, name,
        preferred_username, email, email_verified, picture, profile, attributes, linked_at)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

  static final String FIRST_LOGIN =
      "insert into social_login_last_login (identity_id, at) values (?, ?)";

  static final String LOGIN = "update social_login_last_login set at = ? where identity_id = ?";

  static final String COMPLETE =
      """
      update social_login_identity set name = ?, preferred_username = ?, email = ?,
        email_verified = ?, picture = ?, profile = ?, attributes = ?
      where id = ?""";

  static final String OWN =
      "insert into social_login_verified_email (address, user_id) values (?, ?)";

  static final String OWNED = "select address from social_login_verified_email where user_id = ?";

  static final String RELEASE = "delete from social_login_verified_email where address = ?";

  static final String OWNER =
      """
      select i.provider, i.email, i.email_verified from social_login_verified_email e
      join social_login_identity i on i.user_id = e.user_id
      where e.address = ? order by i.linked_at""";

  private static final String USER =
      """
      u.id as user_id, u.registered_at, u.disabled,
      i.id as identity_id, i.provider, i.subject, i.name, i.preferred_username, i.email,
      i.email_verified, i.picture, i.profile, i.attributes, i.linked_at, l.at as last_login_at
      """;

  private static final String OF_USER =
      """
      join social_login_identity i on i.user_id = u.id
      join social_login_last_login l on l.identity_id = i.id
      """;

  static final String FIND_USER =
      "select k.id as known_id, "
          + USER
          + "from social_login_identity k join social_login_user u on u.id = k.user_id "
          + OF_USER
          + "where k.provider = ? and k.authority = ? and k.subject = ?";

  static final String BEGIN_SESSION =
      """
      insert into social_login_session (id, token, attempt, attempt_ends_at, user_id, identity_id,
        authenticated_at, last_seen_at, expires_at)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?)""";

  static final String FIND_SESSION =
      "select s.id, s.authenticated_at, s.last_seen_at, s.expires_at, "
          + USER
          + "from social_login_session s join social_login_user u on u.id = s.user_id "
          + OF_USER
          + "where s.token = ? and not u.disabled";

  static final String SEEN =
      "update social_login_session set last_seen_at = ? where id = ? and last_seen_at < ?";

  static final String END_SESSION =
      """
      update social_login_session set token = null, user_id = null, identity_id = null,
        authenticated_at = null, last_seen_at = null, expires_at = ?
      where token = ?""";

  static final String PURGE =
      """
      delete from social_login_session where attempt in (
        select attempt from social_login_session
        where expires_at < ? and attempt_ends_at < ?
        limit ?)""";

  private ReleaseBefore() {}
}
