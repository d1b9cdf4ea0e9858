/** Files done right: atomic replacement, checksums, compressed streams, mapped memory, progress. */
@NullMarked
package dev.isogloss.io;

import org.jspecify.annotations.NullMarked;
