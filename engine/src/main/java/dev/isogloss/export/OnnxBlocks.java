package dev.isogloss.export;

import dev.isogloss.checkpoint.Architecture;
import dev.isogloss.checkpoint.BertArchitecture;
import dev.isogloss.checkpoint.DecoderArchitecture;
import dev.isogloss.checkpoint.ModernBertArchitecture;

/** The layers of one design, as the encoder computes them, in a graph over padded batches. */
interface OnnxBlocks {
    /** The layers of an architecture. */
    static OnnxBlocks of(Architecture architecture, OnnxLayers layers, OnnxInputs inputs) {
        return switch (architecture) {
            case BertArchitecture bert -> new OnnxBertBlocks(bert, layers, inputs);
            case ModernBertArchitecture modern -> new OnnxModernBertBlocks(modern, layers, inputs);
            case DecoderArchitecture decoder -> new OnnxDecoderBlocks(decoder, layers, inputs);
        };
    }

    /** What the first layer is given, {@code (texts, tokens, hidden)}. */
    String embed();

    /** The output of a layer, from 0. */
    String layer(String input, int index);

    /** What is done to the last layer's output. */
    String finish(String tokens);
}
