package dev.isogloss.dataset.convert;

import dev.isogloss.data.Language;
import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.ExampleFiles;
import dev.isogloss.dataset.ExampleRow;
import dev.isogloss.dataset.JudgmentRow;
import dev.isogloss.dataset.PassageRow;
import dev.isogloss.dataset.QueryRow;
import dev.isogloss.dataset.RowSink;
import dev.isogloss.format.LanguageDetector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which languages a conversion deals with: rows that say none get one, and rows of others are left out.
 *
 * @param otherwise asked for rows that say no language; null leaves them without
 * @param chosen empty for all
 */
public record Languages(@Nullable LanguageDetector otherwise, Set<Language> chosen) {
    public Languages {
        chosen = Set.copyOf(chosen);
    }

    /** Whether everything stays as it is. */
    boolean isTrivial() {
        return otherwise == null && chosen.isEmpty();
    }

    Language of(Language declared, String text) {
        return declared.equals(Language.UNDETERMINED) && otherwise != null ? otherwise.detect(text) : declared;
    }

    boolean keeps(Language language) {
        return chosen.isEmpty() || chosen.contains(language);
    }

    /** The collection in these languages. */
    public CollectionFiles over(CollectionFiles files) {
        return isTrivial() ? files : new OfCollection(files, this);
    }

    /** The examples in these languages. */
    public ExampleFiles over(ExampleFiles files) {
        return isTrivial() ? files : new OfExamples(files, this);
    }

    private record OfExamples(ExampleFiles examples, Languages languages) implements ExampleFiles {
        @Override
        public void examples(RowSink<ExampleRow> sink) throws IOException {
            examples.examples((row, origin) -> {
                Language language = languages.of(row.language(), row.query() == null ? "" : row.query());
                if (languages.keeps(language)) {
                    sink.accept(row.in(language), origin);
                }
            });
        }

        @Override
        public Optional<CollectionFiles> texts() {
            return examples.texts();
        }

        @Override
        public List<Path> files() {
            return examples.files();
        }
    }

    private record OfCollection(CollectionFiles collection, Languages chosen) implements CollectionFiles {
        @Override
        public boolean idsByLanguage() {
            return collection.idsByLanguage();
        }

        @Override
        public SortedSet<Language> languages() throws IOException {
            SortedSet<Language> languages = new TreeSet<>();
            if (collection.idsByLanguage()) {
                languages.addAll(collection.languages());
                languages.removeIf(language -> !chosen.keeps(language));
                return languages;
            }
            passages((row, origin) -> languages.add(row.language()));
            for (String split : splits()) {
                queries(split, (row, origin) -> languages.add(row.language()));
            }
            languages.remove(Language.UNDETERMINED);
            return languages;
        }

        @Override
        public SortedSet<String> splits() {
            return collection.splits();
        }

        @Override
        public void passages(RowSink<PassageRow> sink) throws IOException {
            collection.passages((row, origin) -> {
                Language language = chosen.of(row.language(), row.whole());
                if (chosen.keeps(language)) {
                    sink.accept(new PassageRow(row.id(), language, row.title(), row.text()), origin);
                }
            });
        }

        @Override
        public void queries(String split, RowSink<QueryRow> sink) throws IOException {
            collection.queries(split, (row, origin) -> {
                Language language = chosen.of(row.language(), row.text());
                if (chosen.keeps(language)) {
                    sink.accept(new QueryRow(row.id(), language, row.text()), origin);
                }
            });
        }

        @Override
        public void judgments(String split, RowSink<JudgmentRow> sink) throws IOException {
            if (chosen.chosen().isEmpty()) {
                collection.judgments(split, sink);
                return;
            }
            if (collection.idsByLanguage()) {
                collection.judgments(split, (row, origin) -> {
                    if (chosen.keeps(row.language())) {
                        sink.accept(row, origin);
                    }
                });
                return;
            }
            Set<String> kept = new HashSet<>();
            queries(split, (row, origin) -> kept.add(row.id()));
            collection.judgments(split, (row, origin) -> {
                if (kept.contains(row.query())) {
                    sink.accept(row, origin);
                }
            });
        }

        @Override
        public List<Path> files() {
            return collection.files();
        }
    }
}
