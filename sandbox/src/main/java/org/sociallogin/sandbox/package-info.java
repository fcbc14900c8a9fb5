/** A Bitbucket look-alike on loopback: to try the application and to test with. */
@NullMarked
package org.sociallogin.sandbox;

import org.jspecify.annotations.NullMarked;
