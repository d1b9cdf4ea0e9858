package dev.isogloss.dataset.convert;

import dev.isogloss.data.Judgments;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.dataset.BadRows;
import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.CollectionFormat;
import dev.isogloss.dataset.ExampleFormat;
import dev.isogloss.dataset.IdSpace;
import dev.isogloss.dataset.IdText;
import dev.isogloss.dataset.PassageRow;
import dev.isogloss.dataset.RowFile;
import dev.isogloss.dataset.collection.FlatPassages;
import dev.isogloss.format.CollectionSource;
import dev.isogloss.format.LanguageDetector;
import dev.isogloss.format.PassageSink;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Origin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A data set of any format as a collection to search and learn from: every id has a language. Rows that say none are detected, once;
 * where ids are flat and begin with their language, the key does not repeat it. The first bad row is an error.
 */
public final class DatasetCollection implements CollectionSource {
    private final String format;
    private final Path path;
    private final CollectionFiles files;
    private final LanguageMemory memory;
    private final Set<Language> chosen;

    private DatasetCollection(
            String format, Path path, CollectionFiles files, LanguageMemory memory, Set<Language> chosen) {
        this.format = format;
        this.path = path;
        this.files = files;
        this.memory = memory;
        this.chosen = Set.copyOf(chosen);
    }

    /**
     * Opens a folder.
     *
     * @param format the word of a format; training examples are the splits that their files are named after
     * @param chosen empty for all languages
     * @param detector asked for rows that say no language
     */
    public static DatasetCollection open(String format, Path path, Set<Language> chosen, LanguageDetector detector) {
        CollectionFiles files = switch (Formats.named(format)) {
            case CollectionFormat collection -> collection.open(path, BadRows.fail());
            case ExampleFormat examples ->
                new ExamplesAsCollection(
                        ExampleSplits.find(examples, path, BadRows.fail()),
                        RowFile.corpusOf(path).map(file -> new FlatPassages(List.of(file), BadRows.fail())),
                        BadRows.fail());
        };
        LanguageMemory memory = new LanguageMemory(detector);
        return new DatasetCollection(format, path, files, memory, chosen);
    }

    @Override
    public String format() {
        return format;
    }

    @Override
    public List<Language> languages() {
        SortedSet<Language> present = new TreeSet<>();
        each((passage, language, origin) -> present.add(language));
        Set<Language> absent = new TreeSet<>(chosen);
        absent.removeAll(present);
        if (!absent.isEmpty()) {
            throw new BadInputException("the collection in " + path + " has no passages in " + join(absent)
                    + "; it has them in: " + join(present));
        }
        return List.copyOf(chosen.isEmpty() ? present : new TreeSet<>(chosen));
    }

    @Override
    public void passages(Consumer<Passage> sink) {
        passagesWithOrigin((passage, origin) -> sink.accept(passage));
    }

    @Override
    public void passagesWithOrigin(PassageSink sink) {
        each((row, language, origin) -> {
            if (keeps(language)) {
                sink.accept(new Passage(key(language, row.id()), row.title(), row.text()), origin);
            }
        });
    }

    @Override
    public List<Query> queries(String split) {
        requireSplit(split);
        Map<Key, Query> queries = new LinkedHashMap<>();
        read(() -> files.queries(split, (row, origin) -> {
            Language language = memory.of(row.language(), row.text());
            Query query = new Query(key(language, row.id()), row.text());
            if (keeps(language) && queries.putIfAbsent(query.key(), query) != null) {
                throw origin.error("query id " + query.key() + " comes twice; ids must be unique within a language");
            }
        }));
        return queries.values().stream()
                .sorted(Comparator.comparing(Query::language)) // stable: source order within a language
                .toList();
    }

