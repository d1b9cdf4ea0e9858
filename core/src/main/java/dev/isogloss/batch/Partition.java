package dev.isogloss.batch;

import dev.isogloss.data.Key;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Cuts a pool of examples into batches in which no two share a query, a positive or a text. */
final class Partition {
    private final int batch;
    private final PlanSettings.TopicMix mix;

    Partition(int batch, PlanSettings.TopicMix mix) {
        this.batch = batch;
        this.mix = mix;
    }

    /**
     * All examples of the pool, each exactly as often as it is there; batches are full but for the last ones.
     *
     * @param pool in the order of drawing
     */
    List<List<PlanExample>> batches(List<PlanExample> pool, SplittableRandom random) {
        SortedMap<Integer, Deque<PlanExample>> byTopic = new TreeMap<>();
        for (PlanExample example : pool) {
            int topic = mix == PlanSettings.TopicMix.NONE ? 0 : example.topic();
            byTopic.computeIfAbsent(topic, missing -> new ArrayDeque<>()).add(example);
        }
        List<List<PlanExample>> batches = new ArrayList<>();
        while (!byTopic.isEmpty()) {
            Filling filling = new Filling();
            switch (mix) {
                case DIVERSE -> fillEvenly(filling, byTopic, random);
                case HOMOGENEOUS, NONE -> fillInTurn(filling, byTopic, random);
            }
            batches.add(List.copyOf(filling.examples));
            byTopic.values().removeIf(Deque::isEmpty);
        }
        return batches;
    }

    /** One example from each topic in turn. */
    private void fillEvenly(Filling filling, SortedMap<Integer, Deque<PlanExample>> byTopic, SplittableRandom random) {
        List<Deque<PlanExample>> topics = inRandomOrder(List.copyOf(byTopic.values()), random);
        while (filling.examples.size() < batch && !topics.isEmpty()) {
            List<Deque<PlanExample>> lasting = new ArrayList<>();
            for (Deque<PlanExample> topic : topics) {
                if (filling.examples.size() < batch && filling.take(topic, 1)) {
                    lasting.add(topic);
                }
            }
            topics = lasting;
        }
    }

    /** All of one topic, drawn by what it has left, then all of the next. */
    private void fillInTurn(Filling filling, SortedMap<Integer, Deque<PlanExample>> byTopic, SplittableRandom random) {
        List<Deque<PlanExample>> topics = new ArrayList<>(byTopic.values());
        while (filling.examples.size() < batch && !topics.isEmpty()) {
            int point = random.nextInt(topics.stream().mapToInt(Deque::size).sum());
            int drawn = 0;
            while (point >= topics.get(drawn).size()) {
                point -= topics.get(drawn).size();
                drawn++;
            }
            filling.take(topics.get(drawn), batch - filling.examples.size());
            topics.remove(drawn);
            topics.removeIf(Deque::isEmpty);
        }
    }

    private static <T> List<T> inRandomOrder(List<T> list, SplittableRandom random) {
        List<T> ordered = new ArrayList<>();
        for (int i : SeededOrder.permutation(list.size(), random)) {
            ordered.add(list.get(i));
        }
        return ordered;
    }

    /** A batch that is being filled. */
    private static final class Filling {
        private final List<PlanExample> examples = new ArrayList<>();
        private final Set<Object> marks = new HashSet<>();

        /** Moves the first {@code count} examples that fit from the queue to here; false when there were fewer. */
        boolean take(Deque<PlanExample> queue, int count) {
            List<PlanExample> skipped = new ArrayList<>();
            int taken = 0;
            while (taken < count && !queue.isEmpty()) {
                PlanExample example = queue.removeFirst();
                if (fits(example)) {
                    examples.add(example);
                    marks.add(example.query());
                    marks.addAll(example.texts());
                    example.positives().forEach(positive -> marks.add(new Positive(positive)));
                    taken++;
                } else {
                    skipped.add(example);
                }
            }
            // Those that did not fit come first in the next batch, so none is put off for long.
            for (int i = skipped.size() - 1; i >= 0; i--) {
                queue.addFirst(skipped.get(i));
            }
            return taken == count;
        }

        private boolean fits(PlanExample example) {
            return !marks.contains(example.query())
                    && example.texts().stream().noneMatch(marks::contains)
                    && example.positives().stream().map(Positive::new).noneMatch(marks::contains);
        }
    }

    /** A passage key, told apart from a query key of the same letters. */
    private record Positive(Key key) {}
}
