/** Thin over libtorch's binding: scopes, precision, device, seeds, operators the generated API leaves out. */
@NullMarked
package dev.isogloss.tensor;

import org.jspecify.annotations.NullMarked;
