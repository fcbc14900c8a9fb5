/**
 * Plain OAuth 2.0 providers by configuration: those of {@code presets.properties} by name, with id
 * and secret alone, and any other by its URLs and a mapping of its answers.
 */
@NullMarked
package org.sociallogin.generic;

import org.jspecify.annotations.NullMarked;
