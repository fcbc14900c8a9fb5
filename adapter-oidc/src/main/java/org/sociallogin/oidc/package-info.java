/** Any OpenID Connect issuer as a provider, by configuration alone; the well-known ones by name. */
@NullMarked
package org.sociallogin.oidc;

import org.jspecify.annotations.NullMarked;
