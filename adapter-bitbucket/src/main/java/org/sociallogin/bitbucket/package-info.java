/** Bitbucket Cloud as a provider: authorize, token exchange and user lookup. */
@NullMarked
package org.sociallogin.bitbucket;

import org.jspecify.annotations.NullMarked;
