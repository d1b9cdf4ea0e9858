package dev.isogloss.dataset.convert;

import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.ExampleFiles;
import dev.isogloss.dataset.ExampleRow;
import dev.isogloss.dataset.RowSink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The examples on one side.
 *
 * @param held whether the side that is held out
 */
public record DividedExamples(ExampleFiles from, HeldOut heldOut, boolean held) implements ExampleFiles {
    @Override
    public void examples(RowSink<ExampleRow> sink) throws IOException {
        from.examples((row, origin) -> {
            if (heldOut.contains(row.requiredQuery()) == held) {
                sink.accept(row, origin);
            }
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
