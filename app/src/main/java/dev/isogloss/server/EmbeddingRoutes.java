package dev.isogloss.server;

import dev.isogloss.embed.Embedder;
import dev.isogloss.embed.Role;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Vectors for other programs: {@code /v1/embeddings} as OpenAI's clients ask for them, {@code /embed} and {@code /info} as those of
 * text-embeddings-inference do.
 */
final class EmbeddingRoutes {
    /** Characters of a text; what a model reads of it is far less. */
    static final int LONGEST_TEXT = 1_000_000;

    /** Texts of a request. */
    static final int MOST_TEXTS = 2048;

    private final BatchedEmbedder embedder;
    private final String model;

    /**
     * Routes to a model.
     *
     * @param model what it is called in answers
     */
    EmbeddingRoutes(BatchedEmbedder embedder, String model) {
        this.embedder = embedder;
        this.model = model;
    }

    List<Route> routes() {
        return List.of(
                Route.post("/v1/embeddings", Access.READ, this::openAi),
                Route.get("/v1/models", Access.READ, request -> models()),
                Route.post("/embed", Access.READ, this::embed),
                Route.post(
                        "/", Access.READ, this::embed), // where clients ask that know nothing but the server's address
                Route.post("/similarity", Access.READ, this::similarity),
                Route.get("/info", Access.READ, request -> info()));
    }

    /** The same routes where there is no model: they say so. */
    static List<Route> absent() {
        Route.Handler none = request -> {
            throw Problem.notFound("this server has no model: what it serves was built without vectors; serve an index"
                    + " that was built with --model, or a model folder");
        };
        return List.of(
                Route.post("/v1/embeddings", Access.READ, none),
                Route.get("/v1/models", Access.READ, none),
                Route.post("/embed", Access.READ, none),
                Route.post("/", Access.READ, none),
                Route.post("/similarity", Access.READ, none),
                Route.get("/info", Access.READ, none));
    }

    private Reply openAi(Request request) throws IOException {
        Fields fields = request.fields().only("input", "model", "encoding_format", "dimensions", "user", "input_type");
        List<String> texts = fields.texts("input", LONGEST_TEXT, MOST_TEXTS);
        fields.text("model", 1000).ifPresent(this::requireModel);
        String format = fields.text("encoding_format", 32).orElse("float");
        if (!format.equals("float") && !format.equals("base64")) {
            throw Problem.badValue("encoding_format must be float or base64 (got: " + Fields.shown(format) + ")");
        }
        int dimension = fields.integer("dimensions", embedder.dimension(), 1, embedder.dimension());
        Role role = role(fields, "input_type");
        Embedder.Embedded embedded = embedder.embed(texts, role);
        List<Map<String, Object>> data = new ArrayList<>(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            float[] vector = prefix(embedded.vectors()[i], dimension);
            data.add(Json.object(
                    "object", "embedding", "index", i, "embedding", format.equals("float") ? vector : base64(vector)));
        }
        return Reply.json(Json.object(
                "object",
                "list",
                "data",
                data,
                "model",
                model,
                "usage",
                Json.object("prompt_tokens", embedded.tokens(), "total_tokens", embedded.tokens())));
    }

    private void requireModel(String asked) {
        if (!asked.equals(model)) {
            throw new Problem(
                    404, "there is no model " + Fields.shown(asked) + " here; model must be " + model + " or left out");
        }
    }

    private Reply models() {
        return Reply.json(Json.object(
                "object",
                "list",
                "data",
                List.of(Json.object("id", model, "object", "model", "owned_by", "isogloss"))));
    }

    private Reply embed(Request request) throws IOException {
        Fields fields = request.fields()
                .only("inputs", "normalize", "truncate", "truncation_direction", "prompt_name", "dimensions");
        List<String> texts = fields.texts("inputs", LONGEST_TEXT, MOST_TEXTS);
        boolean normalize = fields.flag("normalize", true);
        if (!normalize && embedder.contract().normalize()) {
            throw Problem.badValue("normalize must be true: the vectors of this model have length 1 by its own design");
        }
        int dimension = fields.integer("dimensions", embedder.dimension(), 1, embedder.dimension());
        return Reply.json(Arrays.stream(vectors(texts, fields, i -> "inputs[" + i + "]"))
                .map(vector -> prefix(vector, dimension))
                .map(vector -> normalize ? normalized(vector) : vector)
                .toList());
    }

