package dev.isogloss.checkpoint;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.bytedeco.pytorch.Tensor;

/**
 * What Hugging Face's sequence classification puts on an encoder: a dense layer with tanh on the first token, then a linear layer.
 * The families differ in the names of the two layers only.
 *
 * @param labels outputs: 1 for a score, 2 for "no" and "yes"
 * @param dropout probability in training, on the input of each linear layer as the family places it
 */
public record ClassificationHead(Family family, int hidden, int labels, double dropout) {
    public ClassificationHead {
        if (labels != 1 && labels != 2) {
            throw new IllegalArgumentException(
                    "a cross-encoder has 1 label (a score) or 2 (no, yes) (got: " + labels + ")");
        }
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("dropout must be in [0, 1) (got: " + dropout + ")");
        }
    }

    /** A head of one label for an encoder. */
    public static ClassificationHead of(Architecture architecture) {
        return new ClassificationHead(architecture.family(), architecture.hidden(), 1, architecture.hiddenDropout());
    }

    /** The name of the first layer. */
    public String dense() {
        return family == Family.BERT ? "pooler.dense" : "classifier.dense";
    }

    /** The name of the last layer. */
    public String output() {
        return family == Family.BERT ? "classifier" : "classifier.out_proj";
    }

    /** Names and shapes of the head's weights. */
    public SequencedMap<String, List<Long>> shapes() {
        long width = hidden;
        SequencedMap<String, List<Long>> shapes = new LinkedHashMap<>();
        shapes.put(dense() + ".weight", List.of(width, width));
        shapes.put(dense() + ".bias", List.of(width));
        shapes.put(output() + ".weight", List.of((long) labels, width));
        shapes.put(output() + ".bias", List.of((long) labels));
        return Collections.unmodifiableSequencedMap(shapes);
    }

    /** Fresh weights as Hugging Face begins with; same seed, same values. Belong to the innermost scope. */
    SequencedMap<String, Tensor> fresh(double initializerRange, long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        return RandomWeights.create(shapes(), initializerRange, random);
    }

    /** The name of a weight in a file: the classifier stands beside the encoder, everything else inside it. */
    String storedName(String name) {
        return name.startsWith("classifier.") ? name : family.prefix() + name;
    }

    /** {@code architectures} in {@code config.json}. */
    String className() {
        return family.className().replace("Model", "ForSequenceClassification");
    }
}
