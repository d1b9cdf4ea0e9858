package dev.isogloss.checkpoint;

import dev.isogloss.data.Language;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.JsonFile;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.random.RandomGeneratorFactory;
import org.bytedeco.pytorch.Tensor;

/**
 * Soft prompts by which the vector of a passage depends on its language (Huang et al. 2023, arXiv 2305.09025): a few prompt vectors for
 * each language, the sum of a part that all languages share and a part of low rank of their own, attend to the encoder's token vectors,
 * and what they find is added to the pooled vector. In the folder {@code language_prompts} of a model folder, of which other tools know
 * nothing: to them the folder is that of the encoder alone.
 *
 * @param hidden components of a token vector
 * @param count prompt vectors of a language, at least 1
 * @param rank of a language's own part, 0 for none
 * @param heads of the attention, a divisor of {@code hidden}
 * @param languages that have a part of their own, in the order of their rows
 */
public record LanguagePrompts(int hidden, int count, int rank, int heads, List<Language> languages) {
    /** Stands for a language without a part of its own: it has the shared part. */
    public static final int SHARED = -1;

    /** Stands for a text that prompts do not change: a query. */
    public static final int NONE = -2;

    /** The name of the shared prompts, {@code (count, hidden)}. */
    public static final String SHARED_PART = "language_prompts.shared";

    /** The names of the two factors of each language's own part, {@code (languages, count, rank)} and {@code (languages, rank, hidden)}. */
    public static final String DOWN = "language_prompts.down";

    public static final String UP = "language_prompts.up";

    /** The names of the norm of the prompts and of the four linear layers of the attention, without {@code .weight} and {@code .bias}. */
    public static final String NORM = "language_prompts.norm";

    public static final String QUERY = "language_prompts.query";
    public static final String KEY = "language_prompts.key";
    public static final String VALUE = "language_prompts.value";
    public static final String OUTPUT = "language_prompts.output";

    private static final String FOLDER = "language_prompts";
    private static final double DEVIATION = 0.02;

    public LanguagePrompts {
        languages = List.copyOf(languages);
        if (count < 1 || rank < 0 || heads < 1 || hidden % heads != 0) {
            throw new IllegalArgumentException(
                    "prompts must be 1 or more, their rank 0 or more, and heads a divisor of " + hidden + " (got: "
                            + count + ", " + rank + ", " + heads + ")");
        }
        if (languages.stream().distinct().count() != languages.size()) {
            throw new IllegalArgumentException("every language has one part of its own (got: " + languages + ")");
        }
    }

    /** The row of a language, or {@link #SHARED}. */
    public int row(Language language) {
        return hasOwn() ? languages.indexOf(language) : SHARED;
    }

    /** Whether languages differ at all. */
    public boolean hasOwn() {
        return rank > 0 && !languages.isEmpty();
    }

    /** Names and shapes of the weights. */
    SequencedMap<String, List<Long>> shapes() {
        SequencedMap<String, List<Long>> shapes = new LinkedHashMap<>();
        long width = hidden;
        shapes.put(SHARED_PART, List.of((long) count, width));
        if (hasOwn()) {
            shapes.put(DOWN, List.of((long) languages.size(), (long) count, (long) rank));
            shapes.put(UP, List.of((long) languages.size(), (long) rank, width));
        }
        shapes.put(NORM + ".weight", List.of(width));
        shapes.put(NORM + ".bias", List.of(width));
        for (String linear : List.of(QUERY, KEY, VALUE, OUTPUT)) {
            shapes.put(linear + ".weight", List.of(width, width));
            shapes.put(linear + ".bias", List.of(width));
        }
        return shapes;
    }

    /**
     * Weights to begin with. The output layer and the languages' own parts are 0, so that the model gives the vectors that it gives
     * without prompts until it is trained.
     */
    SequencedMap<String, Tensor> fresh(long seed) {
        SequencedMap<String, Tensor> weights = RandomWeights.create(
                shapes(),
                DEVIATION,
                RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
        List<String> zeros = List.of(UP, OUTPUT + ".weight");
        shapes().forEach((name, shape) -> {
            if (zeros.contains(name)) {
                long size = shape.stream().reduce(1L, Math::multiplyExact);
                weights.put(
                        name,
                        Tensors.ofFloats(
                                new float[Math.toIntExact(size)],
                                Device.CPU,
                                shape.stream().mapToLong(Long::longValue).toArray()));
            }
        });
        return weights;
    }

    /** Whether a weight is one of theirs. */
    static boolean owns(String name) {
        return name.startsWith(FOLDER + ".");
    }

    static String storedName(String name) {
        return name.substring(FOLDER.length() + 1);
    }

    static Path folder(Path model) {
        return model.resolve(FOLDER);
    }

    static Path weightFile(Path model) {
        return folder(model).resolve(ModelFolder.SINGLE_FILE);
    }

    /** Those of a model folder; empty where it has none. */
    static Optional<LanguagePrompts> read(Path model, int pooledWidth) throws IOException {
        Path file = folder(model).resolve(ConfigFile.NAME);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        JsonObject config = JsonObject.read(file);
        List<Language> languages = JsonFile.read(file)
                .path("languages")
                .valueStream()
                .map(code -> new Language(code.asString()))
                .toList();
        try {
            LanguagePrompts prompts = new LanguagePrompts(
                    config.integer("hidden_size"),
                    config.integer("num_prompts"),
                    config.integer("rank"),
                    config.integer("num_attention_heads"),
                    languages);
            if (prompts.hidden != pooledWidth) {
                throw new BadInputException(file + ": the prompts have " + prompts.hidden
                        + " components, but the pooled vector has " + pooledWidth);
            }
            return Optional.of(prompts);
        } catch (IllegalArgumentException e) {
            throw new BadInputException(file + ": " + e.getMessage(), e);
        }
    }

    void write(Path model) throws IOException {
        Map<String, Object> values = new TreeMap<>();
        values.put("hidden_size", hidden);
        values.put("num_prompts", count);
        values.put("rank", rank);
        values.put("num_attention_heads", heads);
        values.put("languages", languages.stream().map(Language::code).toList());
        JsonFile.write(folder(model).resolve(ConfigFile.NAME), values);
    }
}
