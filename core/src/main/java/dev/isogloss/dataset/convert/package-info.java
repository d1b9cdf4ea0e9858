/** From one shape to the other, parts of a set, and what is in it. */
@NullMarked
package dev.isogloss.dataset.convert;

import org.jspecify.annotations.NullMarked;
