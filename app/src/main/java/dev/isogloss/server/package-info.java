/** The HTTP server: search over open indexes, vectors for other programs, keys. */
@NullMarked
package dev.isogloss.server;

import org.jspecify.annotations.NullMarked;
