package dev.isogloss.checkpoint;

import java.util.List;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names and shapes of an encoder's weights, as Hugging Face names them, without the family's prefix. */
public final class WeightShapes {
    private static final Pattern LAYER =
            Pattern.compile("(?:encoder\\.layer|transformer\\.layer|layers)\\.(\\d+)\\..*");

    private WeightShapes() {}

    /** All weights of an architecture, from the input to the output. */
    public static SequencedMap<String, List<Long>> of(Architecture architecture) {
        return switch (architecture) {
            case BertArchitecture bert -> bert.shapes();
            case ModernBertArchitecture modern -> modern.shapes();
            case DecoderArchitecture decoder -> decoder.shapes();
        };
    }

    /** The name of the word embedding, (vocabulary, hidden). */
    static String words(Architecture architecture) {
        return switch (architecture) {
            case BertArchitecture _ -> BertNames.WORDS;
            case ModernBertArchitecture _ -> ModernBertArchitecture.WORDS;
            case DecoderArchitecture _ -> DecoderArchitecture.WORDS;
        };
    }

    /** The layer a weight belongs to, from 0; empty for what stands before or after the layers. */
    public static OptionalInt layerOf(String name) {
        Matcher matcher = LAYER.matcher(name);
        return matcher.matches() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }

    /** Whether a weight belongs to the input: the tables of words, positions, types and distances, and the norm after them. */
    public static boolean isEmbedding(String name) {
        return name.startsWith("embeddings.")
                || name.equals(DecoderArchitecture.WORDS)
                || name.equals(BertNames.DISTANCES);
    }

    static void linear(SequencedMap<String, List<Long>> shapes, String name, long to, long from) {
        shapes.put(name + ".weight", List.of(to, from));
        shapes.put(name + ".bias", List.of(to));
    }

    static void norm(SequencedMap<String, List<Long>> shapes, String name, long hidden) {
        shapes.put(name + ".weight", List.of(hidden));
        shapes.put(name + ".bias", List.of(hidden));
    }
}
