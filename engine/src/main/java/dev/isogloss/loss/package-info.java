/** What training minimises: pure functions of representations. They know neither encoder nor trainer. */
@NullMarked
package dev.isogloss.loss;

import org.jspecify.annotations.NullMarked;
