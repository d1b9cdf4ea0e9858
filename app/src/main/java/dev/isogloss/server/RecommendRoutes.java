package dev.isogloss.server;

import dev.isogloss.data.Language;
import dev.isogloss.io.BadInputException;
import dev.isogloss.job.IndexMoment;
import dev.isogloss.job.OpenIndex;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** What to read next, by what somebody liked. */
final class RecommendRoutes {
    private static final int MOST_IDS = 1000;
    private static final int LONGEST_ID = 1000;
    private static final int MOST_HITS = 200;
    private static final int USUAL_HITS = 10;
    private static final double USUAL_DISLIKE = 0.5;
    private static final String[] FIELDS = {
        "liked", "disliked", "history", "k", "languages", "diversity", "dislike-share"
    };

    private static final Parameters NEIGHBOUR_PARAMETERS =
            new Parameters().numbers("k").flags("each-language");

    private final ServedIndexes indexes;

    RecommendRoutes(ServedIndexes indexes) {
        this.indexes = indexes;
    }

    /** The route, behind a turnstile. */
    List<Route> routes(Turnstile turnstile) {
        return List.of(
                Route.post("/v1/{index}/recommend", Access.READ, turnstile.before(this::recommend)),
                Route.get("/v1/{index}/documents/{id}/neighbours", Access.READ, turnstile.before(this::neighbours)));
    }

    private Reply recommend(Request request) throws IOException {
        OpenIndex index = indexes.of(request);
        long start = System.nanoTime();
        Fields fields = request.fields().only(FIELDS);
        OpenIndex.Taste taste = new OpenIndex.Taste(
                fields.texts("liked", LONGEST_ID, MOST_IDS),
                ids(fields, "disliked"),
                ids(fields, "history"),
                fields.share("dislike-share").orElse(USUAL_DISLIKE));
        OpenIndex.Wish wish = new OpenIndex.Wish(
                fields.integer("k", USUAL_HITS, 1, MOST_HITS),
                ServedIndexes.languages(index, fields),
                fields.share("diversity").orElse(0));
        List<Map<String, Object>> hits = recommended(index, index.moment(), taste, wish).stream()
                .map(RecommendRoutes::hit)
                .toList();
        return answer(start, hits);
    }

    private static Reply answer(long start, List<Map<String, Object>> hits) {
        return Reply.json(Json.object("took-ms", (System.nanoTime() - start) / 10_000 / 100.0, "hits", hits));
    }

    private Reply neighbours(Request request) {
        OpenIndex index = indexes.of(request);
        long start = System.nanoTime();
        Fields fields = NEIGHBOUR_PARAMETERS.of(request);
        String id = request.path("id");
        IndexMoment now = index.moment(); // the passage is in it for all groups, whatever is deleted meanwhile
        Language own = now.passage(id)
                .orElseThrow(() -> Problem.notFound("the index " + request.path("index") + " has no passage "
                        + Fields.shown(id) + "; an id is written as in the hits of a search"))
                .language();
        int k = fields.integer("k", USUAL_HITS, 1, MOST_HITS);
        OpenIndex.Taste taste = new OpenIndex.Taste(List.of(id), List.of(), List.of(), 0);
        List<List<Language>> groups = fields.flag("each-language", false)
                ? index.languages().stream()
                        .filter(language -> !language.equals(own))
                        .map(List::of)
                        .toList()
                : List.of(List.of());
        List<Map<String, Object>> hits = groups.stream()
                .flatMap(languages -> recommended(index, now, taste, new OpenIndex.Wish(k, languages, 0)).stream())
                .sorted(Comparator.comparing(OpenIndex.Recommended::score)
                        .reversed()
                        .thenComparing(OpenIndex.Recommended::id))
                .map(RecommendRoutes::hit)
                .toList();
        return answer(start, hits);
    }

    /** Ids of which there may be none. */
    private static List<String> ids(Fields fields, String name) {
        boolean none = fields.value(name)
                .map(value -> value.isArray() && value.isEmpty())
                .orElse(true);
        return none ? List.of() : fields.texts(name, LONGEST_ID, MOST_IDS);
    }

    private static List<OpenIndex.Recommended> recommended(
            OpenIndex index, IndexMoment now, OpenIndex.Taste taste, OpenIndex.Wish wish) {
        try {
            return index.recommend(now, taste, wish);
        } catch (BadInputException e) {
            throw Problem.badValue(String.valueOf(e.getMessage()));
        }
    }

    private static Map<String, Object> hit(OpenIndex.Recommended hit) {
        return Json.object(
                "id",
                hit.id(),
                "language",
                hit.passage().language().code(),
                "title",
                hit.passage().title(),
                "text",
                hit.passage().text(),
                "score",
                hit.score(),
                "why",
                Json.object("liked", hit.liked(), "cosine", hit.cosine()));
    }
}
