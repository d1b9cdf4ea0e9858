/** Metrics against their oracle, and the laws of intervals and tests. */
@NullMarked
package dev.isogloss.eval;

import org.jspecify.annotations.NullMarked;
