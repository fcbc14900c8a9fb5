/**
 * A Bitbucket look-alike on loopback: to try the application and to test with. {@link
 * org.sociallogin.sandbox.Sandbox} answers as Bitbucket Cloud does, shapes and errors included;
 * people choose on its consent page who they are and what goes wrong, tests say it by {@link
 * org.sociallogin.sandbox.Sandbox#answer}.
 */
@NullMarked
package org.sociallogin.sandbox;

import org.jspecify.annotations.NullMarked;
