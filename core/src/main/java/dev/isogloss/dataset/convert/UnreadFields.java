package dev.isogloss.dataset.convert;

import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.CollectionView;
import dev.isogloss.dataset.Losses;
import dev.isogloss.dataset.PassageRow;
import dev.isogloss.dataset.QueryRow;
import dev.isogloss.dataset.RowSink;
import java.io.IOException;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts what a collection has beside passages, queries and judgments and no format writes; of several readings the last one. */
final class UnreadFields extends CollectionView {
    private final SortedMap<String, SortedMap<String, Long>> counts = new TreeMap<>();

    UnreadFields(CollectionFiles files) {
        super(files);
    }

    @Override
    public void passages(RowSink<PassageRow> sink) throws IOException {
        SortedMap<String, Long> fields = start("passages");
        files.passages((row, origin) -> {
            add(fields, row.unread(), "passages");
            sink.accept(row, origin);
        });
    }

    @Override
    public void queries(String split, RowSink<QueryRow> sink) throws IOException {
        SortedMap<String, Long> fields = start("queries of " + split);
        files.queries(split, (row, origin) -> {
            add(fields, row.unread(), "queries");
            sink.accept(row, origin);
        });
    }

    private SortedMap<String, Long> start(String reading) {
        SortedMap<String, Long> fields = new TreeMap<>();
        counts.put(reading, fields);
        return fields;
    }

    private static void add(SortedMap<String, Long> fields, Set<String> names, String kind) {
        names.forEach(name -> fields.merge("fields " + name + " of " + kind, 1L, Long::sum));
    }

    /** Tells what was seen. */
    void report(Losses losses) {
        counts.values().forEach(fields -> fields.forEach(losses::count));
        files.unreadFiles().forEach(losses::count);
    }
}
