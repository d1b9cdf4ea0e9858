package dev.isogloss.dataset.convert;

import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.ExampleFiles;
import dev.isogloss.dataset.ExampleRow;
import dev.isogloss.dataset.Losses;
import dev.isogloss.dataset.RowSink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts what examples have that no format keeps; of several readings the last one. */
final class UnreadExampleFields implements ExampleFiles {
    private final ExampleFiles from;
    private SortedMap<String, Long> counts = new TreeMap<>();

    UnreadExampleFields(ExampleFiles from) {
        this.from = from;
    }

    @Override
    public void examples(RowSink<ExampleRow> sink) throws IOException {
        SortedMap<String, Long> fields = new TreeMap<>();
        counts = fields;
        from.examples((row, origin) -> {
            row.unread().forEach(name -> fields.merge("fields " + name + " of examples", 1L, Long::sum));
            sink.accept(row, origin);
        });
    }

    /** Tells what was seen. */
    void report(Losses losses) {
        counts.forEach(losses::count);
    }

    @Override
    public Optional<CollectionFiles> texts() {
        return from.texts();
    }

    @Override
    public List<Path> files() {
        return from.files();
    }
}
