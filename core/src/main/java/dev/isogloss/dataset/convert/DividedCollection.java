package dev.isogloss.dataset.convert;

import dev.isogloss.data.Language;
import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.IdSpace;
import dev.isogloss.dataset.JudgmentRow;
import dev.isogloss.dataset.PassageRow;
import dev.isogloss.dataset.QueryRow;
import dev.isogloss.dataset.RowSink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A collection of which one split has become two, by its queries; the other splits stay.
 *
 * @param divided the split that is no more
 * @param kept the name of the one part
 * @param held the name of the part that is held out
 */
public record DividedCollection(CollectionFiles from, String divided, String kept, String held, HeldOut heldOut)
        implements CollectionFiles {
    @Override
    public boolean idsByLanguage() {
        return from.idsByLanguage();
    }

    @Override
    public SortedSet<Language> languages() throws IOException {
        return from.languages();
    }

    @Override
    public SortedSet<String> splits() {
        SortedSet<String> splits = new TreeSet<>(from.splits());
        splits.remove(divided);
        splits.add(kept);
        splits.add(held);
        return splits;
    }

    @Override
    public void passages(RowSink<PassageRow> sink) throws IOException {
        from.passages(sink);
    }

    @Override
    public void queries(String split, RowSink<QueryRow> sink) throws IOException {
        if (!isPart(split)) {
            from.queries(split, sink);
            return;
        }
        from.queries(divided, (row, origin) -> {
            if (heldOut.contains(row.text()) == split.equals(held)) {
                sink.accept(row, origin);
            }
        });
    }

    /** Judgments of queries without a text stay with the part that is kept. */
    @Override
    public void judgments(String split, RowSink<JudgmentRow> sink) throws IOException {
        if (!isPart(split)) {
            from.judgments(split, sink);
            return;
        }
        Set<String> out = new HashSet<>();
        queries(held, (row, origin) -> out.add(name(row.language(), row.id())));
        from.judgments(divided, (row, origin) -> {
            if (out.contains(name(row.language(), row.query())) == split.equals(held)) {
                sink.accept(row, origin);
            }
        });
    }

    @Override
    public List<Path> files() {
        return from.files();
    }

    private boolean isPart(String split) {
        return split.equals(kept) || split.equals(held);
    }

    private String name(Language language, String id) {
        return from.idsByLanguage() ? IdSpace.qualified(language, id) : id;
    }
}
