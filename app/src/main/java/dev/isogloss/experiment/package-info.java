/** The experiment file as records, the run folder, the steps from raw files to report. Knows all workers; only the command line knows it. */
@NullMarked
package dev.isogloss.experiment;

import org.jspecify.annotations.NullMarked;
