/**
 * For other teams' tests. The contract that every {@link org.sociallogin.core.SocialLoginPort} must
 * pass, for who writes one: extend {@link org.sociallogin.testkit.SocialLoginPortContract}. People
 * to test an application with, for who has our sign-in in it: {@link
 * org.sociallogin.testkit.MadeUpUsers}.
 */
@NullMarked
package org.sociallogin.testkit;

import org.jspecify.annotations.NullMarked;
