package dev.isogloss.export;

import dev.isogloss.io.BadInputException;
import java.util.Arrays;
import java.util.Locale;

/** How the numbers of an exported graph are stored and multiplied. */
public enum OnnxPrecision {
    /** 32-bit floats throughout. */
    FP32,
    /**
     * Matrices in 8-bit integers with one scale an output column, inputs of matrix products rounded to 8 bits with a scale measured
     * as they come (dynamic quantisation); word embeddings in 8 bits with one scale a row; everything else in 32-bit floats.
     */
    INT8;

    /** By its name on the command line. */
    public static OnnxPrecision parse(String name) {
        return Arrays.stream(values())
                .filter(precision -> precision.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new BadInputException("--precision of an ONNX model must be fp32 or int8 (got: " + name + ")"));
    }
}
