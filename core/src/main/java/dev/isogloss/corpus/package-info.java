/** Passages by key and by ordinal, mapped from disk. */
@NullMarked
package dev.isogloss.corpus;

import org.jspecify.annotations.NullMarked;
