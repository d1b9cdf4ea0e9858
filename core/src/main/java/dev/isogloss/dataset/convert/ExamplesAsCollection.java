package dev.isogloss.dataset.convert;

import dev.isogloss.data.Language;
import dev.isogloss.dataset.BadRows;
import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.ExampleFiles;
import dev.isogloss.dataset.ExamplePassage;
import dev.isogloss.dataset.ExampleRow;
import dev.isogloss.dataset.JudgmentRow;
import dev.isogloss.dataset.LongMap;
import dev.isogloss.dataset.PassageRow;
import dev.isogloss.dataset.QueryRow;
import dev.isogloss.dataset.RowSink;
import dev.isogloss.dataset.example.CollectedPassages;
import dev.isogloss.io.Origin;
import dev.isogloss.io.StableHash;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Training examples as a collection: every passage once, positives judged 1 and negatives judged 0. Holds hashes, no texts. Passages are
 * taken to be in the language of the first query that has them, unless they are given by themselves.
 */
public final class ExamplesAsCollection implements CollectionFiles {
    private final SortedMap<String, ExampleFiles> examples = new TreeMap<>();
    private final Optional<CollectionFiles> given;
    private final BadRows badRows;

    /** Examples of one split whose texts are known. */
    public ExamplesAsCollection(ExampleFiles examples, String split, BadRows badRows) {
        this(Map.of(split, examples), Optional.empty(), badRows);
    }

    /**
     * Examples by split.
     *
     * @param given where the passages are; empty where the examples have their texts
     * @param badRows told of judgments that contradict earlier ones
     */
    public ExamplesAsCollection(Map<String, ExampleFiles> examples, Optional<CollectionFiles> given, BadRows badRows) {
        examples.forEach((split, files) -> this.examples.put(split, new IdentifiedExamples(files, true)));
        this.given = given;
        this.badRows = badRows;
    }

    @Override
    public boolean idsByLanguage() {
        return false;
    }

    @Override
    public SortedSet<Language> languages() throws IOException {
        SortedSet<Language> languages = new TreeSet<>();
        for (ExampleFiles split : examples.values()) {
            split.examples((row, origin) -> languages.add(row.language()));
        }
        if (given.isPresent()) {
            languages.addAll(given.get().languages());
        }
        languages.remove(Language.UNDETERMINED);
        return languages;
    }

    @Override
    public SortedSet<String> splits() {
        return new TreeSet<>(examples.keySet());
    }

    @Override
    public void passages(RowSink<PassageRow> sink) throws IOException {
        if (given.isPresent()) {
            given.get().passages(sink);
            return;
        }
        CollectedPassages collected = new CollectedPassages();
        for (ExampleFiles split : examples.values()) {
            split.examples((row, origin) -> {
                if (row.needsTexts()) {
                    throw origin.error(
                            "query " + row.id() + " has ids without texts, and there is no corpus.jsonl beside it");
                }
                collected.takeNew(
                        row,
                        origin,
                        passage -> sink.accept(
                                new PassageRow(passage.id(), row.language(), passage.title(), passage.requiredText()),
                                origin));
            });
        }
    }

    @Override
    public void queries(String split, RowSink<QueryRow> sink) throws IOException {
        LongMap seen = new LongMap();
        part(split).examples((row, origin) -> {
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
    public void judgments(String split, RowSink<JudgmentRow> sink) throws IOException {
        LongMap pairs = new LongMap();
        part(split).examples((row, origin) -> {
            judge(row, origin, row.positives(), 1, pairs, sink);
            judge(row, origin, row.negatives(), 0, pairs, sink);
        });
    }

    /** Every pair once; what contradicts an earlier judgment is a bad row. */
    private void judge(
            ExampleRow row,
            Origin origin,
            List<ExamplePassage> passages,
            int grade,
            LongMap pairs,
            RowSink<JudgmentRow> sink)
            throws IOException {
        for (ExamplePassage passage : passages) {
            long earlier = pairs.putIfAbsent(pair(row.id(), passage.id()), grade + 1L);
            if (earlier == 0) {
                sink.accept(new JudgmentRow(Language.UNDETERMINED, row.id(), passage.id(), grade), origin);
            } else if (earlier != grade + 1L) {
                badRows.take(
                        origin,
                        row.id() + " " + passage.id(),
                        origin.error("passage " + passage.id() + " is both a positive and a negative of query "
                                + row.id() + ", here or in an earlier row; keep one of the two"));
            }
        }
    }

    private static long pair(String query, String passage) {
        return StableHash.of(StableHash.of(0, query), passage);
    }

    private ExampleFiles part(String split) {
        ExampleFiles part = examples.get(split);
        if (part == null) {
            throw new IllegalArgumentException("there is no split " + split + "; there are " + examples.keySet());
        }
        return part;
    }

    @Override
    public List<Path> files() {
        List<Path> files = new ArrayList<>();
        examples.values().forEach(split -> files.addAll(split.files()));
        given.ifPresent(passages -> files.addAll(passages.files()));
        return List.copyOf(files);
    }
}
