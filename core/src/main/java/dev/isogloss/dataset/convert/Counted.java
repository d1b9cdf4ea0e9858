package dev.isogloss.dataset.convert;

import dev.isogloss.dataset.BadRows;
import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.CollectionView;
import dev.isogloss.dataset.ExampleFiles;
import dev.isogloss.dataset.ExampleRow;
import dev.isogloss.dataset.JudgmentRow;
import dev.isogloss.dataset.PassageRow;
import dev.isogloss.dataset.QueryRow;
import dev.isogloss.dataset.RowSink;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Shows how far a reading is, and counts what the last one of each kind gave. One per thread. */
final class Counted {
    private static final int REPORT_EVERY = 1024;

    private final Progress progress;
    private final BadRows badRows;
    private final SortedMap<String, Long> counts = new TreeMap<>();

    /**
     * A counter.
     *
     * @param badRows asked whether nothing was read because nothing could be
     */
    Counted(Progress progress, BadRows badRows) {
        this.progress = progress;
        this.badRows = badRows;
    }

    /** Kind (with the split, where it has one) to count. */
    SortedMap<String, Long> counts() {
        return Collections.unmodifiableSortedMap(counts);
    }

    ExampleFiles over(ExampleFiles from) {
        return new Examples(from, this);
    }

    CollectionFiles over(CollectionFiles from) {
        return new Collection(from, this);
    }

    private interface Reading<T> {
        void read(RowSink<T> sink) throws IOException;
    }

    private <T> void count(String name, Reading<T> reading, RowSink<T> sink) throws IOException {
        long[] count = {0};
        try (Progress.Task task = progress.start("read " + name, -1, name)) {
            reading.read((row, origin) -> {
                sink.accept(row, origin);
                if (++count[0] % REPORT_EVERY == 0) {
                    task.advance(REPORT_EVERY);
                }
            });
            task.advance(count[0] % REPORT_EVERY);
        }
        counts.put(name, count[0]);
        if (count[0] == 0 && badRows.count() > 0) {
            BadRows.Rejected first = badRows.examples().getFirst();
            throw new BadInputException("not one row of the " + name + " could be read; the first: " + first.place()
                    + ": " + first.reason() + "; is it another format?");
        }
    }

    private <T> void countQuietly(String name, Reading<T> reading, RowSink<T> sink) throws IOException {
        long[] count = {0};
        reading.read((row, origin) -> {
            count[0]++;
            sink.accept(row, origin);
        });
        counts.put(name, count[0]);
    }

    private record Examples(ExampleFiles from, Counted counted) implements ExampleFiles {
        @Override
        public void examples(RowSink<ExampleRow> sink) throws IOException {
            counted.count("examples", from::examples, sink);
        }

        @Override
        public List<Path> files() {
            return from.files();
        }
    }

    private static final class Collection extends CollectionView {
        private final Counted counted;

        Collection(CollectionFiles files, Counted counted) {
            super(files);
            this.counted = counted;
        }

        @Override
        public void passages(RowSink<PassageRow> sink) throws IOException {
            counted.count("passages", files::passages, sink);
        }

        @Override
        public void queries(String split, RowSink<QueryRow> sink) throws IOException {
            counted.<QueryRow>countQuietly("queries of " + split, rows -> files.queries(split, rows), sink);
        }

        @Override
        public void judgments(String split, RowSink<JudgmentRow> sink) throws IOException {
            counted.<JudgmentRow>countQuietly("judgments of " + split, rows -> files.judgments(split, rows), sink);
        }
    }
}
