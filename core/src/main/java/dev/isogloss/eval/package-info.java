/** Metrics exactly as trec_eval computes them, intervals, significance. */
@NullMarked
package dev.isogloss.eval;

import org.jspecify.annotations.NullMarked;
