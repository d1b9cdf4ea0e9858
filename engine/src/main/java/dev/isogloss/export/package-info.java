/** Models for other programs: the encoder as an ONNX graph. */
@NullMarked
package dev.isogloss.export;

import org.jspecify.annotations.NullMarked;
