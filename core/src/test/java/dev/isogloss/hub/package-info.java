/** Tests of the hub against a server of our own that speaks its protocol. */
@NullMarked
package dev.isogloss.hub;

import org.jspecify.annotations.NullMarked;
