package dev.isogloss.server;

import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.embed.Embedder;
import dev.isogloss.embed.PrincipalPlane;
import dev.isogloss.embed.Role;
import dev.isogloss.embed.Vectors;
import dev.isogloss.index.LivePassages;
import dev.isogloss.io.BadInputException;
import dev.isogloss.job.IndexMoment;
import dev.isogloss.job.OpenIndex;
import dev.isogloss.job.PassageMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Passages as points of a plane. A map is made when it is first asked for, and kept until passages change. */
final class MapRoutes {
    private static final int USUAL_POINTS = 2000;
    private static final int MOST_POINTS = 20_000;
    private static final int LONGEST_QUERY = 10_000;
    private static final Parameters PARAMETERS =
            new Parameters().numbers("limit").flags("balanced").texts("q");

    private final ServedIndexes indexes;
    private final Optional<? extends Embedder> embedder;
    private final Map<Kind, Made> made = new ConcurrentHashMap<>();

    /** Which map. */
    private record Kind(String index, boolean balanced) {}

    /** A map, and what had changed since the index was built when it was made. */
    private record Made(LivePassages changes, PassageMap map) {}

    MapRoutes(ServedIndexes indexes, Optional<? extends Embedder> embedder) {
        this.indexes = indexes;
        this.embedder = embedder;
    }

    /** The route, behind a turnstile. */
    List<Route> routes(Turnstile turnstile) {
        return List.of(Route.get("/v1/{index}/map", Access.READ, turnstile.before(this::map)));
    }

    private Reply map(Request request) {
        OpenIndex index = indexes.of(request);
        Fields fields = PARAMETERS.of(request);
        LivePassages changes = index.live().now();
        IndexMoment now = index.moment();
        Vectors vectors = now.vectors()
                .filter(known -> known.size() > 0)
                .orElseThrow(() ->
                        Problem.badValue("a map is made of vectors, and the index has none; build it with --model"));
        Kind kind = new Kind(request.path("index"), fields.flag("balanced", false));
        int limit = fields.integer("limit", USUAL_POINTS, 0, MOST_POINTS);
        Optional<String> query = fields.text("query", LONGEST_QUERY);
        PassageMap map = made.compute(
                        kind,
                        (key, known) -> known != null && known.changes == changes
                                ? known
                                : new Made(changes, PassageMap.of(vectors, key.balanced)))
                .map();
        return Reply.json(Json.object(
                "passages", vectors.size(),
                "balanced", kind.balanced,
                "explained", map.explained(),
                "points",
                        map.points(limit).stream()
                                .map(point -> shown(index, now, point))
                                .toList(),
                "query", query.map(text -> query(index, map, text)).orElse(null)));
    }

    private static Map<String, Object> shown(OpenIndex index, IndexMoment now, PassageMap.Point point) {
        String id = index.idOf(point.passage());
        return Json.object(
                "id", id,
                "language", point.passage().language().code(),
                "title", now.passage(id).map(Passage::title).orElse(""),
                "x", point.place().x(),
                "y", point.place().y());
    }

    private Map<String, Object> query(OpenIndex index, PassageMap map, String text) {
        try {
            Language language = index.languageOf(text);
            float[] vector = embedder.orElseThrow(
                            () -> Problem.badValue("q needs the index's model, which is not open"))
                    .embed(List.of(text), Role.QUERY)
                    .vectors()[0];
            PrincipalPlane.Place place = map.place(vector, language);
            return Json.object(
                    "language", language.equals(Language.UNDETERMINED) ? null : language.code(),
                    "x", place.x(),
                    "y", place.y());
        } catch (BadInputException e) {
            throw Problem.badValue(String.valueOf(e.getMessage()));
        }
    }
}
