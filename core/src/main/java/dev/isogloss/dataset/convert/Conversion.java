package dev.isogloss.dataset.convert;

import dev.isogloss.dataset.BadRows;
import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.CollectionFormat;
import dev.isogloss.dataset.DatasetFormat;
import dev.isogloss.dataset.ExampleFiles;
import dev.isogloss.dataset.ExampleFormat;
import dev.isogloss.dataset.Losses;
import dev.isogloss.dataset.NothingKeptException;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * From one format to another. Within a shape rows pass through one by one. A collection becomes examples by looking up the texts of
 * judged passages (and of a run's hits); examples become a collection of their different passages, with positives judged 1 and negatives
 * judged 0.
 *
 * @param from the format of the input
 * @param texts a collection in which ids of examples find their texts; null where the input has them
 * @param run negatives for a collection's queries
 * @param subset which part of it
 * @param splits of a collection, empty for all, but for what may be learned from where examples are written; of examples, the one name that their split gets ({@code train} by default)
 */
public record Conversion(
        Path input,
        DatasetFormat from,
        DatasetFormat to,
        Path out,
        @Nullable CollectionFiles texts,
        RunNegatives run,
        Set<String> splits,
        Languages languages,
        Subset subset,
        BadRows badRows) {
    public Conversion {
        splits = Set.copyOf(splits);
    }

    /**
     * What was done.
     *
     * @param counts what was read, by kind
     * @param losses what the target could not keep, by kind
     */
    public record Outcome(SortedMap<String, Long> counts, SortedMap<String, Long> losses) {
        public Outcome {
            counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
            losses = Collections.unmodifiableSortedMap(new TreeMap<>(losses));
        }
    }

    /**
     * Converts.
     *
     * @throws BadInputException at a bad row where those are errors; where the two formats have nothing in common, or nothing is kept
     */
    public Outcome run(Progress progress) throws IOException {
        Losses losses = new Losses();
        Counted counted = new Counted(progress, badRows);
        try {
            switch (to) {
                case CollectionFormat target -> writeCollection(target, losses, counted, progress);
                case ExampleFormat target -> writeExamples(target, losses, counted, progress);
            }
        } catch (NothingKeptException e) {
            throw new BadInputException(
                    "nothing of " + input + " is kept, so that nothing was written"
                            + (languages.chosen().isEmpty()
                                    ? ""
                                    : "; asked for were only the languages " + languages.chosen()
                                            + ", and rows that say none need --language CODE or --detect-languages")
                            + (splits.isEmpty() ? "" : "; asked for were only the splits " + splits)
                            + (losses.counts().isEmpty() ? "" : "; not kept: " + losses.counts()),
                    e);
        }
        return new Outcome(counted.counts(), losses.counts());
    }

    private void writeCollection(CollectionFormat target, Losses losses, Counted counted, Progress progress)
            throws IOException {
        switch (from) {
            case CollectionFormat source -> {
                UnreadFields whole = new UnreadFields(source.open(input, badRows));
                CollectionFiles part = subset.of(Splits.of(languages.over(whole), splits));
                target.write(counted.over(part), out, losses);
                whole.report(losses);
            }
            case ExampleFormat source -> {
                if (splits.size() > 1) {
                    throw new BadInputException("training examples are one split; name one (got: " + splits + ")");
                }
                String split = splits.stream().findFirst().orElse("train");
                try (Texts found = new Texts(examples(source), progress)) {
                    UnreadExampleFields part = new UnreadExampleFields(subset.of(found.examples));
                    target.write(counted.over(new ExamplesAsCollection(part, split, badRows)), out, losses);
                    part.report(losses);
                }
            }
        }
    }

    private void writeExamples(ExampleFormat target, Losses losses, Counted counted, Progress progress)
            throws IOException {
        switch (from) {
            case CollectionFormat source -> {
                UnreadFields unread = new UnreadFields(source.open(input, badRows));
                CollectionFiles whole = languages.over(unread);
                if (whole.splits().isEmpty()) {
                    throw new BadInputException(
                            input + " has passages but no queries and judgments, so that there is nothing"
                                    + " to make training examples of");
                }
                CollectionFiles collection = subset.of(Splits.learned(whole, splits));
                try (TextLookup lookup =
                        TextLookup.of(texts == null ? collection : texts, false, scratch(), progress)) {
                    ExampleFiles examples = new CollectionAsExamples(collection, lookup, run, losses);
                    write(target, examples, losses, counted);
                }
                unread.report(losses);
            }
            case ExampleFormat source -> {
                ExampleFiles given = examples(source);
                if (target.writesIdsOnly() && texts == null && languages.isTrivial() && subset.equals(Subset.ALL)) {
                    write(target, given, losses, counted);
                    return;
                }
                try (Texts found = new Texts(given, progress)) {
                    write(target, subset.of(found.examples), losses, counted);
                }
            }
        }
    }

    private void write(ExampleFormat target, ExampleFiles examples, Losses losses, Counted counted) throws IOException {
        UnreadExampleFields unread = new UnreadExampleFields(examples);
        ExampleFiles identified = target.hasIds() ? new IdentifiedExamples(unread, target.hasPassageIds()) : unread;
        target.write(counted.over(identified), out, losses);
        unread.report(losses);
    }

    private ExampleFiles examples(ExampleFormat format) {
        return languages.over(format.open(input, badRows));
    }

    private Path scratch() {
        Path absolute = out.toAbsolutePath();
        return absolute.resolveSibling("." + absolute.getFileName() + ".texts");
    }

    /** Examples with their texts, looked up where they are ids. */
    private final class Texts implements AutoCloseable {
        private final ExampleFiles examples;
        private final @Nullable TextLookup lookup;

        Texts(ExampleFiles given, Progress progress) throws IOException {
            CollectionFiles source = texts == null ? given.texts().orElse(null) : texts;
            boolean[] needs = {false, false};
            given.examples((row, origin) -> {
                needs[0] |= row.needsTexts();
                needs[1] |= row.query() == null;
            });
            if (source != null && needs[0]) {
                lookup = TextLookup.of(source, needs[1], scratch(), progress);
                // only now everybody can tell the language of every query
                examples = languages.over(new ResolvedExamples(given, lookup, badRows));
            } else {
                lookup = null;
                examples = new ExampleFilesChecked(given, badRows);
            }
        }

        @Override
        public void close() {
            if (lookup != null) {
                lookup.close();
            }
        }
    }

    /** Examples of which none may lack a text. */
    private record ExampleFilesChecked(ExampleFiles from, BadRows badRows) implements ExampleFiles {
        @Override
        public void examples(dev.isogloss.dataset.RowSink<dev.isogloss.dataset.ExampleRow> sink) throws IOException {
            from.examples((row, origin) -> {
                if (row.needsTexts()) {
                    badRows.take(
                            origin,
                            row.id(),
                            origin.error("there are ids without texts (query " + row.id()
                                    + "); say where their texts are with --texts COLLECTION"));
                } else {
                    sink.accept(row, origin);
                }
            });
        }

        @Override
        public List<Path> files() {
            return from.files();
        }
    }
}
