package dev.isogloss.dataset.convert;

import dev.isogloss.dataset.BadRows;
import dev.isogloss.dataset.ExampleFiles;
import dev.isogloss.dataset.ExampleFormat;
import dev.isogloss.dataset.ExampleRow;
import dev.isogloss.dataset.RowFile;
import dev.isogloss.dataset.RowSink;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.CompressedFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The files of examples in a folder by their splits, as their names say: {@code train.jsonl.gz}, {@code dev-00000-of-00002.parquet}. */
public final class ExampleSplits {
    private ExampleSplits() {}

    /**
     * Split to examples.
     *
     * @throws BadInputException when there are no files
     */
    public static SortedMap<String, ExampleFiles> find(ExampleFormat format, Path folder, BadRows badRows) {
        SortedMap<String, List<ExampleFiles>> found = new TreeMap<>();
        for (Path file : RowFile.find(folder)) {
            String name = CompressedFiles.plainName(file);
            String split = name.replaceFirst("(-\\d+(-of-\\d+)?)?\\.[^.]*$", "");
            found.computeIfAbsent(split, first -> new ArrayList<>()).add(format.open(file, badRows));
        }
        if (found.isEmpty()) {
            throw new BadInputException("there are no .jsonl or .parquet files in " + folder.toAbsolutePath());
        }
        SortedMap<String, ExampleFiles> splits = new TreeMap<>();
        found.forEach((split, files) -> splits.put(split, files.size() == 1 ? files.getFirst() : new Together(files)));
        return splits;
    }

    private record Together(List<ExampleFiles> parts) implements ExampleFiles {
        Together {
            parts = List.copyOf(parts);
        }

        @Override
        public void examples(RowSink<ExampleRow> sink) throws IOException {
            for (ExampleFiles part : parts) {
                part.examples(sink);
            }
        }

        @Override
        public List<Path> files() {
            return parts.stream().flatMap(part -> part.files().stream()).toList();
        }
    }
}
