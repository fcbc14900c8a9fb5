/**
 * What OAuth 2.0 provider adapters share: the token request, the user API, and the only outgoing
 * network code.
 */
@NullMarked
package org.sociallogin.oauth2;

import org.jspecify.annotations.NullMarked;
