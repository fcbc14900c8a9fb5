/** Breaks the rules of {@code ArchitectureTest} on purpose. */
@NullMarked
package offender.web;

import org.jspecify.annotations.NullMarked;
