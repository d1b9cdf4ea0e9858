package dev.isogloss.springai;

import dev.isogloss.embed.Embedder;
import dev.isogloss.embed.Role;
import dev.isogloss.job.EncoderChoice;
import dev.isogloss.job.TextVectors;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.embedding.EmbeddingResponseMetadata;

/**
 * A model folder as Spring AI's embedding model. Queries and passages may have vectors of their own kinds, and Spring AI does not say which
 * is meant: one text alone ({@link #embed(String)}, what its vector stores call to search) is a query, everything else a passage. Safe for
 * many threads.
 */
public final class IsoglossEmbeddingModel implements EmbeddingModel, AutoCloseable {
    private final TextVectors model;

    private IsoglossEmbeddingModel(TextVectors model) {
        this.model = model;
    }

    /**
     * Opens a model.
     *
     * @param folderOrId a sentence-transformers folder, or the hub id of a model that is here
     * @throws dev.isogloss.io.BadInputException when it is not here or cannot be read
     */
    public static IsoglossEmbeddingModel open(String folderOrId) {
        return open(EncoderChoice.of(folderOrId));
    }

    /**
     * Opens a model with a precision, device or lengths of one's own.
     *
     * @throws dev.isogloss.io.BadInputException when it is not here or cannot be read
     */
    public static IsoglossEmbeddingModel open(EncoderChoice choice) {
        return new IsoglossEmbeddingModel(TextVectors.open(choice));
    }

    /** The vector of a query. */
    @Override
    public float[] embed(String query) {
        return model.embed(List.of(query), Role.QUERY).vectors()[0];
    }

    /** The vector of a document as {@link #getEmbeddingContent} has it. */
    @Override
    public float[] embed(Document document) {
        return model.embed(List.of(getEmbeddingContent(document)), Role.PASSAGE).vectors()[0];
    }

    /** Vectors of passages; of the options, the number of components counts. */
    @Override
    public EmbeddingResponse call(EmbeddingRequest request) {
        @Nullable EmbeddingOptions options = request.getOptions();
        @Nullable Integer dimensions = options == null ? null : options.getDimensions();
        Embedder.Embedded vectors = model.embed(
                request.getInstructions(),
                Role.PASSAGE,
                dimensions == null ? OptionalInt.empty() : OptionalInt.of(dimensions));
        List<Embedding> embeddings = new ArrayList<>(vectors.vectors().length);
        for (float[] vector : vectors.vectors()) {
            embeddings.add(new Embedding(vector, embeddings.size()));
        }
        int tokens = Math.toIntExact(vectors.tokens());
        return new EmbeddingResponse(
                embeddings, new EmbeddingResponseMetadata(model.name(), new DefaultUsage(tokens, 0, tokens)));
    }

    @Override
    public int dimensions() {
        return model.dimension();
    }

    @Override
    public void close() {
        model.close();
    }
}
