package dev.isogloss.dataset.convert;

import dev.isogloss.data.Language;
import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.CollectionView;
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

    /** The examples in these languages, and those of which nobody can tell before their ids have texts. */
    public ExampleFiles over(ExampleFiles files) {
        return isTrivial() ? files : new OfExamples(files, this);
    }

    private record OfExamples(ExampleFiles examples, Languages languages) implements ExampleFiles {
        @Override
        public void examples(RowSink<ExampleRow> sink) throws IOException {
            examples.examples((row, origin) -> {
                String query = row.query();
                if (query == null && row.language().equals(Language.UNDETERMINED)) {
                    sink.accept(row, origin); // nobody can tell before the query has its text
                    return;
                }
                Language language = languages.of(row.language(), query == null ? "" : query);
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

    private static final class OfCollection extends CollectionView {
        private final Languages chosen;

        OfCollection(CollectionFiles files, Languages chosen) {
            super(files);
            this.chosen = chosen;
        }

        @Override
        public SortedSet<Language> languages() throws IOException {
            SortedSet<Language> languages = new TreeSet<>();
            if (files.idsByLanguage()) {
                languages.addAll(files.languages());
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
        public void passages(RowSink<PassageRow> sink) throws IOException {
            files.passages((row, origin) -> {
                Language language = chosen.of(row.language(), row.whole());
                if (chosen.keeps(language)) {
                    sink.accept(row.as(row.id(), language), origin);
                }
            });
        }

        @Override
        public void queries(String split, RowSink<QueryRow> sink) throws IOException {
            files.queries(split, (row, origin) -> {
                Language language = chosen.of(row.language(), row.text());
                if (chosen.keeps(language)) {
                    sink.accept(row.as(row.id(), language), origin);
                }
            });
        }

        @Override
        public void judgments(String split, RowSink<JudgmentRow> sink) throws IOException {
            if (chosen.chosen().isEmpty()) {
                files.judgments(split, sink);
                return;
            }
            if (files.idsByLanguage()) {
                files.judgments(split, (row, origin) -> {
                    if (chosen.keeps(row.language())) {
                        sink.accept(row, origin);
                    }
                });
                return;
            }
            Set<String> kept = new HashSet<>();
            queries(split, (row, origin) -> kept.add(row.id()));
            files.judgments(split, (row, origin) -> {
                if (kept.contains(row.query())) {
                    sink.accept(row, origin);
                }
            });
        }
    }
}
