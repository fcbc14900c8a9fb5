/** The sign-in as a browser and a JSON client see it: Micronaut controllers, pages and cookies. */
@NullMarked
package org.sociallogin.web;

import org.jspecify.annotations.NullMarked;
