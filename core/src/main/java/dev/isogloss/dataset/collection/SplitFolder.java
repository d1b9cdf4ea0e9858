package dev.isogloss.dataset.collection;

import dev.isogloss.data.Language;
import dev.isogloss.dataset.BadRows;
import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.JudgmentRow;
import dev.isogloss.dataset.PassageRow;
import dev.isogloss.dataset.QueryRow;
import dev.isogloss.dataset.RowSink;
import dev.isogloss.format.PlainLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A folder in which every split has a file of queries and one of judgments, and all share the passages: MS MARCO's and TREC's. They
 * differ in how a file is read.
 *
 * @param passages the file of passages, if there is one
 */
record SplitFolder(
        Optional<Path> passages,
        SortedMap<String, Path> queries,
        SortedMap<String, Path> qrels,
        BadRows badRows,
        FileReader<PassageRow> passageReader,
        FileReader<QueryRow> queryReader)
        implements CollectionFiles {
    /** Reads one file. */
    interface FileReader<T> {
        void read(Path file, BadRows badRows, RowSink<T> sink) throws IOException;
    }

    @Override
    public boolean idsByLanguage() {
        return false;
    }

    @Override
    public SortedSet<Language> languages() {
        return new TreeSet<>();
    }

    @Override
    public SortedSet<String> splits() {
        SortedSet<String> splits = new TreeSet<>(queries.keySet());
        splits.addAll(qrels.keySet());
        if (queries.size() == 1 && queries.containsKey(PlainLayout.WHOLE) && !qrels.isEmpty()) {
            return new TreeSet<>(qrels.keySet()); // one file of queries serves the splits that judgments name
        }
        return splits;
    }

    @Override
    public void passages(RowSink<PassageRow> sink) throws IOException {
        if (passages.isPresent()) {
            passageReader.read(passages.get(), badRows, sink);
        }
    }

    @Override
    public void queries(String split, RowSink<QueryRow> sink) throws IOException {
        Path file = queries.get(split);
        if (file != null) {
            queryReader.read(file, badRows, sink);
            return;
        }
        Path all = queries.get(PlainLayout.WHOLE);
        if (all != null) {
            Set<String> judged = new HashSet<>();
            judgments(split, (row, origin) -> judged.add(row.query()));
            queryReader.read(all, badRows, (row, origin) -> {
                if (judged.contains(row.id())) {
                    sink.accept(row, origin);
                }
            });
        }
    }

    @Override
    public void judgments(String split, RowSink<JudgmentRow> sink) throws IOException {
        Path file = qrels.get(split);
        if (file != null) {
            JudgmentLines.read(file, Language.UNDETERMINED, badRows, sink);
        }
    }

    @Override
    public List<Path> files() {
        List<Path> files = new ArrayList<>();
        passages.ifPresent(files::add);
        files.addAll(queries.values());
        files.addAll(qrels.values());
        return List.copyOf(files);
    }
}