    /** How near a text is to others: cosines. */
    private Reply similarity(Request request) throws IOException {
        Fields fields = request.fields().only("inputs", "parameters");
        Fields inputs = fields.inner("inputs").only("source_sentence", "sentences");
        Fields parameters = fields.inner("parameters").only("truncate", "truncation_direction", "prompt_name");
        List<String> texts = new ArrayList<>(inputs.texts("sentences", LONGEST_TEXT, MOST_TEXTS - 1));
        texts.addFirst(inputs.requiredText("source_sentence", LONGEST_TEXT));
        float[][] vectors = vectors(texts, parameters, i -> i == 0 ? "source_sentence" : "sentences[" + (i - 1) + "]");
        return Reply.json(Arrays.stream(vectors)
                .skip(1)
                .map(vector -> dot(normalized(vectors[0]), normalized(vector)))
                .toList());
    }

    private static double dot(float[] left, float[] right) {
        double sum = 0;
        for (int d = 0; d < left.length; d++) {
            sum += (double) left[d] * right[d];
        }
        return sum;
    }

    /** The vectors of texts, with their role and what is done with long ones as the fields say. */
    private float[][] vectors(List<String> texts, Fields fields, IntFunction<String> name) {
        String end = fields.text("truncation_direction", 32).orElse("Right");
        if (!end.equalsIgnoreCase("right")) {
            throw Problem.badValue("truncation_direction must be Right (got: " + Fields.shown(end) + ")");
        }
        Role role = role(fields, "prompt_name");
        if (!fields.flag("truncate", false)) {
            requireShort(texts, role, name);
        }
        return embedder.embed(texts, role).vectors();
    }

    private void requireShort(List<String> texts, Role role, IntFunction<String> name) {
        int text = embedder.firstTooLong(texts, role);
        if (text >= 0) {
            throw new Problem(
                    413,
                    name.apply(text) + " is longer than the "
                            + embedder.contract().maxTokens(role)
                            + " tokens that the model reads; shorten it, or let it be cut with truncate: true");
        }
    }

    private Reply info() {
        return Reply.json(Json.object(
                "model_id", model,
                "model_sha", embedder.networkHash(),
                "model_type",
                        Json.object(
                                "embedding",
                                Json.object("pooling", embedder.contract().pooling())),
                "dimension", embedder.dimension(),
                "normalized", embedder.contract().normalize(),
                "max_input_length", embedder.contract().passageTokens(),
                "max_query_length", embedder.contract().queryTokens(),
                "prompts",
                        Json.object(
                                "query", embedder.contract().queryPrompt(),
                                "document", embedder.contract().passagePrompt()),
                "max_client_batch_size", MOST_TEXTS,
                "version", "0.1.0"));
    }

    /** A text of which nothing is said is a document: so nothing of a long one is lost, since queries may be cut sooner. */
    static Role role(Fields fields, String name) {
        return fields.text(name, 32)
                .map(word -> switch (word) {
                    case "query", "search_query" -> Role.QUERY;
                    case "document", "passage", "search_document" -> Role.PASSAGE;
                    default ->
                        throw Problem.badValue(name + " must be query or document (got: " + Fields.shown(word) + ")");
                })
                .orElse(Role.PASSAGE);
    }

    /** The first components, of length 1 again where the whole vector is of length 1. */
    private float[] prefix(float[] vector, int dimension) {
        if (dimension == vector.length) {
            return vector;
        }
        float[] prefix = Arrays.copyOf(vector, dimension);
        return embedder.contract().normalize() ? normalized(prefix) : prefix;
    }

    private static float[] normalized(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        if (squares == 0) {
            return vector;
        }
        float[] unit = new float[vector.length];
        for (int d = 0; d < unit.length; d++) {
            unit[d] = (float) (vector[d] / Math.sqrt(squares));
        }
        return unit;
    }

    /** 32-bit floats, the least significant byte first. */
    private static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : vector) {
            bytes.putFloat(value);
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
