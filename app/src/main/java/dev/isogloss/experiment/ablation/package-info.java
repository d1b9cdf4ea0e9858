/** The ablation runner: one experiment, a list of changes, and the tables that say what each change is worth. */
@NullMarked
package dev.isogloss.experiment.ablation;

import org.jspecify.annotations.NullMarked;
