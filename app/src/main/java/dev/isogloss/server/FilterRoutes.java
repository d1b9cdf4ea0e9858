package dev.isogloss.server;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.isogloss.embed.Embedder;
import dev.isogloss.embed.MatrixProduct;
import dev.isogloss.embed.Profile;
import dev.isogloss.embed.Role;
import dev.isogloss.embed.VectorApiProduct;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Documents as lines of JSON; for each, the topics that it meets. */
final class FilterRoutes {
    private static final int AT_A_TIME = 256;
    private static final int LONGEST_ID = 1000;
    private static final String LINES = "application/x-ndjson";

    private final ServedTopics served;
    private final MatrixProduct product = new VectorApiProduct();

    FilterRoutes(ServedTopics served) {
        this.served = served;
    }

    List<Route> routes() {
        return List.of(Route.post("/v1/{index}/filter", Access.READ, this::filter));
    }

    private record Document(String id, String text) {}

    private Reply filter(Request request) throws IOException {
        List<Topic> topics = served.store(request).all();
        double least = threshold(request);
        List<Document> documents = documents(request);
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (int from = 0; from < documents.size(); from += AT_A_TIME) {
            List<Document> part = documents.subList(from, Math.min(from + AT_A_TIME, documents.size()));
            float[] scores = scores(topics, part);
            for (int i = 0; i < part.size(); i++) {
                lines.write(Json.bytes(Json.object("id", part.get(i).id, "topics", met(topics, scores, i, least))));
                lines.write('\n');
            }
        }
        return new Reply(200, LINES, lines.toByteArray(), Map.of());
    }

    private static double threshold(Request request) {
        String asked = request.query().getOrDefault("probability", "0.5");
        try {
            double least = Double.parseDouble(asked);
            if (least >= 0 && least <= 1) {
                return least;
            }
        } catch (NumberFormatException e) {
            throw badThreshold(asked);
        }
        throw badThreshold(asked);
    }

    private static Problem badThreshold(String asked) {
        return Problem.badValue("probability must be a number 0 .. 1 (got: " + Fields.shown(asked) + ")");
    }

    private static List<Document> documents(Request request) throws IOException {
        List<Document> documents = new ArrayList<>();
        int number = 0;
        for (String line : request.text().split("\n", -1)) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            try {
                Fields fields = new Fields(Json.read(line.getBytes(StandardCharsets.UTF_8)));
                if (!fields.object().isObject()) {
                    throw Problem.badValue("a document is an object {\"id\": \"...\", \"text\": \"...\"}");
                }
                fields.only("id", "text");
                documents.add(new Document(
                        fields.requiredText("id", LONGEST_ID),
                        fields.requiredText("text", EmbeddingRoutes.LONGEST_TEXT)));
            } catch (Problem problem) {
                throw Problem.badValue("line " + number + ": " + problem.getMessage());
            }
        }
        return documents;
    }

    /** Cosines of documents with topics: {@code (documents, topics)}, row by row. */
    private float[] scores(List<Topic> topics, List<Document> documents) {
        Embedder embedder = served.embedder();
        int dimension = embedder.dimension();
        float[][] vectors = embedder.embed(
                        documents.stream().map(Document::text).toList(), Role.PASSAGE)
                .vectors();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment rows = arena.allocate(JAVA_FLOAT, (long) documents.size() * dimension);
            MemorySegment columns = arena.allocate(JAVA_FLOAT, Math.max(1L, (long) topics.size() * dimension));
            MemorySegment scores = arena.allocate(JAVA_FLOAT, Math.max(1L, (long) documents.size() * topics.size()));
            for (int i = 0; i < vectors.length; i++) {
                put(vectors[i], rows, i);
            }
            for (int i = 0; i < topics.size(); i++) {
                put(topics.get(i).vector(), columns, i);
            }
            if (!topics.isEmpty()) {
                product.multiply(rows, documents.size(), columns, topics.size(), dimension, scores);
            }
            return scores.toArray(JAVA_FLOAT);
        }
    }

    private static void put(float[] vector, MemorySegment rows, int row) {
        float[] unit = Profile.of(List.of(vector), List.of(), 0);
        MemorySegment.copy(unit, 0, rows, JAVA_FLOAT, (long) row * unit.length * Float.BYTES, unit.length);
    }

    private static List<Map<String, Object>> met(List<Topic> topics, float[] scores, int document, double least) {
        List<Map<String, Object>> met = new ArrayList<>();
        for (int i = 0; i < topics.size(); i++) {
            Topic topic = topics.get(i);
            float score = scores[document * topics.size() + i];
            double probability = topic.scaling().probability(score);
            if (probability >= least) {
                met.add(Json.object(
                        "name",
                        topic.name(),
                        "score",
                        score,
                        "probability",
                        probability,
                        "calibrated",
                        topic.calibrated()));
            }
        }
        return met;
    }
}
