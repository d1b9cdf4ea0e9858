package dev.isogloss.job;

import dev.isogloss.dataset.BadRows;
import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.CollectionFormat;
import dev.isogloss.dataset.DatasetFormat;
import dev.isogloss.dataset.ExampleFormat;
import dev.isogloss.dataset.convert.Conversion;
import dev.isogloss.dataset.convert.Formats;
import dev.isogloss.dataset.convert.RunNegatives;
import dev.isogloss.dataset.convert.Subset;
import dev.isogloss.dataset.example.TupleFormat;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Turns a data set of one format into another. */
public final class ConvertJob {
    private ConvertJob() {}

    /** What was done, as text for a person and as JSON for a program. */
    public record Summary(String text, String json) {}

    /**
     * What becomes what.
     *
     * @param to the word of the format to write; empty for that of the input
     * @param texts a collection in which ids find their texts; null where the input has them
     * @param run a TREC run whose hits are negatives; null for none
     * @param depth how many hits of a query
     * @param splits those of a collection to take, or the name that the split of examples gets
     * @param negatives how many negatives a row of st-n-tuple has; 0 for as many as all have
     */
    public record Request(
            Path input,
            String to,
            Path out,
            @Nullable Path texts,
            @Nullable Path run,
            int depth,
            List<String> splits,
            int negatives) {
        public Request {
            splits = List.copyOf(splits);
        }
    }

    /** Converts. */
    public static Summary run(Request request, DataOptions options, Progress progress) throws IOException {
        return run(request, options, Subset.ALL, progress);
    }

    static Summary run(Request request, DataOptions options, Subset subset, Progress progress) throws IOException {
        BadRows badRows = options.badRows(request.out());
        DatasetFormat from =
                options.from() == null ? Formats.detect(request.input()).format() : Formats.named(options.from());
        DatasetFormat to = request.to().isEmpty() ? from : target(request);
        Conversion conversion = new Conversion(
                request.input(),
                from,
                to,
                request.out(),
                request.texts() == null ? null : texts(request.texts(), badRows),
                request.run() == null ? RunNegatives.NONE : RunNegatives.read(request.run(), request.depth()),
                new TreeSet<>(request.splits()),
                options.chosen(),
                subset,
                badRows);
        Conversion.Outcome outcome;
        try {
            outcome = conversion.run(progress);
        } finally {
            badRows.write();
        }
        return summary(request, from, to, outcome, badRows);
    }

    /** A collection, or passages alone, by what it looks like. */
    static CollectionFiles texts(Path path, BadRows badRows) {
        return switch (Formats.detect(path).format()) {
            case CollectionFormat format -> format.open(path, badRows);
            case ExampleFormat format ->
                throw new BadInputException(
                        "--texts must be a collection or a file of passages, but " + path + " is " + format.word());
        };
    }

    private static DatasetFormat target(Request request) {
        return switch (Formats.named(request.to())) {
            case TupleFormat tuples when tuples.tuples() -> new TupleFormat(true, request.negatives());
            case DatasetFormat format -> format;
        };
    }

    private static Summary summary(
            Request request, DatasetFormat from, DatasetFormat to, Conversion.Outcome outcome, BadRows badRows) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("from", from.word());
        facts.put("to", to.word());
        facts.put("out", request.out().toString());
        facts.put("read", outcome.counts());
        facts.put("lost", outcome.losses());
        facts.put("rejected", badRows.rows().size());
        facts.put("rejected-file", badRows.rows().isEmpty() ? null : String.valueOf(badRows.file()));
        StringBuilder text = new StringBuilder();
        text.append(from.word())
                .append(" -> ")
                .append(to.word())
                .append(", written to ")
                .append(request.out());
        outcome.counts()
                .forEach((kind, count) ->
                        text.append("\n  ").append(kind).append(": ").append(count));
        outcome.losses()
                .forEach((kind, count) ->
                        text.append("\n  not kept: ").append(kind).append(": ").append(count));
        if (!badRows.rows().isEmpty()) {
            text.append("\n  bad rows left out: ")
                    .append(badRows.rows().size())
                    .append(", with reasons in ")
                    .append(badRows.file());
        }
        return new Summary(text.toString(), JsonMapper.shared().writeValueAsString(facts));
    }
}
