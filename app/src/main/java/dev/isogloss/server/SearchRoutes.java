package dev.isogloss.server;

import dev.isogloss.data.Language;
import dev.isogloss.index.IndexManifest;
import dev.isogloss.io.BadInputException;
import dev.isogloss.job.OpenIndex;
import dev.isogloss.job.SearchMode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Search in indexes and passages by their id. */
final class SearchRoutes {
    private static final int LONGEST_QUERY = 10_000;
    private static final int USUAL_HITS = 10;
    private static final int MOST_HITS = 1000;
    private static final int MOST_RERANKED = 200;
    private static final int USUAL_RERANKED = 50;
    private static final String[] FIELDS = {
        "query", "k", "languages", "mode", "language-balance", "explain", "highlights", "rerank", "rerank-depth"
    };

    private static final Parameters PARAMETERS = new Parameters()
            .texts("q")
            .numbers("k")
            .lists("languages")
            .texts("mode")
            .numbers("language-balance")
            .flags("explain", "highlights", "rerank")
            .numbers("rerank-depth");

    private final ServedIndexes indexes;
    private final String model;
    private final Optional<SharedScorer> reranker;

    /**
     * Routes to indexes.
     *
     * @param model what their model is called in answers
     */
    SearchRoutes(ServedIndexes indexes, String model, Optional<SharedScorer> reranker) {
        this.indexes = indexes;
        this.model = model;
        this.reranker = reranker;
    }

    /** The routes, with searches behind a turnstile. */
    List<Route> routes(Turnstile turnstile) {
        return List.of(
                Route.get("/v1/indexes", Access.READ, this::list),
                Route.get(
                        "/v1/{index}/search",
                        Access.READ,
                        turnstile.before(request -> search(request, asked(request)))),
                Route.post(
                        "/v1/{index}/search",
                        Access.READ,
                        turnstile.before(request -> search(request, request.fields()))),
                Route.get("/v1/{index}/documents/{id}", Access.READ, this::passage));
    }

    private Reply list(Request request) {
        List<Map<String, Object>> listed = new ArrayList<>();
        indexes.byName().forEach((name, index) -> {
            IndexManifest manifest = index.manifest();
            listed.add(Json.object(
                    "name",
                    name,
                    "passages",
                    index.moment().passages(),
                    "languages",
                    index.languages().stream().map(Language::code).toList(),
                    "modes",
                    index.modes().stream().map(SearchMode::word).toList(),
                    "model",
                    index.model().isPresent() ? model : null,
                    "dimension",
                    manifest.dimension() == 0 ? null : manifest.dimension()));
        });
        return Reply.json(Json.object("indexes", listed));
    }

    private static Fields asked(Request request) {
        Fields fields = PARAMETERS.of(request);
        if (fields.value("query").isEmpty()) {
            throw Problem.badValue("q is missing; give a text, for example ?q=tides");
        }
        return fields;
    }

    private Reply search(Request request, Fields fields) throws IOException {
        OpenIndex index = indexes.of(request);
        fields.only(FIELDS);
        String query = fields.requiredText("query", LONGEST_QUERY);
        OpenIndex.Question question = new OpenIndex.Question(
                query,
                fields.integer("k", USUAL_HITS, 1, MOST_HITS),
                ServedIndexes.languages(index, fields),
                mode(index, fields),
                fields.share("language-balance"),
                new OpenIndex.Extras(rerank(fields), fields.flag("highlights", false)));
        return new SearchReply(answer(index, question), fields.flag("explain", false)).of(query);
    }

    private Optional<OpenIndex.Rerank> rerank(Fields fields) {
        int depth = fields.integer("rerank-depth", USUAL_RERANKED, 1, MOST_RERANKED);
        if (!fields.flag("rerank", false)) {
            return Optional.empty();
        }
        SharedScorer scorer = reranker.orElseThrow(() -> Problem.badValue(
                "rerank needs a cross-encoder; leave it out, or start the server with --rerank and its folder"));
        return Optional.of(new OpenIndex.Rerank(scorer, depth));
    }

    private static OpenIndex.Answer answer(OpenIndex index, OpenIndex.Question question) {
        try {
            return index.search(question);
        } catch (BadInputException e) {
            throw Problem.badValue(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<SearchMode> mode(OpenIndex index, Fields fields) {
        return fields.text("mode", 32)
                .map(word -> index.modes().stream()
                        .filter(mode -> mode.word().equals(word))
                        .findFirst()
                        .orElseThrow(() -> Problem.badValue("mode must be one of "
                                + index.modes().stream().map(SearchMode::word).toList() + " in this index (got: "
                                + Fields.shown(word) + ")")));
    }

    private Reply passage(Request request) {
        OpenIndex index = indexes.of(request);
        String id = request.path("id");
        return index.moment()
                .passage(id)
                .map(passage -> Reply.json(Json.object(
                        "id", index.idOf(passage.key()),
                        "language", passage.language().code(),
                        "title", passage.title(),
                        "text", passage.text())))
                .orElseThrow(() -> Problem.notFound("the index " + request.path("index") + " has no passage "
                        + Fields.shown(id) + "; an id is written as in the hits of a search"));
    }
}
