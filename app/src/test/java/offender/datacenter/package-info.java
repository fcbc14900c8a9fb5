/** Breaks the rules of {@code ArchitectureTest} on purpose. */
@NullMarked
package offender.datacenter;

import org.jspecify.annotations.NullMarked;
