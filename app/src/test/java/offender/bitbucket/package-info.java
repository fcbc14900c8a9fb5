/** Breaks the rules of {@code ArchitectureTest} on purpose. */
@NullMarked
package offender.bitbucket;

import org.jspecify.annotations.NullMarked;
