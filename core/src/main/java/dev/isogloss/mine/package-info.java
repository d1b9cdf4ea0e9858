/** Stage I: candidates by an ensemble, false negatives removed by composable stages, a report of what was dropped and why. */
@NullMarked
package dev.isogloss.mine;

import org.jspecify.annotations.NullMarked;
