/** The runnable application: wiring, defaults and the checks at start. */
@NullMarked
package org.sociallogin.app;

import org.jspecify.annotations.NullMarked;
