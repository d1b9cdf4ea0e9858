/** The network: tokens to vectors, with and without gradients, and the embedder made of it. */
@NullMarked
package dev.isogloss.encoder;

import org.jspecify.annotations.NullMarked;