    @Override
    public Judgments judgments(String split) {
        requireSplit(split);
        Map<String, Language> queries = new HashMap<>();
        read(() -> files.queries(split, (row, origin) -> queries.put(row.id(), memory.of(row.language(), row.text()))));
        Map<String, Language> passages = languagesOfJudged(split);
        Map<Key, Map<Key, Integer>> grades = new HashMap<>();
        read(() -> files.judgments(split, (row, origin) -> {
            boolean byLanguage = files.idsByLanguage();
            Language ofQuery = byLanguage ? row.language() : queries.getOrDefault(row.query(), Language.UNDETERMINED);
            Language ofPassage = byLanguage ? row.language() : passages.getOrDefault(row.passage(), ofQuery);
            if (keeps(ofQuery) && keeps(ofPassage)) {
                Integer earlier = grades.computeIfAbsent(key(ofQuery, row.query()), query -> new HashMap<>())
                        .put(key(ofPassage, row.passage()), row.grade());
                if (earlier != null && earlier != row.grade()) {
                    throw origin.error("query " + row.query() + " and passage " + row.passage() + " are judged twice ("
                            + earlier + " before, now " + row.grade() + "); keep one of the lines");
                }
            }
        }));
        return Judgments.of(grades);
    }

    @Override
    public Set<String> splits() {
        return files.splits();
    }

    @Override
    public List<Path> files() {
        return files.files();
    }

    /** Flat ids say nothing about the language of a judged passage, so its text has to. */
    private Map<String, Language> languagesOfJudged(String split) {
        if (files.idsByLanguage()) {
            return Map.of();
        }
        Set<String> judged = new HashSet<>();
        read(() -> files.judgments(split, (row, origin) -> judged.add(row.passage())));
        Map<String, Language> languages = new HashMap<>();
        each((row, language, origin) -> {
            if (judged.contains(row.id())) {
                languages.put(row.id(), language);
            }
        });
        return languages;
    }

    private interface PassageWithLanguage {
        void accept(PassageRow row, Language language, Origin origin);
    }

    private void each(PassageWithLanguage sink) {
        int[] position = {0};
        read(() -> files.passages((row, origin) ->
                sink.accept(row, memory.ofPassage(position[0]++, row.language(), row.whole()), origin)));
    }

    private interface Reading {
        void read() throws IOException;
    }

    private static void read(Reading reading) {
        try {
            reading.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Key key(Language language, String id) {
        return new Key(language, IdText.encode(files.idsByLanguage() ? id : IdSpace.bare(language, id)));
    }

    private boolean keeps(Language language) {
        return chosen.isEmpty() || chosen.contains(language);
    }

    private void requireSplit(String split) {
        if (!splits().contains(split)) {
            throw new BadInputException("the collection in " + path + " has no split " + split
                    + (splits().isEmpty() ? "; it has no queries" : "; it has: " + String.join(" ", splits())));
        }
    }

    private static String join(Set<Language> languages) {
        return languages.stream().map(Language::code).collect(Collectors.joining(" "));
    }

    /** Detects the language of a passage once: a byte a passage. */
    private static final class LanguageMemory {
        private final LanguageDetector detector;
        private final List<Language> seen = new ArrayList<>();
        private byte[] detected = new byte[1 << 10];
        private int known;

        LanguageMemory(LanguageDetector detector) {
            this.detector = detector;
        }

        Language of(Language declared, String text) {
            return declared.equals(Language.UNDETERMINED) ? detector.detect(text) : declared;
        }

        Language ofPassage(int position, Language declared, String text) {
            if (position < known) {
                return seen.get(detected[position]);
            }
            Language language = of(declared, text);
            int number = seen.indexOf(language);
            if (number < 0) {
                if (seen.size() == Byte.MAX_VALUE) {
                    throw new BadInputException("more than " + Byte.MAX_VALUE + " languages in one collection");
                }
                number = seen.size();
                seen.add(language);
            }
            if (known == detected.length) {
                detected = Arrays.copyOf(detected, known * 2);
            }
            detected[known++] = (byte) number;
            return language;
        }
    }
}
