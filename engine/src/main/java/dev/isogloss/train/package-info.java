/** The training loop: gradient cache, schedule, optimiser, validation, and resuming to the same bytes. */
@NullMarked
package dev.isogloss.train;

import org.jspecify.annotations.NullMarked;
