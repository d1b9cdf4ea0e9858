package dev.isogloss.server;

import dev.isogloss.data.Language;
import dev.isogloss.data.TextSpan;
import dev.isogloss.job.Highlights;
import dev.isogloss.job.OpenIndex;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The hits of a search as JSON. */
record SearchReply(OpenIndex.Answer answer, boolean explain) {
    /** The answer to a query. */
    Reply of(String query) {
        double sum = answer.millis().values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        return Reply.json(Json.object(
                "query",
                query,
                "language",
                answer.language().equals(Language.UNDETERMINED)
                        ? null
                        : answer.language().code(),
                "mode",
                answer.mode().word(),
                "took-ms",
                rounded(sum),
                "parts-ms",
                explain ? millis() : null,
                "hits",
                answer.hits().stream().map(this::hit).toList()));
    }

    private Map<String, Object> millis() {
        Map<String, Object> millis = Json.object();
        answer.millis().forEach((part, value) -> millis.put(part, rounded(value)));
        return millis;
    }

    private static double rounded(double millis) {
        return Math.ceil(millis * 100) / 100;
    }

    private Map<String, Object> hit(OpenIndex.Found found) {
        return Json.object(
                "id", found.id(),
                "language", found.language().code(),
                "title", found.title(),
                "text", found.text(),
                "score", found.score(),
                "scores", found.scores(),
                "explain", explain ? explained(found) : null,
                "highlights",
                        found.highlights().isPresent()
                                ? highlights(found.highlights().get())
                                : null);
    }

    private static Map<String, Object> explained(OpenIndex.Found found) {
        Map<String, Object> parts = new TreeMap<>();
        found.parts().forEach((name, part) -> {
            @Nullable Double weight = part.weight().isPresent() ? part.weight().getAsDouble() : null;
            parts.put(name, Json.object("rank", part.rank(), "score", part.score(), "weight", weight));
        });
        return parts;
    }

    private static Map<String, Object> highlights(Highlights highlights) {
        Map<String, Object> places = Json.object("title", spans(highlights.title()), "text", spans(highlights.text()));
        highlights
                .sentence()
                .ifPresent(nearest ->
                        places.put("sentence", Json.object("span", span(nearest.span()), "cosine", nearest.cosine())));
        return places;
    }

    private static List<List<Integer>> spans(List<TextSpan> spans) {
        return spans.stream().map(SearchReply::span).toList();
    }

    private static List<Integer> span(TextSpan span) {
        return List.of(span.start(), span.end());
    }
}
