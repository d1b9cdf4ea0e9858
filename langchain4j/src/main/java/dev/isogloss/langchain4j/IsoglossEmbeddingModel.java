package dev.isogloss.langchain4j;

import dev.isogloss.embed.Embedder;
import dev.isogloss.embed.Role;
import dev.isogloss.job.EncoderChoice;
import dev.isogloss.job.TextVectors;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.request.EmbeddingInput;
import dev.langchain4j.model.embedding.request.EmbeddingInputType;
import dev.langchain4j.model.embedding.request.EmbeddingParameter;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.embedding.request.EmbeddingRequestParameters;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model folder as LangChain4j's embedding model. Queries and passages may have vectors of their own kinds: texts are passages unless
 * the request says {@link EmbeddingInputType#QUERY}, so build the retriever with
 * {@code EmbeddingStoreContentRetriever.builder().embeddingInputType(EmbeddingInputType.QUERY)}. Safe for many threads.
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

    @Override
    public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
        Embedder.Embedded vectors =
                model.embed(segments.stream().map(TextSegment::text).toList(), Role.PASSAGE);
        return Response.from(embeddings(vectors), usage(vectors));
    }

    @Override
    public EmbeddingResponse doEmbed(EmbeddingRequest request) {
        @Nullable Integer dimensions = request.dimensions();
        Embedder.Embedded vectors = model.embed(
                request.inputs().stream().map(EmbeddingInput::text).toList(),
                request.inputType() == EmbeddingInputType.QUERY ? Role.QUERY : Role.PASSAGE,
                dimensions == null ? OptionalInt.empty() : OptionalInt.of(dimensions));
        return EmbeddingResponse.builder()
                .embeddings(embeddings(vectors))
                .modelName(modelName())
                .tokenUsage(usage(vectors))
                .build();
    }

    /** Kind of text and number of components. */
    @Override
    public Set<EmbeddingParameter<?>> supportedParameters() {
        return Set.of(EmbeddingRequestParameters.INPUT_TYPE, EmbeddingRequestParameters.DIMENSIONS);
    }

    @Override
    public int dimension() {
        return model.dimension();
    }

    @Override
    public String modelName() {
        return model.name();
    }

    @Override
    public void close() {
        model.close();
    }

    private static List<Embedding> embeddings(Embedder.Embedded vectors) {
        List<Embedding> embeddings = new ArrayList<>(vectors.vectors().length);
        for (float[] vector : vectors.vectors()) {
            embeddings.add(Embedding.from(vector));
        }
        return embeddings;
    }

    private static TokenUsage usage(Embedder.Embedded vectors) {
        return new TokenUsage(Math.toIntExact(vectors.tokens()), 0);
    }
}
