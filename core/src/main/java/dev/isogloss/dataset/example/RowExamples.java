package dev.isogloss.dataset.example;

import dev.isogloss.dataset.BadRows;
import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.ExampleFiles;
import dev.isogloss.dataset.ExampleRow;
import dev.isogloss.dataset.RowFile;
import dev.isogloss.dataset.RowSink;
import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Examples of which every row is one. */
record RowExamples(
        List<Path> files, BadRows badRows, RowFile.Parser<ExampleRow> parser, Optional<CollectionFiles> texts)
        implements ExampleFiles {
    RowExamples {
        files = List.copyOf(files);
    }

    static RowExamples of(Path path, BadRows badRows, RowFile.Parser<ExampleRow> parser) {
        return of(path, badRows, parser, Optional.empty());
    }

    static RowExamples of(
            Path path, BadRows badRows, RowFile.Parser<ExampleRow> parser, Optional<CollectionFiles> texts) {
        List<Path> files = RowFile.find(path);
        if (files.isEmpty()) {
            throw new BadInputException("there are no .jsonl or .parquet files in " + path.toAbsolutePath());
        }
        return new RowExamples(files, badRows, parser, texts);
    }

    @Override
    public void examples(RowSink<ExampleRow> sink) throws IOException {
        for (Path file : files) {
            RowFile.read(file, badRows, parser, sink);
        }
    }
}
