/** What the field's data sets have in common: rows, how they are read and written, and how a format is told from another. */
@NullMarked
package dev.isogloss.dataset;

import org.jspecify.annotations.NullMarked;
