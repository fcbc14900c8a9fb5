package org.sociallogin.web;

import java.util.Collection;
import org.sociallogin.core.User;

/**
 * What a user may do, in the words of whoever builds on us: a bean of this type decides which roles
 * {@code @Secured} finds. Without one nobody has a role.
 */
@FunctionalInterface
public interface Roles {

  /**
   * The roles of this user. It is asked whenever a session is read from the database, so an answer
   * is good for as long as {@code social-login.session.cache}; it may block.
   */
  Collection<String> of(User user);
}
