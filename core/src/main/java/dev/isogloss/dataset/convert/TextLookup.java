package dev.isogloss.dataset.convert;

import dev.isogloss.corpus.Corpus;
import dev.isogloss.corpus.CorpusBuilder;
import dev.isogloss.corpus.Sample;
import dev.isogloss.data.Judgments;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.ExamplePassage;
import dev.isogloss.dataset.IdSpace;
import dev.isogloss.dataset.IdText;
import dev.isogloss.dataset.QueryIds;
import dev.isogloss.dataset.QueryRow;
import dev.isogloss.format.CollectionSource;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The texts of a collection by id: passages in a {@link Corpus} of its own on disk (mapped, no heap), queries in memory. Ids are flat;
 * an id is found with and without its language in front. Closing takes the corpus off the disk.
 */
public final class TextLookup implements AutoCloseable {
    private final Path folder;
    private final Corpus corpus;
    private final Map<String, QueryRow> queries;

    private TextLookup(Path folder, Corpus corpus, Map<String, QueryRow> queries) {
        this.folder = folder;
        this.corpus = corpus;
        this.queries = queries;
    }

    /**
     * Reads the texts.
     *
     * @param asked whether queries will be looked up too; they are those of all splits
     * @param folder where the corpus may be built; whatever is there goes
     * @throws dev.isogloss.io.BadInputException when there are no passages, or an id comes twice, or a query's id stands for two
     *     texts
     */
    public static TextLookup of(CollectionFiles files, boolean asked, Path folder, Progress progress)
            throws IOException {
        clear(folder);
        CollectionFiles flat = IdSpace.flat(files);
        Map<String, QueryRow> queries = asked ? queries(flat) : Map.of();
        CorpusBuilder.build(new Passages(flat), Sample.everything(), folder, progress);
        return new TextLookup(folder, Corpus.open(folder), queries);
    }

    /** A passage with its text and its id in the collection, and the score it had. */
    Optional<ExamplePassage> passage(Language language, ExamplePassage passage) {
        for (String id : spellings(language, passage.id())) {
            int ordinal = corpus.ordinal(new Key(Language.UNDETERMINED, IdText.encode(id)));
            if (ordinal >= 0) {
                Passage found = corpus.passage(ordinal);
                return Optional.of(new ExamplePassage(id, found.title(), found.text(), passage.score()));
            }
        }
        return Optional.empty();
    }

    /** A query with its text and its id in the collection, where queries were read. */
    Optional<QueryRow> query(Language language, String id) {
        return spellings(language, id).stream()
                .map(queries::get)
                .filter(java.util.Objects::nonNull)
                .findFirst();
    }

    private static Map<String, QueryRow> queries(CollectionFiles flat) throws IOException {
        Map<String, QueryRow> queries = new HashMap<>();
        QueryIds ids = new QueryIds();
        for (String split : flat.splits()) {
            flat.queries(split, (row, origin) -> {
                if (ids.add(row, origin)) {
                    queries.put(row.id(), row);
                }
            });
        }
        return queries;
    }

    private static Set<String> spellings(Language language, String id) {
        Set<String> spellings = new LinkedHashSet<>();
        spellings.add(IdSpace.qualified(language, id));
        spellings.add(id);
        spellings.add(IdSpace.bare(language, id));
        return spellings;
    }

    @Override
    public void close() {
        corpus.close();
        try {
            clear(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void clear(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> below = Files.walk(folder)) {
            all = below.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }

    /** Passages as the corpus wants them: all in one space of ids. */
    private record Passages(CollectionFiles flat) implements CollectionSource {
        @Override
        public String format() {
            return "given";
        }

        @Override
        public List<Language> languages() {
            return List.of(Language.UNDETERMINED);
        }

        @Override
        public void passages(Consumer<Passage> sink) {
            passagesWithOrigin((passage, origin) -> sink.accept(passage));
        }

        @Override
        public void passagesWithOrigin(dev.isogloss.format.PassageSink sink) {
            try {
                flat.passages((row, origin) -> sink.accept(
                        new Passage(new Key(Language.UNDETERMINED, IdText.encode(row.id())), row.title(), row.text()),
                        origin));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public List<Query> queries(String split) {
            return List.of();
        }

        @Override
        public Judgments judgments(String split) {
            return Judgments.of(Map.of());
        }

        @Override
        public Set<String> splits() {
            return new TreeSet<>();
        }

        @Override
        public List<Path> files() {
            return flat.files();
        }
    }
}
