package dev.isogloss.dataset.convert;

import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.ExampleFiles;
import dev.isogloss.dataset.ExampleRow;
import dev.isogloss.dataset.RowSink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Some examples of each language, seeded; order is kept. */
public final class SampledExamples implements ExampleFiles {
    private final ExampleFiles from;
    private final Lottery lottery;

    /**
     * Draws the sample; reads everything once.
     *
     * @param examples how many of each language
     */
    public SampledExamples(ExampleFiles from, long seed, int examples) throws IOException {
        this.from = from;
        this.lottery = new Lottery(seed, examples);
        numbered((row, name) -> lottery.enter(row.language(), name), (row, origin) -> {});
    }

    @Override
    public void examples(RowSink<ExampleRow> sink) throws IOException {
        boolean[] wins = {false};
        numbered((row, name) -> wins[0] = lottery.wins(row.language(), name), (row, origin) -> {
            if (wins[0]) {
                sink.accept(row, origin);
            }
        });
    }

    private interface Named {
        void see(ExampleRow row, String name);
    }

    /** Rows may lack an id and be alike, so that their number is part of their name. */
    private void numbered(Named named, RowSink<ExampleRow> sink) throws IOException {
        long[] number = {0};
        from.examples((row, origin) -> {
            named.see(row, number[0]++ + ":" + (row.id().isEmpty() ? row.query() : row.id()));
            sink.accept(row, origin);
        });
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
