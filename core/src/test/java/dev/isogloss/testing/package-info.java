/** What the tests of all modules share. */
@NullMarked
package dev.isogloss.testing;

import org.jspecify.annotations.NullMarked;
