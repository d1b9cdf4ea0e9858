/** Formats of passages, queries and judgments: each class reads and writes one. */
@NullMarked
package dev.isogloss.dataset.collection;

import org.jspecify.annotations.NullMarked;
