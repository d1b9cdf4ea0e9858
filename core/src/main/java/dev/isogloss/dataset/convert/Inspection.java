package dev.isogloss.dataset.convert;

import dev.isogloss.data.Language;
import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.ExampleFiles;
import dev.isogloss.dataset.ExamplePassage;
import dev.isogloss.dataset.ExampleRow;
import dev.isogloss.dataset.IdSpace;
import dev.isogloss.dataset.LongMap;
import dev.isogloss.format.LongSet;
import dev.isogloss.format.QueryNormalizer;
import dev.isogloss.io.StableHash;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is in a data set, counted in one pass over its passages and a few over the rest. Holds hashes and ids, no texts. The result is a
 * tree of maps, numbers and texts in a fixed order, as it is shown and written as JSON.
 */
public final class Inspection {
    private final @Nullable TokenCounter counter;

    /** An inspection that counts tokens where there is somebody to ask. */
    public Inspection(@Nullable TokenCounter counter) {
        this.counter = counter;
    }

    /** Counts passages by language, and queries and judgments by split and language. */
    public Map<String, Object> of(CollectionFiles files) throws IOException {
        Set<String> judged = new HashSet<>();
        for (String split : files.splits()) {
            files.judgments(split, (row, origin) -> judged.add(name(files, row.language(), row.passage())));
        }
        Set<String> present = new HashSet<>();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("passages", passages(files, judged, present));
        Map<String, Set<Long>> asked = new TreeMap<>();
        Map<String, Object> splits = new LinkedHashMap<>();
        LongMap queryTexts = new LongMap();
        Findings otherTexts = new Findings();
        for (String split : files.splits()) {
            splits.put(split, split(files, split, present, asked.computeIfAbsent(split, name -> new HashSet<>())));
            files.queries(split, (row, origin) -> {
                String id = name(files, row.language(), row.id());
                long text = StableHash.of(0, row.text());
                long earlier = queryTexts.putIfAbsent(StableHash.of(0, id), text == 0 ? 1 : text);
                if (earlier != 0 && earlier != (text == 0 ? 1 : text)) {
                    otherTexts.addOnce(id);
                }
            });
        }
        facts.put("query-ids-with-two-texts", otherTexts.facts());
        facts.put("splits", splits);
        Map<String, Object> shared = new LinkedHashMap<>();
        Set<Long> train = asked.getOrDefault("train", Set.of());
        asked.forEach((split, texts) -> {
            if (!split.equals("train") && asked.containsKey("train")) {
                shared.put(split, texts.stream().filter(train::contains).count());
            }
        });
        facts.put("queries-also-in-train", shared);
        return facts;
    }

    private Map<String, Object> passages(CollectionFiles files, Set<String> judged, Set<String> present)
            throws IOException {
        SortedMap<Language, TextTally> tallies = new TreeMap<>();
        LongSet ids = new LongSet();
        Findings duplicates = new Findings();
        files.passages((row, origin) -> {
            tallies.computeIfAbsent(row.language(), language -> new TextTally(counter, false))
                    .add(row.whole());
            String name = name(files, row.language(), row.id());
            if (!ids.add(StableHash.of(0, name))) {
                duplicates.add(name);
            }
            if (judged.contains(name)) {
                present.add(name);
            }
        });
        Map<String, Object> facts = byLanguage(tallies);
        facts.put("ids-used-twice", duplicates.facts());
        return facts;
    }

    private Map<String, Object> split(CollectionFiles files, String split, Set<String> present, Set<Long> texts)
            throws IOException {
        SortedMap<Language, TextTally> tallies = new TreeMap<>();
        Map<String, Boolean> queries = new HashMap<>();
        Findings duplicates = new Findings();
        files.queries(split, (row, origin) -> {
            tallies.computeIfAbsent(row.language(), language -> new TextTally(counter, true))
                    .add(row.text());
            texts.add(StableHash.of(0, QueryNormalizer.normalize(row.text())));
            if (queries.put(name(files, row.language(), row.id()), false) != null) {
                duplicates.add(name(files, row.language(), row.id()));
            }
        });
        long[] judgments = {0, 0};
        Findings noQuery = new Findings();
        Findings noPassage = new Findings();
        Findings twice = new Findings();
        LongSet pairs = new LongSet();
        files.judgments(split, (row, origin) -> {
            judgments[0]++;
            String query = name(files, row.language(), row.query());
            String passage = name(files, row.language(), row.passage());
            if (!pairs.add(StableHash.of(StableHash.of(0, query), passage))) {
                twice.add(query + " " + passage);
            }
            if (!queries.containsKey(query)) {
                noQuery.addOnce(query);
            }
            if (!present.contains(passage)) {
                noPassage.addOnce(passage);
            }
            if (row.grade() > 0) {
                judgments[1]++;
                queries.computeIfPresent(query, (id, answered) -> true);
            }
        });
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("queries", byLanguage(tallies));
        facts.put("query-ids-used-twice", duplicates.facts());
        facts.put("judgments", judgments[0]);
        facts.put("relevant", judgments[1]);
        facts.put("pairs-judged-twice", twice.facts());
        facts.put(
                "queries-without-relevant",
                queries.values().stream().filter(answered -> !answered).count());
        facts.put("judged-queries-without-text", noQuery.facts());
        facts.put("judged-passages-not-there", noPassage.facts());
        return facts;
    }

