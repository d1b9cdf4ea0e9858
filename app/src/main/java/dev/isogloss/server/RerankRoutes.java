package dev.isogloss.server;

import dev.isogloss.rerank.CrossEncoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** {@code /rerank} as the clients of text-embeddings-inference ask for it. */
final class RerankRoutes {
    private final Optional<SharedScorer> model;

    RerankRoutes(Optional<SharedScorer> model) {
        this.model = model;
    }

    List<Route> routes() {
        return List.of(Route.post("/rerank", Access.READ, this::rerank));
    }

    private record Scored(int index, double score, String text) {}

    private Reply rerank(Request request) throws IOException {
        SharedScorer scorer = model.orElseThrow(() -> Problem.notFound(
                "this server has no cross-encoder; start it with --rerank and a sequence-classification folder"));
        Fields fields = request.fields()
                .only("query", "texts", "raw_scores", "return_text", "truncate", "truncation_direction");
        String query = fields.requiredText("query", EmbeddingRoutes.LONGEST_TEXT);
        List<String> texts = fields.texts("texts", EmbeddingRoutes.LONGEST_TEXT, EmbeddingRoutes.MOST_TEXTS);
        boolean raw = fields.flag("raw_scores", false);
        boolean withText = fields.flag("return_text", false);
        float[] scores = scorer.score(query, texts);
        List<Scored> scored = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            scored.add(new Scored(i, raw ? scores[i] : CrossEncoder.probability(scores[i]), texts.get(i)));
        }
        scored.sort(Comparator.comparingDouble((Scored one) -> -one.score).thenComparingInt(Scored::index));
        return Reply.json(scored.stream()
                .map(one -> Json.object("index", one.index, "score", one.score, "text", withText ? one.text : null))
                .toList());
    }
}
