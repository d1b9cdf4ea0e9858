/** Cross-encoders that score queries and passages together: one model, or one a fold of the queries. */
@NullMarked
package dev.isogloss.rerank;

import org.jspecify.annotations.NullMarked;
