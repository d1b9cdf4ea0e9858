package dev.isogloss.dataset.example;

import dev.isogloss.data.Language;
import dev.isogloss.dataset.BadRows;
import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.ColumnFile;
import dev.isogloss.dataset.ExampleFiles;
import dev.isogloss.dataset.ExampleFormat;
import dev.isogloss.dataset.ExamplePassage;
import dev.isogloss.dataset.ExampleRow;
import dev.isogloss.dataset.IdText;
import dev.isogloss.dataset.Losses;
import dev.isogloss.dataset.Output;
import dev.isogloss.dataset.RowSink;
import dev.isogloss.dataset.Sighting;
import dev.isogloss.dataset.collection.MsMarcoFormat;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.CompressedFiles;
import dev.isogloss.io.Origin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * MS MARCO's triples by id, {@code query TAB positive TAB negative} a line ({@code qidpidtriples*.tsv}); their texts are in the {@code
 * collection.tsv} and {@code queries*.tsv} beside them. Every line is an example. Written as one file of ids, without texts.
 */
public final class MsMarcoTriplesFormat implements ExampleFormat {
    @Override
    public String word() {
        return "msmarco-triples";
    }

    @Override
    public String description() {
        return "query TAB positive TAB negative a line, ids of the collection.tsv and queries*.tsv beside it";
    }

    @Override
    public Optional<String> recognise(Sighting sighting) {
        boolean ids = sighting.firstLine()
                .map(line -> ColumnFile.tabs(line, -1))
                .filter(columns -> columns.size() == 3
                        && columns.stream().allMatch(column -> column.matches("\\S+"))
                        && !columns.contains("query-id"))
                .isPresent();
        return ids ? Optional.of("the first line has three ids parted by tabs") : Optional.empty();
    }

    @Override
    public boolean hasIds() {
        return false; // an id that nobody else knows would be worth nothing without its text
    }

    @Override
    public boolean writesIdsOnly() {
        return true;
    }

    @Override
    public ExampleFiles open(Path path, BadRows badRows) {
        Path file = Files.isDirectory(path) ? triples(path) : path;
        return new Reader(file, badRows);
    }

    private static Path triples(Path folder) {
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(child -> CompressedFiles.plainName(child).matches(".*triples.*\\.tsv"))
                    .sorted()
                    .findFirst()
                    .orElseThrow(() -> new BadInputException("no *triples*.tsv in " + folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void write(ExampleFiles from, Path to, Losses losses) throws IOException {
        Output.file(
                to,
                out -> from.examples((row, origin) -> {
                    requireIds(row, origin);
                    Fields.countScores(row, losses);
                    Fields.countExtras(row, losses);
                    countTexts(row, losses);
                    if (row.negatives().isEmpty()) {
                        losses.count("examples without negatives, left out");
                    }
                    for (ExamplePassage positive : row.positives()) {
                        for (ExamplePassage negative : row.negatives()) {
                            out.columns(
                                    IdText.encode(row.id()),
                                    IdText.encode(positive.id()),
                                    IdText.encode(negative.id()));
                        }
                    }
                }));
    }

    private static void requireIds(ExampleRow row, Origin origin) {
        Stream<ExamplePassage> passages = Stream.concat(row.positives().stream(), row.negatives().stream());
        if (row.id().isEmpty() || passages.anyMatch(passage -> passage.id().isEmpty())) {
            throw origin.error(
                    "a query or passage here has a text but no id, and msmarco-triples are nothing but ids; make a"
                            + " collection first (--to msmarco, which gives ids) and triples of that");
        }
    }

    private static void countTexts(ExampleRow row, Losses losses) {
        if (row.query() != null) {
            losses.count("texts of queries");
        }
        losses.count(
                "texts of passages",
                Stream.concat(row.positives().stream(), row.negatives().stream())
                        .filter(passage -> !passage.isIdOnly())
                        .count());
    }

    private record Reader(Path file, BadRows badRows) implements ExampleFiles {
        @Override
        public void examples(RowSink<ExampleRow> sink) throws IOException {
            ColumnFile.<ExampleRow>read(file, badRows, Reader::example, sink);
        }

        private static ExampleRow example(String line, Origin origin) {
            List<String> columns = ColumnFile.words(line);
            if (columns.size() != 3) {
                throw origin.error("expected the ids of a query, a positive and a negative (got " + columns.size()
                        + " columns: " + line + ")");
            }
            return ExampleRow.of(
                    IdText.decode(columns.get(0)),
                    Language.UNDETERMINED,
                    null,
                    List.of(ExamplePassage.ofId(IdText.decode(columns.get(1)))),
                    List.of(ExamplePassage.ofId(IdText.decode(columns.get(2)))));
        }

        @Override
        public Optional<CollectionFiles> texts() {
            Path folder = file.toAbsolutePath().getParent();
            if (folder == null
                    || new MsMarcoFormat().recognise(Sighting.of(folder)).isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(new MsMarcoFormat().open(folder, badRows));
        }

        @Override
        public List<Path> files() {
            return List.of(file);
        }
    }
}
