/** One class per command. */
@NullMarked
package dev.isogloss.cli;

import org.jspecify.annotations.NullMarked;