    /**
     * Counts training examples by language.
     *
     * @param texts where passages of which there are only ids should be; empty where nobody knows
     */
    public Map<String, Object> of(ExampleFiles files, Optional<CollectionFiles> texts) throws IOException {
        SortedMap<Language, TextTally> queries = new TreeMap<>();
        SortedMap<Language, TextTally> passages = new TreeMap<>();
        long[] sums = new long[6];
        LongMap hashes = new LongMap();
        Set<String> idsOnly = new TreeSet<>();
        Findings otherText = new Findings();
        Findings contradictions = new Findings();
        files.examples((row, origin) -> {
            sums[0]++;
            sums[1] += row.positives().size();
            sums[2] += row.negatives().size();
            sums[3] += row.negatives().isEmpty() ? 1 : 0;
            sums[4] += row.needsTexts() ? 1 : 0;
            if (row.query() != null) {
                queries.computeIfAbsent(row.language(), language -> new TextTally(counter, true))
                        .add(row.query());
            }
            Set<String> relevant = new HashSet<>();
            row.positives().forEach(passage -> relevant.add(identity(passage)));
            if (row.negatives().stream().anyMatch(passage -> relevant.contains(identity(passage)))) {
                contradictions.add(row.id().isEmpty() ? origin.place() : row.id());
            }
            Stream.concat(row.positives().stream(), row.negatives().stream())
                    .filter(ExamplePassage::isIdOnly)
                    .forEach(passage -> idsOnly.add(passage.id()));
            tally(row, passages, hashes, otherText);
        });
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("examples", sums[0]);
        facts.put("positives-per-example", mean(sums[1], sums[0]));
        facts.put("negatives-per-example", mean(sums[2], sums[0]));
        facts.put("examples-without-negatives", sums[3]);
        facts.put("examples-with-ids-only", sums[4]);
        if (texts.isPresent()) {
            IdSpace.flat(texts.get()).passages((row, origin) -> {
                idsOnly.remove(row.id());
                idsOnly.remove(IdSpace.bare(row.language(), row.id()));
            });
            facts.put("passages-not-there", Findings.of(idsOnly).facts());
        }
        facts.put("positive-is-negative-too", contradictions.facts());
        facts.put("ids-with-two-texts", otherText.facts());
        facts.put("queries", byLanguage(queries));
        facts.put("different-passages", byLanguage(passages));
        return facts;
    }

    private void tally(ExampleRow row, SortedMap<Language, TextTally> tallies, LongMap texts, Findings otherText) {
        for (List<ExamplePassage> passages : List.of(row.positives(), row.negatives())) {
            for (ExamplePassage passage : passages) {
                if (passage.isIdOnly()) {
                    continue;
                }
                long hash = StableHash.of(0, passage.whole());
                long identity = passage.id().isEmpty() ? hash : StableHash.of(1, passage.id());
                long earlier = texts.putIfAbsent(identity, hash);
                if (earlier == 0) {
                    tallies.computeIfAbsent(row.language(), language -> new TextTally(counter, false))
                            .add(passage.whole());
                } else if (earlier != hash) {
                    otherText.add(passage.id());
                }
            }
        }
    }

    private static String identity(ExamplePassage passage) {
        return passage.id().isEmpty() ? "text:" + passage.whole() : "id:" + passage.id();
    }

    private static double mean(long sum, long count) {
        return count == 0 ? 0 : Math.round(100.0 * sum / count) / 100.0;
    }

    private Map<String, Object> byLanguage(SortedMap<Language, TextTally> tallies) {
        Map<String, Object> languages = new LinkedHashMap<>();
        long count = 0;
        for (Map.Entry<Language, TextTally> entry : tallies.entrySet()) {
            TextTally.Summary summary = entry.getValue().summary();
            count += summary.texts();
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("count", summary.texts());
            facts.put("blank", summary.blank());
            facts.put("equal-to-another", summary.duplicates());
            facts.put("characters", lengths(summary.characters()));
            if (summary.tokens() != null) {
                facts.put("tokens", lengths(summary.tokens()));
                facts.put("cut", summary.cut().orElse(0));
            }
            languages.put(entry.getKey().code(), facts);
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("count", count);
        facts.put("languages", languages);
        return facts;
    }

    private static Map<String, Object> lengths(Lengths.Summary summary) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("mean", Math.round(summary.mean() * 10) / 10.0);
        facts.put("half-up-to", summary.half());
        facts.put("95%-up-to", summary.most());
        facts.put("longest", summary.longest());
        return facts;
    }

    private static String name(CollectionFiles files, Language language, String id) {
        return files.idsByLanguage() ? IdSpace.qualified(language, id) : id;
    }
}
