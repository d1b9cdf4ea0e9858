@NullMarked
package dev.isogloss.experiment.published;

import org.jspecify.annotations.NullMarked;
