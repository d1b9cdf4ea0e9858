/** Text to token ids: the contract only. */
@NullMarked
package dev.isogloss.tokenize;

import org.jspecify.annotations.NullMarked;
