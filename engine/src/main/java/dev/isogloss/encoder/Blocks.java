package dev.isogloss.encoder;

import dev.isogloss.checkpoint.Architecture;
import dev.isogloss.checkpoint.BertArchitecture;
import dev.isogloss.checkpoint.DecoderArchitecture;
import dev.isogloss.checkpoint.ModernBertArchitecture;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** A design's network over one batch: the input, one layer after the other, the end. Made for one pass, in the scope of that pass. */
interface Blocks {
    /** What the first layer sees, {@code (tokens, hidden)}. */
    Tensor embed();

    /** One layer: {@code (tokens, hidden)} to the same. */
    Tensor layer(Tensor inputTH, int index);

    /** What follows the last layer: {@code (tokens, hidden)} to the same. */
    Tensor finish(Tensor tokensTH);

    static Blocks of(Architecture architecture, Pass pass) {
        return switch (architecture) {
            case BertArchitecture bert -> new BertBlocks(bert, pass);
            case ModernBertArchitecture modern -> new ModernBertBlocks(modern, pass);
            case DecoderArchitecture decoder -> new DecoderBlocks(decoder, pass);
        };
    }

    /** The linear layers of a design that see the same input and are worth joining for inference. */
    static List<List<String>> joined(Architecture architecture) {
        return switch (architecture) {
            case BertArchitecture bert -> BertBlocks.joined(bert);
            case ModernBertArchitecture _ -> List.of(); // joined in the file
            case DecoderArchitecture _ -> List.of(); // a copy of most of a large model would not be worth it
        };
    }
}
