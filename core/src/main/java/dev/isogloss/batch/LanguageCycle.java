package dev.isogloss.batch;

import dev.isogloss.data.Language;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The batches of one language without end: all its examples once in random order, then all again in another, and so on. */
final class LanguageCycle {
    private final PlanSettings settings;
    private final Language language;
    private final List<PlanExample> examples;

    LanguageCycle(PlanSettings settings, Language language, List<PlanExample> examples) {
        this.settings = settings;
        this.language = language;
        this.examples = List.copyOf(examples);
    }

    /** Batches {@code from} (inclusive) to {@code from + count} of the endless sequence. */
    List<List<PlanExample>> batches(int from, int count) {
        List<List<PlanExample>> wanted = new ArrayList<>();
        int position = 0;
        for (int cycle = 0; position < from + count; cycle++) {
            for (List<PlanExample> batch : cycleBatches(cycle)) {
                if (position >= from && position < from + count) {
                    wanted.add(batch);
                }
                position++;
            }
        }
        return wanted;
    }

    /** Examples {@code from} (inclusive) to {@code from + count} of the endless sequence, one by one. */
    List<PlanExample> examples(int from, int count) {
        List<PlanExample> wanted = new ArrayList<>();
        for (int position = from; position < from + count; ) {
            List<PlanExample> shuffled = shuffled(position / examples.size());
            int start = position % examples.size();
            int end = Math.min(shuffled.size(), start + from + count - position);
            wanted.addAll(shuffled.subList(start, end));
            position += end - start;
        }
        return wanted;
    }

    private List<List<PlanExample>> cycleBatches(int cycle) {
        SplittableRandom random = SeededOrder.random(settings.seed(), "batches " + language + " " + cycle);
        List<List<PlanExample>> batches =
                new Partition(settings.batch(), settings.topic()).batches(shuffled(cycle), random);
        // The first batches of a partition have the best choice of topics; an epoch may use only some of a cycle.
        List<List<PlanExample>> ordered = new ArrayList<>();
        for (int i : SeededOrder.permutation(batches.size(), random)) {
            ordered.add(batches.get(i));
        }
        return ordered;
    }

    private List<PlanExample> shuffled(int cycle) {
        SplittableRandom random = SeededOrder.random(settings.seed(), "order " + language + " " + cycle);
        List<PlanExample> order = new ArrayList<>();
        for (int i : SeededOrder.permutation(examples.size(), random)) {
            order.add(examples.get(i));
        }
        return order;
    }
}
