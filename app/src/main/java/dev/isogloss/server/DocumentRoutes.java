package dev.isogloss.server;

import dev.isogloss.data.Key;
import dev.isogloss.data.Passage;
import dev.isogloss.index.IndexExchangedException;
import dev.isogloss.index.LiveIndex;
import dev.isogloss.io.BadInputException;
import dev.isogloss.job.OpenIndex;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Documents of an index, put and deleted while it is searched. */
final class DocumentRoutes {
    private final ServedIndexes indexes;
    private final Writes writes;
    private final LiveLimit limit = LiveLimit.ofThisProcess();

    DocumentRoutes(ServedIndexes indexes, Writes writes) {
        this.indexes = indexes;
        this.writes = writes;
    }

    /** How many lines were taken so far, and how many were not. */
    record Writes(AtomicLong taken, AtomicLong refused) {
        Writes() {
            this(new AtomicLong(), new AtomicLong());
        }
    }

    List<Route> routes() {
        return List.of(
                Route.post("/v1/{index}/documents", Access.WRITE, this::write),
                new Route("DELETE", "/v1/{index}/documents/{id}", Access.WRITE, this::delete));
    }

    private Reply write(Request request) throws IOException {
        OpenIndex index = indexes.of(request);
        DocumentLines lines = new DocumentLines(index);
        return request.isOneValue() ? one(index, lines.write(request.fields())) : many(index, lines.of(request.text()));
    }

    private Reply delete(Request request) throws IOException {
        OpenIndex index = indexes.of(request);
        String id = request.path("id");
        Key key = index.moment().passage(id).map(Passage::key).orElseThrow(() -> absent(id));
        return one(index, new OpenIndex.Write(LiveIndex.Rule.ANY, key, Optional.empty()));
    }

    /** One document: taken, or a problem. */
    private Reply one(OpenIndex index, OpenIndex.Write write) throws IOException {
        LiveIndex.Outcome outcome = written(index, List.of(write)).getFirst();
        String id = index.idOf(write.key());
        return switch (outcome) {
            case ADDED, REPLACED, DELETED -> Reply.json(Json.object("id", id, "result", word(outcome)));
            case PRESENT -> throw new Problem(409, reason(outcome, id));
            case ABSENT -> throw absent(id);
        };
    }

    private static Problem absent(String id) {
        return Problem.notFound(reason(LiveIndex.Outcome.ABSENT, Fields.shown(id)));
    }

    private Reply many(OpenIndex index, List<DocumentLines.Line> lines) throws IOException {
        List<OpenIndex.Write> wanted = lines.stream()
                .map(DocumentLines.Line::write)
                .filter(Objects::nonNull)
                .toList();
        Iterator<LiveIndex.Outcome> outcomes =
                (wanted.isEmpty() ? List.<LiveIndex.Outcome>of() : written(index, wanted)).iterator();
        int taken = 0;
        List<Map<String, Object>> results = new ArrayList<>();
        for (DocumentLines.Line line : lines) {
            OpenIndex.Write write = line.write();
            if (write == null) {
                writes.refused.incrementAndGet();
                results.add(result(line.number(), line.id(), "refused", line.refused()));
                continue;
            }
            LiveIndex.Outcome outcome = outcomes.next();
            String id = index.idOf(write.key());
            taken += outcome.taken() ? 1 : 0;
            results.add(
                    outcome.taken()
                            ? Json.object("line", line.number(), "id", id, "result", word(outcome))
                            : result(line.number(), id, "refused", reason(outcome, id)));
        }
        return Reply.json(Json.object("taken", taken, "refused", lines.size() - taken, "lines", results));
    }

    private static Map<String, Object> result(int line, String id, String result, String detail) {
        return Json.object("line", line, "id", id.isEmpty() ? null : id, "result", result, "detail", detail);
    }

    private List<LiveIndex.Outcome> written(OpenIndex index, List<OpenIndex.Write> wanted) throws IOException {
        limit.require(index.live().now(), wanted);
        try {
            List<LiveIndex.Outcome> outcomes = index.write(wanted);
            long taken = outcomes.stream().filter(LiveIndex.Outcome::taken).count();
            writes.taken.addAndGet(taken);
            writes.refused.addAndGet(outcomes.size() - taken);
            return outcomes;
        } catch (IndexExchangedException e) {
            throw new Problem(503, String.valueOf(e.getMessage()), Map.of("Retry-After", "1"));
        } catch (BadInputException e) {
            throw new Problem(409, String.valueOf(e.getMessage()));
        }
    }

    private static String word(LiveIndex.Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }

    private static String reason(LiveIndex.Outcome outcome, String id) {
        return outcome == LiveIndex.Outcome.PRESENT
                ? "there is a document " + id + "; replace it with op replace or put"
                : "there is no document " + id + "; an id is written as in the hits of a search";
    }
}
