package dev.isogloss.dataset;

import dev.isogloss.data.Language;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;

/** A collection seen through something that changes part of it: all calls go on to the collection below unless they are overridden. */
public abstract class CollectionView implements CollectionFiles {
    protected final CollectionFiles files;

    protected CollectionView(CollectionFiles files) {
        this.files = files;
    }

    @Override
    public boolean idsByLanguage() {
        return files.idsByLanguage();
    }

    @Override
    public SortedSet<Language> languages() throws IOException {
        return files.languages();
    }

    @Override
    public SortedSet<String> splits() {
        return files.splits();
    }

    @Override
    public void passages(RowSink<PassageRow> sink) throws IOException {
        files.passages(sink);
    }

    @Override
    public void queries(String split, RowSink<QueryRow> sink) throws IOException {
        files.queries(split, sink);
    }

    @Override
    public void judgments(String split, RowSink<JudgmentRow> sink) throws IOException {
        files.judgments(split, sink);
    }

    @Override
    public List<String> unreadFiles() {
        return files.unreadFiles();
    }

    @Override
    public List<Path> files() {
        return files.files();
    }
}
