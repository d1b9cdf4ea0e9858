package dev.isogloss.server;

import dev.isogloss.rerank.CrossEncoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** {@code /rerank} as the clients of text-embeddings-inference ask for it. */
final class RerankRoutes {
    private final Optional<CrossEncoder> model;
    private final int mostWaiting;
    private final Semaphore room;

    /**
     * Routes to a cross-encoder.
     *
     * @param mostWaiting texts that may be read or wait, at least 1
     */
    RerankRoutes(Optional<CrossEncoder> model, int mostWaiting) {
        this.model = model;
        this.mostWaiting = mostWaiting;
        this.room = new Semaphore(mostWaiting);
    }

    List<Route> routes() {
        return List.of(Route.post("/rerank", Access.READ, this::rerank));
    }

    private record Scored(int index, double score, String text) {}

    private Reply rerank(Request request) throws IOException {
        CrossEncoder scorer = model.orElseThrow(() -> Problem.notFound(
                "this server has no cross-encoder; start it with --rerank and a sequence-classification folder"));
        Fields fields = request.fields()
                .only("query", "texts", "raw_scores", "return_text", "truncate", "truncation_direction");
        String query = fields.requiredText("query", EmbeddingRoutes.LONGEST_TEXT);
        List<String> texts = fields.texts("texts", EmbeddingRoutes.LONGEST_TEXT, EmbeddingRoutes.MOST_TEXTS);
        boolean raw = fields.flag("raw_scores", false);
        boolean withText = fields.flag("return_text", false);
        float[] scores = scores(scorer, query, texts);
        List<Scored> scored = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            scored.add(new Scored(i, raw ? scores[i] : CrossEncoder.probability(scores[i]), texts.get(i)));
        }
        scored.sort(Comparator.comparingDouble((Scored one) -> -one.score).thenComparingInt(Scored::index));
        return Reply.json(scored.stream()
                .map(one -> Json.object("index", one.index, "score", one.score, "text", withText ? one.text : null))
                .toList());
    }

    private float[] scores(CrossEncoder scorer, String query, List<String> texts) {
        int permits = Math.min(texts.size(), mostWaiting);
        if (!room.tryAcquire(permits)) {
            throw new Problem(
                    429,
                    "too many texts wait for the cross-encoder (at most " + mostWaiting + "); try again later",
                    Map.of("Retry-After", "1"));
        }
        try {
            return scorer.score(query, texts);
        } finally {
            room.release(permits);
        }
    }
}
