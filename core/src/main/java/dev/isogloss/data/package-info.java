/** The nouns of the field: languages, queries, passages, judgments, rankings, training examples. Values only; they know nobody. */
@NullMarked
package dev.isogloss.data;

import org.jspecify.annotations.NullMarked;
