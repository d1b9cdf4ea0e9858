/** Stage III: which examples form each training step, deterministic from the seed. */
@NullMarked
package dev.isogloss.batch;

import org.jspecify.annotations.NullMarked;
