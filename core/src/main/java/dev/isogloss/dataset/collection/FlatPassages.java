package dev.isogloss.dataset.collection;

import dev.isogloss.data.Language;
import dev.isogloss.dataset.BadRows;
import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.JudgmentRow;
import dev.isogloss.dataset.PassageRow;
import dev.isogloss.dataset.QueryRow;
import dev.isogloss.dataset.RowFile;
import dev.isogloss.dataset.RowSink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Passages by themselves, {@code {_id or docid or id, title?, text or contents, lang?}} a row: a collection without queries. */
public record FlatPassages(List<Path> files, BadRows badRows) implements CollectionFiles {
    public FlatPassages {
        files = List.copyOf(files);
    }

    @Override
    public boolean idsByLanguage() {
        return false;
    }

    @Override
    public SortedSet<Language> languages() throws IOException {
        return FlatFolder.declaredLanguages(this);
    }

    @Override
    public SortedSet<String> splits() {
        return new TreeSet<>();
    }

    @Override
    public void passages(RowSink<PassageRow> sink) throws IOException {
        for (Path file : files) {
            RowFile.read(file, badRows, FlatFolder::passage, sink);
        }
    }

    @Override
    public void queries(String split, RowSink<QueryRow> sink) {}

    @Override
    public void judgments(String split, RowSink<JudgmentRow> sink) {}
}
