/** Formats of training examples: each class reads and writes one. */
@NullMarked
package dev.isogloss.dataset.example;

import org.jspecify.annotations.NullMarked;
