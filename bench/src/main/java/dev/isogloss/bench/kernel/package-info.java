/** JMH benchmarks of the inner loops. */
@NullMarked
package dev.isogloss.bench.kernel;

import org.jspecify.annotations.NullMarked;
