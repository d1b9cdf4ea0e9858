package dev.isogloss.dataset.convert;

import dev.isogloss.data.Language;
import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.ExampleFiles;
import dev.isogloss.dataset.ExamplePassage;
import dev.isogloss.dataset.JudgmentRow;
import dev.isogloss.dataset.LongMap;
import dev.isogloss.dataset.PassageRow;
import dev.isogloss.dataset.QueryRow;
import dev.isogloss.dataset.RowSink;
import dev.isogloss.dataset.example.CollectedPassages;
import dev.isogloss.format.LongSet;
import dev.isogloss.io.StableHash;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Training examples as a collection of one split: every passage once, positives judged 1 and negatives judged 0. Holds
 * hashes, no texts. The passages are taken to be in the language of the first query that has them.
 */
public final class ExamplesAsCollection implements CollectionFiles {
    private final ExampleFiles examples;
    private final String split;

    /** Examples whose texts are known. */
    public ExamplesAsCollection(ExampleFiles examples, String split) {
        this.examples = new IdentifiedExamples(examples);
        this.split = split;
    }

    @Override
    public boolean idsByLanguage() {
        return false;
    }

    @Override
    public SortedSet<Language> languages() throws IOException {
        SortedSet<Language> languages = new TreeSet<>();
        examples.examples((row, origin) -> languages.add(row.language()));
        languages.remove(Language.UNDETERMINED);
        return languages;
    }

    @Override
    public SortedSet<String> splits() {
        return new TreeSet<>(Set.of(split));
    }

    @Override
    public void passages(RowSink<PassageRow> sink) throws IOException {
        CollectedPassages collected = new CollectedPassages();
        examples.examples((row, origin) -> collected.takeNew(
                row,
                origin,
                passage -> sink.accept(
                        new PassageRow(passage.id(), row.language(), passage.title(), passage.requiredText()), origin)));
    }

    @Override
    public void queries(String name, RowSink<QueryRow> sink) throws IOException {
        LongMap seen = new LongMap();
        examples.examples((row, origin) -> {
            long hash = StableHash.of(0, row.requiredQuery());
            long earlier = seen.putIfAbsent(StableHash.of(0, row.id()), hash);
            if (earlier == 0) {
                sink.accept(new QueryRow(row.id(), row.language(), row.requiredQuery()), origin);
            } else if (earlier != hash) {
                throw origin.error("query " + row.id()
                        + " has another text here than in an earlier row; an id must stand for one text");
            }
        });
    }

    @Override
    public void judgments(String name, RowSink<JudgmentRow> sink) throws IOException {
        LongSet pairs = new LongSet();
        examples.examples((row, origin) -> {
            for (ExamplePassage passage : row.positives()) {
                if (pairs.add(pair(row.id(), passage.id()))) {
                    sink.accept(new JudgmentRow(Language.UNDETERMINED, row.id(), passage.id(), 1), origin);
                }
            }
            for (ExamplePassage passage : row.negatives()) {
                if (pairs.add(pair(row.id(), passage.id()))) {
                    sink.accept(new JudgmentRow(Language.UNDETERMINED, row.id(), passage.id(), 0), origin);
                }
            }
        });
    }

    private static long pair(String query, String passage) {
        return StableHash.of(StableHash.of(0, query), passage);
    }

    @Override
    public List<Path> files() {
        return examples.files();
    }
}
