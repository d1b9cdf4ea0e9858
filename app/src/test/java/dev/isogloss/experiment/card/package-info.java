/** Model cards say what is known and nothing else. */
@NullMarked
package dev.isogloss.experiment.card;

import org.jspecify.annotations.NullMarked;
