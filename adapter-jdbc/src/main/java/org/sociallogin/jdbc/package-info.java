/** Users, identities and sessions in SQL: H2 by default, PostgreSQL by configuration. */
@NullMarked
package org.sociallogin.jdbc;

import org.jspecify.annotations.NullMarked;
