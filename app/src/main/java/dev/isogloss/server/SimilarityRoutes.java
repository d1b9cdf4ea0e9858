package dev.isogloss.server;

import dev.isogloss.embed.Cosine;
import dev.isogloss.embed.Embedder;
import dev.isogloss.embed.Role;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** {@code /similarity} as the clients of text-embeddings-inference ask for it. */
final class SimilarityRoutes {
    private final Optional<? extends Embedder> embedder;

    SimilarityRoutes(Optional<? extends Embedder> embedder) {
        this.embedder = embedder;
    }

    List<Route> routes() {
        return List.of(Route.post("/similarity", Access.READ, this::similarity));
    }

    /** Cosines of one text with others. All of them are what {@code prompt_name} says: queries or documents. */
    private Reply similarity(Request request) throws IOException {
        Embedder model = embedder.orElseThrow(
                () -> Problem.notFound("this server has no model: what it serves was built without vectors"));
        Fields fields = request.fields().only("inputs", "parameters");
        Fields inputs = object(fields, "inputs")
                .orElseThrow(() -> Problem.badValue(
                        "inputs is missing; give {\"source_sentence\": \"...\", \"sentences\": [\"...\"]}"))
                .only("source_sentence", "sentences");
        Role role = object(fields, "parameters")
                .map(parameters -> parameters.only("prompt_name", "truncate", "truncation_direction"))
                .map(parameters -> EmbeddingRoutes.role(parameters, "prompt_name"))
                .orElse(Role.PASSAGE);
        List<String> texts = new ArrayList<>();
        texts.add(inputs.requiredText("source_sentence", EmbeddingRoutes.LONGEST_TEXT));
        texts.addAll(inputs.texts("sentences", EmbeddingRoutes.LONGEST_TEXT, EmbeddingRoutes.MOST_TEXTS));
        float[][] vectors = model.embed(texts, role).vectors();
        List<Double> cosines = new ArrayList<>();
        for (int i = 1; i < vectors.length; i++) {
            cosines.add(Cosine.of(vectors[0], vectors[i]));
        }
        return Reply.json(cosines);
    }

    private static Optional<Fields> object(Fields fields, String name) {
        Optional<JsonNode> value = fields.value(name);
        if (value.isPresent() && !value.get().isObject()) {
            throw Fields.wrong(name, "an object", value.get());
        }
        return value.map(Fields::new);
    }
}
