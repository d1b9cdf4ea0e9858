package dev.isogloss.job;

import dev.isogloss.embed.Embedder;
import dev.isogloss.embed.Role;
import dev.isogloss.encoder.TransformerEmbedder;
import java.util.List;
import java.util.OptionalInt;

/**
 * Vectors for Java programs: {@code try (TextVectors model = TextVectors.open(EncoderChoice.of(folder))) { model.embed(texts, Role.QUERY); }}.
 * Safe for many threads.
 */
public final class TextVectors implements AutoCloseable {
    private final String name;
    private final TransformerEmbedder model;
    private final Embedder asked;

    private TextVectors(String name, TransformerEmbedder model, Embedder asked) {
        this.name = name;
        this.model = model;
        this.asked = asked;
    }

    /**
     * Opens a model.
     *
     * @throws dev.isogloss.io.BadInputException when it is not here or cannot be read
     */
    public static TextVectors open(EncoderChoice choice) {
        TransformerEmbedder model = choice.open();
        return new TextVectors(choice.model(), model, choice.guarded(model));
    }

    /** The folder or hub id it was opened by. */
    public String name() {
        return name;
    }

    /** Components of a vector. */
    public int dimension() {
        return model.dimension();
    }

    /**
     * One vector a text, in order; of length 1 where the model says so.
     *
     * @param texts without prompts
     * @throws dev.isogloss.io.BadInputException for a text that would be cut, where the choice said {@code fail}
     */
    public Embedder.Embedded embed(List<String> texts, Role role) {
        return asked.embed(texts, role);
    }

    /**
     * The first components alone, for models that learned to be cut ({@code train.matryoshka}).
     *
     * @param dimensions 1 .. {@link #dimension}; empty for all
     * @throws dev.isogloss.io.BadInputException for more components than there are
     */
    public Embedder.Embedded embed(List<String> texts, Role role, OptionalInt dimensions) {
        return dimensions.isEmpty()
                ? embed(texts, role)
                : new PrefixEmbedder(asked, dimensions.getAsInt()).embed(texts, role);
    }

    @Override
    public void close() {
        model.close();
    }
}
