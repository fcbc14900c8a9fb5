/** Bitbucket Data Center, the self-managed one, as a provider. */
@NullMarked
package org.sociallogin.datacenter;

import org.jspecify.annotations.NullMarked;
