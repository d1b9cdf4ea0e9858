package dev.isogloss.dataset.convert;

import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.CollectionView;
import dev.isogloss.io.BadInputException;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** A collection of which only some splits count. */
final class Splits extends CollectionView {
    private static final String TRAIN = "train";

    private final SortedSet<String> kept;

    private Splits(CollectionFiles files, SortedSet<String> kept) {
        super(files);
        this.kept = kept;
    }

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
    public SortedSet<String> splits() {
        return Collections.unmodifiableSortedSet(kept);
    }
}
