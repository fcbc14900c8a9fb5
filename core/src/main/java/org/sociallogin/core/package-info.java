/**
 * Who a person is and how a sign-in flows: the domain, its rules and its ports, free of any
 * framework.
 *
 * <p>A sign-in reads from top to bottom in {@link org.sociallogin.core.LoginFlow}: {@code start}
 * makes one {@link org.sociallogin.core.LoginAttempt} and asks the provider for the URI to send the
 * browser to; {@code finish} holds the answer against that attempt, which is the only way to an
 * {@link org.sociallogin.core.AuthorizationGrant}, exchanges the grant, looks the person up, and
 * hands the person to {@link org.sociallogin.core.Accounts}. Providers implement {@link
 * org.sociallogin.core.SocialLoginPort}, stores {@link org.sociallogin.core.AccountRepository} and
 * {@link org.sociallogin.core.SessionRepository}.
 */
@NullMarked
package org.sociallogin.core;

import org.jspecify.annotations.NullMarked;
