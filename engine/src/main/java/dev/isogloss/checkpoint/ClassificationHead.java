package dev.isogloss.checkpoint;

import dev.isogloss.io.BadInputException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.databind.JsonNode;

/**
 * What Hugging Face's sequence classification puts on an encoder: the first token (or the mean of all), a dense layer with an
 * activation, perhaps a norm, then a linear layer.
 *
 * @param labels outputs: 1 for a score, 2 for "no" and "yes"
 * @param dropout probability in training, on the input of each linear layer as the family places it
 * @param pooling {@link PoolingMode#CLS} or {@link PoolingMode#MEAN}
 */
public record ClassificationHead(Family family, int hidden, int labels, double dropout, PoolingMode pooling) {
    public ClassificationHead {
        if (labels != 1 && labels != 2) {
            throw new IllegalArgumentException(
                    "a cross-encoder has 1 label (a score) or 2 (no, yes) (got: " + labels + ")");
        }
        Require.dropout("dropout", dropout);
        if (pooling != PoolingMode.CLS && pooling != PoolingMode.MEAN) {
            throw new IllegalArgumentException("a head pools by cls or mean (got: " + pooling.word() + ")");
        }
        if (Layout.of(family).isEmpty()) {
            throw new IllegalArgumentException("cross-encoders of the family " + family.modelType()
                    + " are not supported; supported: bert, roberta, xlm-roberta, distilbert, mpnet, modernbert");
        }
    }

    /**
     * How a family calls and places the parts.
     *
     * @param norm of the dense layer's output; empty for none
     * @param dropsInput whether dropout comes before the dense layer too
     */
    private record Layout(
            String dense,
            boolean bias,
            DenseActivation activation,
            Optional<String> norm,
            String output,
            boolean dropsInput,
            String dropoutKey) {
        private static Optional<Layout> of(Family family) {
            Optional<String> none = Optional.empty();
            String usual = "classifier_dropout";
            return switch (family) {
                // BERT's pooler belongs to the encoder and sees no dropout
                case BERT ->
                    Optional.of(
                            new Layout("pooler.dense", true, DenseActivation.TANH, none, "classifier", false, usual));
                case ROBERTA, XLM_ROBERTA, MPNET ->
                    Optional.of(new Layout(
                            "classifier.dense", true, DenseActivation.TANH, none, "classifier.out_proj", true, usual));
                case DISTILBERT ->
                    Optional.of(new Layout(
                            "pre_classifier",
                            true,
                            DenseActivation.RELU,
                            none,
                            "classifier",
                            false,
                            "seq_classif_dropout"));
                case MODERNBERT ->
                    Optional.of(new Layout(
                            "head.dense",
                            false,
                            DenseActivation.GELU,
                            Optional.of("head.norm"),
                            "classifier",
                            false,
                            usual));
                case QWEN3 -> Optional.empty();
            };
        }
    }

    /** A head of one label for an encoder. */
    public static ClassificationHead of(Architecture architecture) {
        return new ClassificationHead(
                architecture.family(), architecture.hidden(), 1, architecture.hiddenDropout(), PoolingMode.CLS);
    }

    static ClassificationHead read(Architecture architecture, JsonObject config) {
        JsonNode names = config.node().path("id2label");
        // num_labels, or as many as id2label names, or the library's default
        int labels = config.integer("num_labels", names.isObject() ? names.size() : 2);
        String pooling = config.text("classifier_pooling").orElse(PoolingMode.CLS.word());
        String activation = config.text("classifier_activation").orElse("gelu");
        if (architecture.family() == Family.MODERNBERT
                && (!activation.equals("gelu") || config.flag("classifier_bias", false))) {
            throw new BadInputException(config.file() + ": unsupported head (classifier_activation " + activation
                    + ", classifier_bias " + config.flag("classifier_bias", false) + "); supported: gelu, false");
        }
        String dropoutKey =
                Layout.of(architecture.family()).map(Layout::dropoutKey).orElse("classifier_dropout");
        try {
            return new ClassificationHead(
                    architecture.family(),
                    architecture.hidden(),
                    labels,
                    config.number(dropoutKey, architecture.hiddenDropout()),
                    PoolingMode.of(pooling.toLowerCase(Locale.ROOT))
                            .orElseThrow(() -> new BadInputException(config.file() + ": unsupported classifier_pooling "
                                    + pooling + "; supported: cls, mean")));
        } catch (IllegalArgumentException e) {
            throw new BadInputException(config.file() + ": " + e.getMessage(), e);
        }
    }

    /** What its family's configuration says of it besides the labels. */
    Map<String, Object> config() {
        return family == Family.MODERNBERT
                ? Map.of(layout().dropoutKey(), dropout, "classifier_pooling", pooling.word())
                : Map.of(layout().dropoutKey(), dropout);
    }

    private Layout layout() {
        return Layout.of(family).orElseThrow();
    }

    /** The name of the first layer. */
    public String dense() {
        return layout().dense();
    }

    /** What the first layer does to its output. */
    public DenseActivation activation() {
        return layout().activation();
    }

    /** The name of the norm of the first layer's output, where the family has one. */
    public Optional<String> norm() {
        return layout().norm();
    }

    /** The name of the last layer. */
    public String output() {
        return layout().output();
    }

    /** Whether dropout comes before the first layer too. */
    public boolean dropsInput() {
        return layout().dropsInput();
    }

    /** Names and shapes of the head's weights. */
    public SequencedMap<String, List<Long>> shapes() {
        long width = hidden;
        SequencedMap<String, List<Long>> shapes = new LinkedHashMap<>();
        shapes.put(dense() + ".weight", List.of(width, width));
        if (layout().bias()) {
            shapes.put(dense() + ".bias", List.of(width));
        }
        norm().ifPresent(name -> shapes.put(name + ".weight", List.of(width)));
        shapes.put(output() + ".weight", List.of((long) labels, width));
        shapes.put(output() + ".bias", List.of((long) labels));
        return Collections.unmodifiableSequencedMap(shapes);
    }

    /** Fresh weights as Hugging Face begins with; same seed, same values. Belong to the innermost scope. */
    SequencedMap<String, Tensor> fresh(double initializerRange, long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        return RandomWeights.create(shapes(), initializerRange, random);
    }

    /** The name of a weight in a file: the head stands beside the encoder, but BERT's pooler inside it. */
    String storedName(String name) {
        return shapes().containsKey(name) && !name.startsWith("pooler.") ? name : family.prefix() + name;
    }

    /** {@code architectures} in {@code config.json}. */
    String className() {
        return family.className().replace("Model", "ForSequenceClassification");
    }
}
