package dev.isogloss.job;

import dev.isogloss.dataset.BadRows;
import dev.isogloss.dataset.CollectionFormat;
import dev.isogloss.dataset.DatasetFormat;
import dev.isogloss.dataset.ExampleFormat;
import dev.isogloss.dataset.Output;
import dev.isogloss.dataset.RowFile;
import dev.isogloss.dataset.convert.DividedSubset;
import dev.isogloss.dataset.convert.Formats;
import dev.isogloss.dataset.convert.SampleSubset;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Writes a part of a data set, in its own format unless another is asked for. */
public final class DataPartJob {
    private DataPartJob() {}

    /**
     * How much of each language to keep.
     *
     * @param passages beside the judged ones; empty for all
     * @param queries of each split, or examples; empty for all
     */
    public record Amounts(long seed, OptionalInt passages, OptionalInt queries) {
        SampleSubset subset() {
            return new SampleSubset(seed, passages, queries);
        }
    }

    /**
     * Draws a sample.
     *
     * @param to empty for the input's format
     */
    public static ConvertJob.Summary sample(
            Path input,
            String to,
            Path out,
            @Nullable Path texts,
            List<String> splits,
            Amounts amounts,
            DataOptions options,
            Progress progress)
            throws IOException {
        return ConvertJob.run(
                new ConvertJob.Request(input, to, out, texts, null, 1, splits, 0, false),
                options,
                amounts.subset(),
                progress);
    }

    /**
     * What is held out, and how it is called.
     *
     * @param split to divide; empty for {@code train}, or the only one
     * @param names of the two parts
     */
    public record Division(String split, List<String> names, double share, long seed) {
        public Division {
            names = List.copyOf(names);
        }

        DividedSubset part(boolean held) {
            return new DividedSubset(split, names, share, seed, held);
        }
    }

    /**
     * Divides a split of a collection (the result is a collection with two splits instead), or training examples (the result is a folder
     * with a file or folder for each part).
     */
    public static ConvertJob.Summary divide(
            Path input, Path out, @Nullable Path texts, Division division, DataOptions options, Progress progress)
            throws IOException {
        DatasetFormat format = options.from() == null ? Formats.detect(input).format() : Formats.named(options.from());
        return switch (format) {
            case CollectionFormat collection ->
                ConvertJob.run(ConvertJob.Request.copy(input, out, texts), options, division.part(false), progress);
            case ExampleFormat examples -> {
                if (!division.split().isEmpty()) {
                    throw new BadInputException("--split names a split of a collection; " + input + " is "
                            + examples.word() + ", which has none");
                }
                yield divideExamples(input, out, texts, division, ending(examples, input), options, progress);
            }
        };
    }

    /** Both parts appear together or not at all. */
    private static ConvertJob.Summary divideExamples(
            Path input,
            Path out,
            @Nullable Path texts,
            Division division,
            String ending,
            DataOptions options,
            Progress progress)
            throws IOException {
        BadRows badRows = options.badRows(out);
        List<ConvertJob.Summary> parts = new ArrayList<>();
        try {
            Output.folder(out, folder -> {
                for (boolean held : new boolean[] {false, true}) {
                    String name = division.names().get(held ? 1 : 0) + ending;
                    parts.add(ConvertJob.run(
                            ConvertJob.Request.copy(input, folder.place(name), texts),
                            out.resolve(name),
                            options,
                            division.part(held),
                            badRows,
                            progress));
                }
            });
        } finally {
            badRows.complete();
        }
        return new ConvertJob.Summary(
                parts.getFirst().text() + "\n" + parts.getLast().text(),
                "[" + parts.getFirst().json() + "," + parts.getLast().json() + "]");
    }

    /** Both parts are of the kind of file that the examples are in. */
    private static String ending(ExampleFormat format, Path input) throws IOException {
        return switch (format.word()) {
            case "tevatron-v2", "nemo" -> "";
            case "msmarco-triples" -> ".tsv";
            default -> RowFile.ending(RowFile.find(input).getFirst());
        };
    }
}
