/** The report is well-formed, self-contained and complete. */
@NullMarked
package dev.isogloss.experiment.ablation;

import org.jspecify.annotations.NullMarked;
