/**
 * The contract that every {@link org.sociallogin.core.SocialLoginPort} must pass, for teams that
 * write one: extend {@link org.sociallogin.testkit.SocialLoginPortContract}.
 */
@NullMarked
package org.sociallogin.testkit;

import org.jspecify.annotations.NullMarked;
