/** Drivers that {@code bench/run} starts where the command line has no command for what is to be measured. */
@NullMarked
package dev.isogloss.bench;

import org.jspecify.annotations.NullMarked;
