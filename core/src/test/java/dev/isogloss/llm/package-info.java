/** Tests of the client of chat servers against a real server on loopback. */
@NullMarked
package dev.isogloss.llm;

import org.jspecify.annotations.NullMarked;
