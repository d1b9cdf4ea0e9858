package dev.isogloss.dataset;

import dev.isogloss.data.Language;
import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A collection with its ids as another format needs them: unique over all languages ({@code lang:id} where there are several), or
 * unique within a language. One undoes the other.
 */
public final class IdSpace {
    private IdSpace() {}

    /** The collection with one space of ids. */
    public static CollectionFiles flat(CollectionFiles files) throws IOException {
        if (!files.idsByLanguage()) {
            return files;
        }
        return new Flat(files, files.languages().size() > 1);
    }

    /**
     * The collection with a space of ids for every language. Reads everything once; holds the ids of queries and of judged passages.
     *
     * @param format for messages
     * @throws BadInputException when a row says no language, or a judgment crosses languages
     */
    public static CollectionFiles byLanguage(CollectionFiles files, String format) throws IOException {
        return files.idsByLanguage() ? files : new ByLanguage(files, format);
    }

    /** The flat id of an id of a language. */
    public static String qualified(Language language, String id) {
        return language.code() + ":" + id;
    }

    /** Takes the language off an id that begins with it. */
    public static String bare(Language language, String id) {
        String prefix = language.code() + ":";
        return id.startsWith(prefix) ? id.substring(prefix.length()) : id;
    }

    private static final class Flat extends CollectionView {
        private final boolean several;

        Flat(CollectionFiles files, boolean several) {
            super(files);
            this.several = several;
        }

        @Override
        public boolean idsByLanguage() {
            return false;
        }

        @Override
        public void passages(RowSink<PassageRow> sink) throws IOException {
            files.passages((row, origin) -> sink.accept(row.as(id(row.language(), row.id()), row.language()), origin));
        }

        @Override
        public void queries(String split, RowSink<QueryRow> sink) throws IOException {
            files.queries(
                    split, (row, origin) -> sink.accept(row.as(id(row.language(), row.id()), row.language()), origin));
        }

        @Override
        public void judgments(String split, RowSink<JudgmentRow> sink) throws IOException {
            files.judgments(
                    split,
                    (row, origin) -> sink.accept(
                            new JudgmentRow(
                                    Language.UNDETERMINED,
                                    id(row.language(), row.query()),
                                    id(row.language(), row.passage()),
                                    row.grade()),
                            origin));
        }

        private String id(Language language, String id) {
            return several ? qualified(language, id) : id;
        }
    }

    private static final class ByLanguage extends CollectionView {
        private final String format;
        private final Map<String, Language> judged = new HashMap<>();
        private final SortedSet<Language> languages = new TreeSet<>();

        ByLanguage(CollectionFiles files, String format) throws IOException {
            super(files);
            this.format = format;
            for (String split : files.splits()) {
                files.judgments(split, (row, origin) -> judged.put(row.passage(), Language.UNDETERMINED));
            }
            files.passages((row, origin) -> {
                Language language = language(row.language(), "passage", row.id(), origin);
                languages.add(language);
                judged.computeIfPresent(row.id(), (id, unknown) -> language);
            });
            for (String split : files.splits()) {
                files.queries(
                        split, (row, origin) -> languages.add(language(row.language(), "query", row.id(), origin)));
            }
        }

        @Override
        public SortedSet<Language> languages() {
            return Collections.unmodifiableSortedSet(languages);
        }

        @Override
        public boolean idsByLanguage() {
            return true;
        }

        @Override
        public void passages(RowSink<PassageRow> sink) throws IOException {
            files.passages((row, origin) -> {
                Language language = language(row.language(), "passage", row.id(), origin);
                sink.accept(row.as(bare(language, row.id()), language), origin);
            });
        }

        @Override
        public void queries(String split, RowSink<QueryRow> sink) throws IOException {
            files.queries(split, (row, origin) -> {
                Language language = language(row.language(), "query", row.id(), origin);
                sink.accept(row.as(bare(language, row.id()), language), origin);
            });
        }

        @Override
        public void judgments(String split, RowSink<JudgmentRow> sink) throws IOException {
            Map<String, Language> queries = new HashMap<>();
            files.queries(split, (row, origin) -> queries.put(row.id(), row.language()));
            files.judgments(split, (row, origin) -> {
                Language language = queries.getOrDefault(row.query(), Language.UNDETERMINED);
                Language ofPassage = judged.getOrDefault(row.passage(), Language.UNDETERMINED);
                if (language.equals(Language.UNDETERMINED)) {
                    language = ofPassage;
                }
                if (language.equals(Language.UNDETERMINED)) {
                    throw origin.error("neither query " + row.query() + " nor passage " + row.passage()
                            + " has a text here, so that their language is unknown; " + format
                            + " keeps languages apart");
                }
                if (!ofPassage.equals(Language.UNDETERMINED) && !ofPassage.equals(language)) {
                    throw origin.error("query " + row.query() + " is in " + language + " and passage " + row.passage()
                            + " in " + ofPassage + "; " + format
                            + " judges within one language only (plain and beir do not)");
                }
                sink.accept(
                        new JudgmentRow(
                                language, bare(language, row.query()), bare(language, row.passage()), row.grade()),
                        origin);
            });
        }

        private Language language(@Nullable Language language, String what, String id, dev.isogloss.io.Origin origin) {
            if (language == null || language.equals(Language.UNDETERMINED)) {
                throw origin.error(
                        what + " " + id + " says no language, but " + format
                                + " keeps languages apart; say which with --language CODE, or find out with --detect-languages");
            }
            return language;
        }
    }
}
