/** Texts to vectors: the contract, the text contract, vector files, matrix products, k-means. */
@NullMarked
package dev.isogloss.embed;

import org.jspecify.annotations.NullMarked;
