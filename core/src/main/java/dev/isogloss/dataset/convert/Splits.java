package dev.isogloss.dataset.convert;

import dev.isogloss.data.Language;
import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.JudgmentRow;
import dev.isogloss.dataset.PassageRow;
import dev.isogloss.dataset.QueryRow;
import dev.isogloss.dataset.RowSink;
import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** A collection of which only some splits count. */
record Splits(CollectionFiles collection, SortedSet<String> splits) implements CollectionFiles {
    private static final String TRAIN = "train";

    /** The collection with these splits; all when none is named. */
    static CollectionFiles of(CollectionFiles collection, Set<String> wanted) {
        if (wanted.isEmpty()) {
            return collection;
        }
        for (String split : wanted) {
            if (!collection.splits().contains(split)) {
                throw new BadInputException(
                        "there is no split " + split + " here; there are: " + String.join(" ", collection.splits()));
            }
        }
        return new Splits(collection, new TreeSet<>(wanted));
    }

    /**
     * What may be learned from: the named splits, else {@code train}, else the only one there is. What somebody measures on is never
     * learned from by accident.
     */
    static CollectionFiles learned(CollectionFiles collection, Set<String> wanted) {
        SortedSet<String> splits = collection.splits();
        if (!wanted.isEmpty()) {
            return of(collection, wanted);
        }
        if (splits.contains(TRAIN)) {
            return of(collection, Set.of(TRAIN));
        }
        if (splits.size() > 1) {
            throw new BadInputException(
                    "training examples come from the split " + TRAIN + ", and here is none; there are: "
                            + String.join(" ", splits) + ", and --split NAME takes one all the same");
        }
        return collection;
    }

    @Override
    public boolean idsByLanguage() {
        return collection.idsByLanguage();
    }

    @Override
    public SortedSet<Language> languages() throws IOException {
        return collection.languages();
    }

    @Override
    public void passages(RowSink<PassageRow> sink) throws IOException {
        collection.passages(sink);
    }

    @Override
    public void queries(String split, RowSink<QueryRow> sink) throws IOException {
        collection.queries(split, sink);
    }

    @Override
    public void judgments(String split, RowSink<JudgmentRow> sink) throws IOException {
        collection.judgments(split, sink);
    }

    @Override
    public List<Path> files() {
        return collection.files();
    }
}
