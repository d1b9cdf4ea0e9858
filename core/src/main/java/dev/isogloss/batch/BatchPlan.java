package dev.isogloss.batch;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Which examples form each step. Depends on the settings, the examples and the number of the epoch alone, so a plan can be made
 * again, written down beforehand, and resumed at any step.
 *
 * <p>An epoch has {@code ceil(examples / batch)} steps. With one language a batch, steps are shared out by (examples of the
 * language)^exponent, and each language takes the next batches of its own endless sequence, in which every example comes once
 * before any comes again, across epochs too; a language smaller than a batch gives short batches. With mixed languages the places
 * in the batches are shared out the same way, and the last batch is short.
 */
public final class BatchPlan {
    private BatchPlan() {}

    /**
     * The steps of one epoch.
     *
     * @param examples at least one; ordinals and queries differ
     * @param epoch from 0
     */
    public static List<PlannedStep> epoch(PlanSettings settings, List<PlanExample> examples, int epoch) {
        SortedMap<Language, List<PlanExample>> byLanguage = byLanguage(settings, examples);
        int steps = (examples.size() + settings.batch() - 1) / settings.batch();
        List<List<PlanExample>> batches = switch (settings.language()) {
            case SAME -> sameLanguage(settings, byLanguage, steps, epoch);
            case MIXED -> mixedLanguages(settings, byLanguage, examples.size(), steps, epoch);
        };
        SplittableRandom random = SeededOrder.random(settings.seed(), "steps " + epoch);
        List<PlannedStep> planned = new ArrayList<>();
        for (int i : SeededOrder.permutation(batches.size(), random)) {
            List<PlanExample> batch = batches.get(i);
            boolean same = settings.language() == PlanSettings.LanguageMix.SAME;
            planned.add(new PlannedStep(
                    planned.size(),
                    same ? batch.getFirst().language() : null,
                    batch.stream().map(PlanExample::ordinal).toList(),
                    batch.stream().map(PlanExample::topic).toList()));
        }
        return planned;
    }

    /**
     * The negatives an example uses in an epoch: its candidates in a random order that belongs to the seed and the query, taken
     * round and round, so all are used once before any is used again. Fewer than {@code count} when it has fewer.
     *
     * @param count at least 0
     * @param epoch from 0
     */
    public static List<Key> negatives(long seed, PlanExample example, int epoch, int count) {
        if (epoch < 0 || count < 0) {
            throw new IllegalArgumentException(
                    "epoch and count must be at least 0 (got: " + epoch + " and " + count + ")");
        }
        List<Key> candidates = example.candidates();
        int[] order =
                SeededOrder.permutation(candidates.size(), SeededOrder.random(seed, "negatives " + example.query()));
        List<Key> negatives = new ArrayList<>();
        for (int i = 0; i < Math.min(count, order.length); i++) {
            negatives.add(candidates.get(order[(int) (((long) epoch * count + i) % order.length)]));
        }
        return negatives;
    }

    private static List<List<PlanExample>> sameLanguage(
            PlanSettings settings, SortedMap<Language, List<PlanExample>> byLanguage, int steps, int epoch) {
        SortedMap<Language, Integer> before = before(settings, byLanguage, steps, epoch);
        SortedMap<Language, Integer> now = drawn(settings, byLanguage, steps, epoch);
        List<List<PlanExample>> batches = new ArrayList<>();
        byLanguage.forEach((language, examples) -> batches.addAll(new LanguageCycle(settings, language, examples)
                .batches(before.getOrDefault(language, 0), now.getOrDefault(language, 0))));
        return batches;
    }

    private static List<List<PlanExample>> mixedLanguages(
            PlanSettings settings,
            SortedMap<Language, List<PlanExample>> byLanguage,
            int places,
            int steps,
            int epoch) {
        SortedMap<Language, Integer> before = before(settings, byLanguage, places, epoch);
        SortedMap<Language, Integer> now = drawn(settings, byLanguage, places, epoch);
        List<PlanExample> drawn = new ArrayList<>();
        byLanguage.forEach((language, examples) -> drawn.addAll(new LanguageCycle(settings, language, examples)
                .examples(before.getOrDefault(language, 0), now.getOrDefault(language, 0))));
        SplittableRandom random = SeededOrder.random(settings.seed(), "mixed " + epoch);
        List<PlanExample> pool = new ArrayList<>();
        for (int i : SeededOrder.permutation(drawn.size(), random)) {
            pool.add(drawn.get(i));
        }
        List<List<PlanExample>> batches = new Partition(settings.batch(), settings.topic()).batches(pool, random);
        // Copies of one example that fitted into no batch any more would make extra steps of their own.
        return batches.subList(0, Math.min(steps, batches.size()));
    }

    /** What each language was given in the epochs before this one. */
    private static SortedMap<Language, Integer> before(
            PlanSettings settings, SortedMap<Language, List<PlanExample>> byLanguage, int total, int epoch) {
        SortedMap<Language, Integer> sum = new TreeMap<>();
        for (int earlier = 0; earlier < epoch; earlier++) {
            drawn(settings, byLanguage, total, earlier)
                    .forEach((language, count) -> sum.merge(language, count, Integer::sum));
        }
        return sum;
    }

    private static SortedMap<Language, Integer> drawn(
            PlanSettings settings, SortedMap<Language, List<PlanExample>> byLanguage, int total, int epoch) {
        Map<Language, Integer> sizes = new TreeMap<>();
        byLanguage.forEach((language, examples) -> sizes.put(language, examples.size()));
        return new LanguageShares(sizes, settings.languageExponent())
                .draw(total, SeededOrder.random(settings.seed(), "shares " + epoch));
    }

    private static SortedMap<Language, List<PlanExample>> byLanguage(
            PlanSettings settings, List<PlanExample> examples) {
        Set<Integer> ordinals = new HashSet<>();
        SortedMap<Language, List<PlanExample>> byLanguage = new TreeMap<>();
        for (PlanExample example : examples) {
            if (!ordinals.add(example.ordinal())) {
                throw new IllegalArgumentException("two examples have the ordinal " + example.ordinal());
            }
            if (example.topic() >= settings.topics()) {
                throw new IllegalArgumentException("the topic of " + example.query() + " must be below "
                        + settings.topics() + " (got: " + example.topic() + ")");
            }
            byLanguage
                    .computeIfAbsent(example.language(), language -> new ArrayList<>())
                    .add(example);
        }
        if (examples.isEmpty()) {
            throw new IllegalArgumentException("there are no examples to plan");
        }
        return byLanguage;
    }
}
