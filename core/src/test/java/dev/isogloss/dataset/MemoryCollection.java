package dev.isogloss.dataset;

import dev.isogloss.data.Language;
import dev.isogloss.io.Origin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** A small collection in memory. */
record MemoryCollection(
        boolean idsByLanguage,
        List<PassageRow> rows,
        Map<String, List<QueryRow>> asked,
        Map<String, List<JudgmentRow>> judged)
        implements CollectionFiles {
    private static final Origin HERE = new Origin("memory");

    @Override
    public SortedSet<Language> languages() {
        SortedSet<Language> languages = new TreeSet<>();
        rows.forEach(row -> languages.add(row.language()));
        asked.values().forEach(queries -> queries.forEach(query -> languages.add(query.language())));
        languages.remove(Language.UNDETERMINED);
        return languages;
    }

    @Override
    public SortedSet<String> splits() {
        return new TreeSet<>(asked.keySet());
    }

    @Override
    public void passages(RowSink<PassageRow> sink) throws IOException {
        for (PassageRow row : rows) {
            sink.accept(row, HERE);
        }
    }

    @Override
    public void queries(String split, RowSink<QueryRow> sink) throws IOException {
        for (QueryRow row : asked.getOrDefault(split, List.of())) {
            sink.accept(row, HERE);
        }
    }

    @Override
    public void judgments(String split, RowSink<JudgmentRow> sink) throws IOException {
        for (JudgmentRow row : judged.getOrDefault(split, List.of())) {
            sink.accept(row, HERE);
        }
    }

    @Override
    public List<Path> files() {
        return List.of();
    }
}
