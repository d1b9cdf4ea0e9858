/** Parquet files as files of rows, found by {@link java.util.ServiceLoader}. */
@NullMarked
package dev.isogloss.parquet;

import org.jspecify.annotations.NullMarked;
