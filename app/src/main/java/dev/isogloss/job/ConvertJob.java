package dev.isogloss.job;

import dev.isogloss.dataset.BadRows;
import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.CollectionFormat;
import dev.isogloss.dataset.DatasetFormat;
import dev.isogloss.dataset.ExampleFormat;
import dev.isogloss.dataset.RowFile;
import dev.isogloss.dataset.convert.Conversion;
import dev.isogloss.dataset.convert.Formats;
import dev.isogloss.dataset.convert.RunNegatives;
import dev.isogloss.dataset.convert.Subset;
import dev.isogloss.dataset.example.TevatronIdsFormat;
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
     * What becomes what. Options that do not fit the formats are refused.
     *
     * @param to the word of the format to write; empty for that of the input
     * @param texts a collection in which ids find their texts; null where the input has them
     * @param run a TREC run whose hits are negatives; null for none
     * @param depth how many hits of a query
     * @param splits those of a collection to take, or the name that the split of examples gets
     * @param negatives how many negatives a row of st-n-tuple has; 0 for as many as all have
     * @param parquet whether the files of rows in a folder are to be Parquet
     */
    public record Request(
            Path input,
            String to,
            Path out,
            @Nullable Path texts,
            @Nullable Path run,
            int depth,
            List<String> splits,
            int negatives,
            boolean parquet) {
        public Request {
            splits = List.copyOf(splits);
        }

        /** All of a data set in its own format. */
        static Request copy(Path input, Path out, @Nullable Path texts) {
            return new Request(input, "", out, texts, null, 1, List.of(), 0, false);
        }

        /** The format to write; the input's own keeps its kind of file. */
        private DatasetFormat target(DatasetFormat from) throws IOException {
            DatasetFormat named = to.isEmpty() ? from : Formats.named(to);
            return switch (named) {
                case TupleFormat tuples when tuples.tuples() -> new TupleFormat(true, negatives);
                case TevatronIdsFormat ids -> new TevatronIdsFormat(parquet || to.isEmpty() && isParquet());
                case CollectionFormat collection -> collection;
                case ExampleFormat examples -> examples;
            };
        }

        private boolean isParquet() throws IOException {
            return RowFile.ending(RowFile.find(input).getFirst()).equals(".parquet");
        }

        /** An option that nobody would look at is a mistake, and better said than found out later. */
        private void requireFitting(DatasetFormat from, DatasetFormat target) {
            boolean collection = from instanceof CollectionFormat;
            boolean examples = target instanceof ExampleFormat;
            String pair = " (here: " + from.word() + " to " + target.word() + ")";
            require(
                    run == null || collection && examples,
                    "--run makes negatives where a collection becomes training examples" + pair);
            require(
                    texts == null || !collection || examples,
                    "--texts is where ids of training examples, or of judgments that become examples, find their texts"
                            + pair);
            require(
                    splits.isEmpty() || collection || !examples,
                    "--split takes splits of a collection, or names the one that training examples become" + pair);
            require(
                    negatives == 0 || target instanceof TupleFormat tuples && tuples.tuples(),
                    "--negatives is for the rows of st-n-tuple" + pair);
            require(
                    !parquet || target instanceof TevatronIdsFormat,
                    "--parquet is for the folder of tevatron-v2" + pair
                            + "; where the result is one file of rows its name says it: --out rows.parquet");
        }

        private static void require(boolean fits, String where) {
            if (!fits) {
                throw new BadInputException(where);
            }
        }
    }

    /** Converts. */
    public static Summary run(Request request, DataOptions options, Progress progress) throws IOException {
        return run(request, options, Subset.ALL, progress);
    }

    static Summary run(Request request, DataOptions options, Subset subset, Progress progress) throws IOException {
        BadRows badRows = options.badRows(request.out());
        try {
            return run(request, request.out(), options, subset, badRows, progress);
        } finally {
            badRows.complete();
        }
    }

    /**
     * Converts.
     *
     * @param shown where the result will be in the end
     */
    static Summary run(
            Request request, Path shown, DataOptions options, Subset subset, BadRows badRows, Progress progress)
            throws IOException {
        DatasetFormat from =
                options.from() == null ? Formats.detect(request.input()).format() : Formats.named(options.from());
        DatasetFormat to = request.target(from);
        request.requireFitting(from, to);
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
        return summary(shown, from, to, conversion.run(progress), badRows);
    }

    /** A collection, or passages alone, by what it looks like. */
    static CollectionFiles texts(Path path, BadRows badRows) {
        return switch (Formats.detect(path).format()) {
            case CollectionFormat format -> format.open(path, badRows);
            case ExampleFormat format ->
                throw new BadInputException(
                        "expected a collection or a file of passages, but " + path + " is " + format.word());
        };
    }

    private static Summary summary(
            Path shown, DatasetFormat from, DatasetFormat to, Conversion.Outcome outcome, BadRows badRows) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("from", from.word());
        facts.put("to", to.word());
        facts.put("out", shown.toString());
        facts.put("read", outcome.counts());
        facts.put("lost", outcome.losses());
        facts.put("rejected", badRows.count());
        facts.put("rejected-file", badRows.count() == 0 ? null : String.valueOf(badRows.file()));
        StringBuilder text = new StringBuilder();
        text.append(from.word())
                .append(" -> ")
                .append(to.word())
                .append(", written to ")
                .append(shown);
        outcome.counts()
                .forEach((kind, count) ->
                        text.append("\n  ").append(kind).append(": ").append(count));
        outcome.losses()
                .forEach((kind, count) ->
                        text.append("\n  not kept: ").append(kind).append(": ").append(count));
        if (badRows.count() > 0) {
            text.append("\n  bad rows left out: ")
                    .append(badRows.count())
                    .append(", with reasons in ")
                    .append(badRows.file());
        }
        return new Summary(text.toString(), JsonMapper.shared().writeValueAsString(facts));
    }
}
