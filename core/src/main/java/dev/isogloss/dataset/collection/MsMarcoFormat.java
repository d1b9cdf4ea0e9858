package dev.isogloss.dataset.collection;

import dev.isogloss.data.Language;
import dev.isogloss.dataset.BadRows;
import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.CollectionFormat;
import dev.isogloss.dataset.ColumnFile;
import dev.isogloss.dataset.Columns;
import dev.isogloss.dataset.IdSpace;
import dev.isogloss.dataset.IdText;
import dev.isogloss.dataset.Losses;
import dev.isogloss.dataset.Output;
import dev.isogloss.dataset.PassageRow;
import dev.isogloss.dataset.RowSink;
import dev.isogloss.dataset.Sighting;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * MS MARCO's tables: {@code collection.tsv} ({@code id TAB text}; with a title {@code id TAB title TAB text}, documents {@code id TAB url
 * TAB title TAB text}), {@code queries.SPLIT.tsv}, {@code qrels.SPLIT.tsv}.
 */
public final class MsMarcoFormat implements CollectionFormat {
    private static final Pattern PASSAGES = Pattern.compile("(?:collection|corpus|msmarco-docs)()\\.tsv");
    private static final Pattern QUERIES = Pattern.compile("(?:msmarco-doc)?queries(?:[.-](.+))?\\.tsv");
    private static final Pattern QRELS = Pattern.compile("(?:msmarco-doc)?qrels(?:[.-](.+))?\\.tsv");

    @Override
    public String word() {
        return "msmarco";
    }

    @Override
    public String description() {
        return "collection.tsv (id, text), queries.SPLIT.tsv (id, query), qrels.SPLIT.tsv (query, 0, passage, grade)";
    }

    @Override
    public Optional<String> recognise(Sighting sighting) {
        return sighting.hasName("(collection|corpus|msmarco-docs)\\.tsv.*")
                ? Optional.of("there is a table of passages (collection.tsv)")
                : Optional.empty();
    }

    @Override
    public CollectionFiles open(Path path, BadRows badRows) {
        if (!Files.isDirectory(path)) {
            throw new BadInputException("there is no folder " + path.toAbsolutePath());
        }
        Optional<Path> passages =
                SplitFiles.find(path, PASSAGES).values().stream().findFirst();
        if (passages.isEmpty()) {
            throw new BadInputException("no collection.tsv in " + path);
        }
        return new SplitFolder(
                passages,
                SplitFiles.find(path, QUERIES),
                SplitFiles.find(path, QRELS),
                badRows,
                MsMarcoFormat::passages,
                (file, bad, sink) -> TopicLines.read(file, Language.UNDETERMINED, bad, sink));
    }

    private static void passages(Path file, BadRows badRows, RowSink<PassageRow> sink) throws IOException {
        ColumnFile.<PassageRow>read(file, badRows, MsMarcoFormat::passage, sink);
    }

    private static PassageRow passage(String line, Origin origin) {
        List<String> columns = ColumnFile.tabs(line, -1);
        int count = columns.size();
        if (count < 2 || count > 4 || columns.get(0).isBlank()) {
            throw origin.error(
                    "expected id and text, or id, title and text, or id, url, title and text, parted by tabs (got "
                            + count + " columns)");
        }
        return new PassageRow(
                IdText.decode(columns.get(0)),
                Language.UNDETERMINED,
                count == 2 ? "" : columns.get(count - 2),
                columns.get(count - 1));
    }

    @Override
    public void write(CollectionFiles from, Path to, Losses losses) throws IOException {
        CollectionFiles flat = IdSpace.flat(from);
        Output.folder(to, folder -> {
            try (Output.Rows out = folder.open("collection.tsv")) {
                flat.passages((row, origin) -> {
                    if (!row.title().isEmpty()) {
                        losses.count("titles, joined in front of their texts");
                    }
                    countLanguage(row.language(), losses);
                    out.columns(IdText.encode(row.id()), Columns.text(row.whole(), losses));
                });
            }
            for (String split : flat.splits()) {
                splitFiles(folder, flat, split, "queries", "qrels", ".tsv", losses);
            }
        });
    }

    static void countLanguage(Language language, Losses losses) {
        if (!language.equals(Language.UNDETERMINED)) {
            losses.count("languages of passages");
        }
    }

    /** Writes queries and judgments of a split, each unless there are none. */
    static void splitFiles(
            Output folder, CollectionFiles from, String split, String queries, String qrels, String type, Losses losses)
            throws IOException {
        String ending = SplitFiles.ending(split, from.splits());
        boolean[] any = {false, false};
        from.queries(split, (row, origin) -> any[0] = true);
        from.judgments(split, (row, origin) -> any[1] = true);
        if (any[0]) {
            try (Output.Rows out = folder.open(queries + ending + ".tsv")) {
                from.queries(split, (row, origin) -> TopicLines.write(out, row, losses));
            }
        }
        if (any[1]) {
            try (Output.Rows out = folder.open(qrels + ending + type)) {
                JudgmentLines.write(out, from, split, "0");
            }
        }
    }
}
