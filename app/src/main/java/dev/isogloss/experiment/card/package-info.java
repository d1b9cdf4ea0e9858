/** The model card: a model folder's README.md, with the hub's metadata in front and words for people after it. */
@NullMarked
package dev.isogloss.experiment.card;

import org.jspecify.annotations.NullMarked;
