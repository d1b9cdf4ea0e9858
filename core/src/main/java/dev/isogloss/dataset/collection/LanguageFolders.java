package dev.isogloss.dataset.collection;

import dev.isogloss.data.Language;
import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.IdSpace;
import dev.isogloss.dataset.IdText;
import dev.isogloss.dataset.Losses;
import dev.isogloss.dataset.Output;
import dev.isogloss.dataset.PassageRow;
import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/** Writes the layouts that have files of their own for every language: MIRACL's and Mr. TyDi's. */
final class LanguageFolders {
    private LanguageFolders() {}

    /** What goes into the folder. */
    interface Body {
        void write(CollectionFiles files, Output folder) throws IOException;
    }

    /**
     * Writes a layout.
     *
     * @param found whether the layout's name of a language is read back as that language
     * @throws BadInputException before anything is written when a language would not be found again
     */
    static void write(CollectionFiles from, Path to, String format, Predicate<Language> found, Body body)
            throws IOException {
        Output.requireFree(to);
        CollectionFiles files = IdSpace.byLanguage(from, format);
        List<Language> lost = files.languages().stream().filter(found.negate()).toList();
        if (!lost.isEmpty()) {
            throw new BadInputException("folders named as " + format + " names them would not be read as the languages "
                    + lost + " again; beir and plain take every language code, and --languages leaves some out");
        }
        Output.folder(to, folder -> body.write(files, folder));
    }

    /** Passages to the files of their languages, a new file after every {@code most}. */
    static void passages(
            CollectionFiles files,
            Output folder,
            int most,
            BiFunction<Language, Integer, String> name,
            Function<PassageRow, Object> json)
            throws IOException {
        try (OpenFiles<Language> open = new OpenFiles<>(folder)) {
            Map<Language, Integer> counts = new HashMap<>();
            files.passages((row, origin) -> {
                int count = counts.merge(row.language(), 1, Integer::sum) - 1;
                if (count % most == 0) {
                    open.close(row.language());
                }
                open.get(row.language(), name.apply(row.language(), count / most))
                        .json(json.apply(row));
            });
        }
    }

    static void topics(CollectionFiles files, Output folder, Losses losses, BiFunction<Language, String, String> name)
            throws IOException {
        for (String split : files.splits()) {
            try (OpenFiles<Language> open = new OpenFiles<>(folder)) {
                files.queries(
                        split,
                        (row, origin) -> TopicLines.write(
                                open.get(row.language(), name.apply(row.language(), split)), row, losses));
            }
        }
    }

    static void judgments(CollectionFiles files, Output folder, BiFunction<Language, String, String> name)
            throws IOException {
        for (String split : files.splits()) {
            try (OpenFiles<Language> open = new OpenFiles<>(folder)) {
                files.judgments(
                        split,
                        (row, origin) -> open.get(row.language(), name.apply(row.language(), split))
                                .columns(
                                        IdText.encode(row.query()),
                                        "Q0",
                                        IdText.encode(row.passage()),
                                        Integer.toString(row.grade())));
            }
        }
    }

    /** Files that are opened when they are first written to. */
    private static final class OpenFiles<K extends Comparable<K>> implements AutoCloseable {
        private final Output folder;
        private final Map<K, Output.Rows> open = new TreeMap<>();

        OpenFiles(Output folder) {
            this.folder = folder;
        }

        Output.Rows get(K key, String name) throws IOException {
            Output.Rows rows = open.get(key);
            if (rows == null) {
                rows = folder.open(name);
                open.put(key, rows);
            }
            return rows;
        }

        void close(K key) throws IOException {
            Output.Rows rows = open.remove(key);
            if (rows != null) {
                rows.close();
            }
        }

        @Override
        public void close() throws IOException {
            for (Output.Rows rows : open.values()) {
                rows.close();
            }
        }
    }
}
