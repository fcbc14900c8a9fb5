/**
 * Who a person is and how a sign-in flows: the domain, its rules and its ports, free of any
 * framework.
 */
@NullMarked
package org.sociallogin.core;

import org.jspecify.annotations.NullMarked;
