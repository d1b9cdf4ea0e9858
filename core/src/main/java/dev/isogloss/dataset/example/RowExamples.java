package dev.isogloss.dataset.example;

import dev.isogloss.dataset.BadRows;
import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.ExampleFiles;
import dev.isogloss.dataset.ExampleRow;
import dev.isogloss.dataset.RowFile;
import dev.isogloss.dataset.RowSink;
import dev.isogloss.dataset.collection.FlatPassages;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.CompressedFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Examples of which every row is one. */
record RowExamples(
        List<Path> files, BadRows badRows, RowFile.Parser<ExampleRow> parser, Optional<CollectionFiles> texts)
        implements ExampleFiles {
    /** {@code dev.jsonl}, {@code test-00000-of-00002.parquet}. */
    private static final Pattern HELD_OUT = Pattern.compile("(dev|test|valid|validation|val|eval)([-_].*)?[.][^.]*");

    RowExamples {
        files = List.copyOf(files);
    }

    static RowExamples of(Path path, BadRows badRows, RowFile.Parser<ExampleRow> parser) {
        return of(path, badRows, parser, Optional.empty());
    }

    /** Examples whose ids find their texts in a file {@code corpus.*} beside them, where there is one. */
    static RowExamples withCorpus(Path path, BadRows badRows, RowFile.Parser<ExampleRow> parser) {
        return of(path, badRows, parser, RowFile.corpusOf(path).map(file -> new FlatPassages(List.of(file), badRows)));
    }

    static RowExamples of(
            Path path, BadRows badRows, RowFile.Parser<ExampleRow> parser, Optional<CollectionFiles> texts) {
        List<Path> files = RowFile.find(path);
        if (files.isEmpty()) {
            throw new BadInputException("there are no .jsonl or .parquet files in " + path.toAbsolutePath());
        }
        requireOneSplit(path, files);
        return new RowExamples(files, badRows, parser, texts);
    }

    /** A folder with a held-out file beside others would become one set of examples, and nobody would see it. */
    private static void requireOneSplit(Path path, List<Path> files) {
        if (files.size() > 1
                && files.stream()
                        .map(CompressedFiles::plainName)
                        .anyMatch(name -> HELD_OUT.matcher(name).matches())) {
            throw new BadInputException(path.toAbsolutePath() + " has several splits, one of them held out: "
                    + files.stream()
                            .map(file -> String.valueOf(file.getFileName()))
                            .toList() + "; name one of the files");
        }
    }

    @Override
    public void examples(RowSink<ExampleRow> sink) throws IOException {
        for (Path file : files) {
            RowFile.read(file, badRows, parser, sink);
        }
    }
}
