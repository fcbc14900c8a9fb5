/** Breaks the rules of {@code ArchitectureTest} on purpose. */
@NullMarked
package offender.core;

import org.jspecify.annotations.NullMarked;
