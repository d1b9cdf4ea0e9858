package dev.isogloss.batch;

import dev.isogloss.data.Judgments;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.data.TextFingerprint;
import dev.isogloss.data.TrainingExample;
import dev.isogloss.io.StableHash;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Examples drawn from a set of queries with known answers, in whatever language the answers are. They bring no hard negatives: the
 * other passages of the batch serve.
 *
 * @param examples in the order of languages and keys; their positives stand in the order in which they take turns
 * @param judgments what the loss must mask: for each example every known answer among the passages of all examples, and
 *     copies of their texts under other keys
 */
public record DrawnExamples(List<TrainingExample> examples, Judgments judgments) {
    /** Positives that take turns, at most; the others are masked and no more. */
    public static final int MOST_POSITIVES = 16;

    /** In which language the positive of a query is, where there is a choice. */
    public enum Preference {
        /** Any. */
        ANY,
        /** The query's own; another only where none answers in the query's own. */
        SAME,
        /** Another than the query's; its own only where none answers in another. */
        CROSS
    }

    public DrawnExamples {
        examples = List.copyOf(examples);
    }

    /**
     * Draws examples: of which queries, and which answers take turns as their positives, depends on the seed and the keys alone. A
     * passage with the very text of the query is no positive, as it teaches nothing. Queries left without one are not drawn.
     *
     * @param answers of each query
     * @param passages every answer
     * @param limit at most so many, from the languages as evenly as they have queries; empty for all
     */
    public static DrawnExamples of(
            Collection<Query> queries,
            Map<Key, Set<Key>> answers,
            Map<Key, Passage> passages,
            Preference preference,
            OptionalInt limit,
            long seed) {
        Map<Key, TextFingerprint> texts = new HashMap<>();
        passages.forEach((key, passage) -> texts.put(key, TextFingerprint.of(passage)));
        SortedMap<Language, List<TrainingExample>> byLanguage = new TreeMap<>();
        for (Query query : queries) {
            List<Key> positives =
                    positives(query, answers.getOrDefault(query.key(), Set.of()), texts, preference, seed);
            if (!positives.isEmpty()) {
                byLanguage
                        .computeIfAbsent(query.language(), first -> new ArrayList<>())
                        .add(new TrainingExample(query, positives, List.of()));
            }
        }
        List<TrainingExample> drawn = new ArrayList<>();
        SortedMap<Language, Integer> quotas = quotas(byLanguage, limit);
        byLanguage.forEach((language, examples) -> examples.stream()
                .sorted(Comparator.<TrainingExample>comparingLong(example ->
                                StableHash.of(seed, example.query().key().toString()))
                        .thenComparing(example -> example.query().key()))
                .limit(quotas.getOrDefault(language, 0))
                .sorted(Comparator.comparing(example -> example.query().key()))
                .forEach(drawn::add));
        return new DrawnExamples(drawn, judgments(drawn, answers, texts));
    }

    private static List<Key> positives(
            Query query, Set<Key> answers, Map<Key, TextFingerprint> texts, Preference preference, long seed) {
        TextFingerprint asked = TextFingerprint.of(query.text());
        List<Key> own = new ArrayList<>();
        List<Key> other = new ArrayList<>();
        answers.stream()
                .sorted()
                .filter(key -> texts.containsKey(key) && !asked.equals(texts.get(key)))
                .forEach(key -> (key.language().equals(query.language()) ? own : other).add(key));
        List<Key> eligible = switch (preference) {
            case SAME -> own.isEmpty() ? other : own;
            case CROSS -> other.isEmpty() ? own : other;
            case ANY -> {
                List<Key> all = new ArrayList<>(own);
                all.addAll(other);
                yield all;
            }
        };
        List<Key> turns = new ArrayList<>();
        int[] order = SeededOrder.permutation(eligible.size(), SeededOrder.random(seed, "positives " + query.key()));
        for (int i = 0; i < Math.min(MOST_POSITIVES, order.length); i++) {
            turns.add(eligible.get(order[i]));
        }
        return turns;
    }

    /** How many examples of each language: small languages first, each an even part of what is left. */
    private static SortedMap<Language, Integer> quotas(
            SortedMap<Language, List<TrainingExample>> byLanguage, OptionalInt limit) {
        List<Language> bySize = byLanguage.keySet().stream()
                .sorted(Comparator.<Language>comparingInt(language ->
                                byLanguage.getOrDefault(language, List.of()).size())
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
        SortedMap<Language, Integer> quotas = new TreeMap<>();
        int left = limit.orElse(Integer.MAX_VALUE);
        for (int i = 0; i < bySize.size(); i++) {
            int size = byLanguage.getOrDefault(bySize.get(i), List.of()).size();
            int quota = Math.min(size, left / (bySize.size() - i));
            quotas.put(bySize.get(i), quota);
            left -= quota;
        }
        return quotas;
    }

    private static Judgments judgments(
            List<TrainingExample> examples, Map<Key, Set<Key>> answers, Map<Key, TextFingerprint> texts) {
        // Only what some example brings can ever be in a batch.
        Map<TextFingerprint, List<Key>> brought = new HashMap<>();
        Set<Key> seen = new HashSet<>();
        for (TrainingExample example : examples) {
            for (Key key : example.positives()) {
                TextFingerprint text = texts.get(key);
                if (text != null && seen.add(key)) {
                    brought.computeIfAbsent(text, first -> new ArrayList<>(1)).add(key);
                }
            }
        }
        Map<Key, Map<Key, Integer>> grades = new HashMap<>();
        for (TrainingExample example : examples) {
            Map<Key, Integer> known = new HashMap<>();
            for (Key answer : answers.getOrDefault(example.query().key(), Set.of())) {
                TextFingerprint text = texts.get(answer);
                if (text != null) {
                    brought.getOrDefault(text, List.of()).forEach(key -> known.put(key, 1));
                }
            }
            grades.put(example.query().key(), known);
        }
        return Judgments.of(grades);
    }
}
