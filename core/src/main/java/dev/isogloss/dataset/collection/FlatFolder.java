package dev.isogloss.dataset.collection;

import dev.isogloss.data.Language;
import dev.isogloss.dataset.BadRows;
import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.IdText;
import dev.isogloss.dataset.JudgmentRow;
import dev.isogloss.dataset.PassageRow;
import dev.isogloss.dataset.QueryRow;
import dev.isogloss.dataset.RowFile;
import dev.isogloss.dataset.RowSink;
import dev.isogloss.io.JsonLine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** The folders of BEIR and plain JSON lines: they differ in the names of their files only. */
final class FlatFolder implements CollectionFiles {
    /** Every field that some parser here takes; others are BEIR's {@code metadata}, the {@code group} of translations. */
    private static final Set<String> READ = Set.of(
            "_id", "docid", "doc_id", "id", "query_id", "title", "text", "contents", "query", "query_text", "lang");

    private final FlatLayout layout;
    private final BadRows badRows;

    FlatFolder(FlatLayout layout, BadRows badRows) {
        this.layout = layout;
        this.badRows = badRows;
    }

    static PassageRow passage(JsonLine row) {
        return new PassageRow(
                IdText.decode(row.requiredText("_id", "docid", "doc_id", "id")),
                LanguageField.of(row),
                row.text("title").orElse(""),
                row.requiredText("text", "contents"),
                row.fieldsBeside(READ));
    }

    static QueryRow query(JsonLine row) {
        return new QueryRow(
                IdText.decode(row.requiredText("_id", "query_id", "id")),
                LanguageField.of(row),
                row.requiredText("text", "query", "query_text"),
                row.fieldsBeside(READ));
    }

    @Override
    public boolean idsByLanguage() {
        return false;
    }

    @Override
    public SortedSet<Language> languages() throws IOException {
        return declaredLanguages(this);
    }

    /** The languages that rows say they are in. */
    static SortedSet<Language> declaredLanguages(CollectionFiles files) throws IOException {
        SortedSet<Language> languages = new TreeSet<>();
        files.passages((row, origin) -> languages.add(row.language()));
        for (String split : files.splits()) {
            files.queries(split, (row, origin) -> languages.add(row.language()));
        }
        languages.remove(Language.UNDETERMINED);
        return languages;
    }

    @Override
    public SortedSet<String> splits() {
        return new TreeSet<>(layout.bySplit().splits());
    }

    @Override
    public void passages(RowSink<PassageRow> sink) throws IOException {
        for (Path file : layout.corpus()) {
            RowFile.read(file, badRows, FlatFolder::passage, sink);
        }
    }

    @Override
    public void queries(String split, RowSink<QueryRow> sink) throws IOException {
        List<Path> files = layout.bySplit().queriesOf(split).orElse(List.of());
        boolean cut = layout.bySplit().isCutByJudgments(split);
        Set<String> judged = new HashSet<>();
        if (cut) {
            judgments(split, (row, origin) -> judged.add(row.query()));
        }
        for (Path file : files) {
            RowFile.read(file, badRows, FlatFolder::query, (row, origin) -> {
                if (!cut || judged.contains(row.id())) {
                    sink.accept(row, origin);
                }
            });
        }
    }

    @Override
    public void judgments(String split, RowSink<JudgmentRow> sink) throws IOException {
        boolean shared = !layout.bySplit().qrels().containsKey(split)
                && layout.bySplit().splits().size() > 1;
        Set<String> asked = new HashSet<>();
        if (shared) {
            queries(split, (row, origin) -> asked.add(row.id()));
        }
        for (Path file : layout.bySplit().qrelsOf(split).orElse(List.of())) {
            JudgmentLines.read(file, Language.UNDETERMINED, badRows, (row, origin) -> {
                if (!shared || asked.contains(row.query())) {
                    sink.accept(row, origin);
                }
            });
        }
    }

    @Override
    public List<String> unreadFiles() {
        return layout.groups().stream()
                .map(file -> "the file " + file.getFileName() + ", which says what is a translation of what")
                .toList();
    }

    @Override
    public List<Path> files() {
        return layout.files();
    }
}
