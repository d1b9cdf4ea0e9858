package dev.isogloss.train;

import dev.isogloss.batch.PlannedStep;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.data.TrainingExample;
import dev.isogloss.embed.TextContract;
import dev.isogloss.loss.ContrastiveTargets;
import dev.isogloss.loss.GuideLimit;
import dev.isogloss.loss.Teaching;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * Puts the texts of a step together: each example brings its query, one positive (they take turns over the epochs, those of a
 * further set over its rounds) and the epoch's negatives. A text that several examples bring is encoded once. What is known to
 * answer a query, by key or by text, is masked for it. Safe for many threads.
 */
final class BatchTexts {
    private final TrainingSet set;
    private final TextContract contract;

    BatchTexts(TrainingSet set, TextContract contract) {
        this.set = set;
        this.contract = contract;
    }

    /**
     * The texts of one step.
     *
     * @param negatives the negatives of each of its examples in this epoch
     */
    TextBatch of(int epoch, PlannedStep step, List<List<Key>> negatives) {
        PlannedStep.SetRound from = step.from();
        return from == null
                ? of(epoch, "", epoch, step.queries(), negatives)
                : of(epoch, from.set(), from.round(), step.queries(), negatives);
    }

    /** The texts of some examples of the main collection. */
    TextBatch of(int epoch, List<Integer> ordinals, List<List<Key>> negatives) {
        return of(epoch, "", epoch, ordinals, negatives);
    }

    private TextBatch of(int epoch, String from, int turn, List<Integer> ordinals, List<List<Key>> negatives) {
        Map<String, Integer> columns = new LinkedHashMap<>();
        List<Set<Key>> keys = new ArrayList<>();
        int[] positives = new int[ordinals.size()];
        Set<Language> languages = new HashSet<>();
        for (int row = 0; row < positives.length; row++) {
            TrainingExample example = set.examples().get(ordinals.get(row));
            languages.add(example.language());
            Key positive = example.positives().get(turn % example.positives().size());
            positives[row] = column(positive, columns, keys);
            Set<Key> known = known(example);
            for (Key negative : negatives.get(row)) {
                if (!known.contains(negative) && !set.passages().apply(negative).isBlank()) {
                    column(negative, columns, keys);
                }
            }
        }
        List<String> texts = List.copyOf(columns.keySet());
        return new TextBatch(
                epoch,
                from,
                languages.size() == 1 ? languages.iterator().next().code() : "mixed",
                ordinals.stream().map(i -> set.examples().get(i).query().text()).toList(),
                texts,
                languages(keys),
                guided(targets(ordinals, positives, texts, keys), ordinals, keys),
                offsets(
                        ordinals.stream()
                                .map(i -> set.examples().get(i).language())
                                .toList(),
                        keys),
                new Teaching(taught(ordinals, negatives, positives, keys), shown(ordinals, keys)));
    }

    /** A text that stands for passages of several languages has that of the first in the order of keys. */
    static List<Language> languages(List<Set<Key>> keys) {
        return keys.stream()
                .map(ofText -> new TreeSet<>(ofText).getFirst().language())
                .toList();
    }

    /** The guide's opinion of every pair; a text that stands for several passages has the best of theirs. */
    private ContrastiveTargets guided(ContrastiveTargets targets, List<Integer> ordinals, List<Set<Key>> keys) {
        PairScores guide = set.advice().guide();
        GuideLimit limit = set.advice().guideLimit();
        if (guide == null || limit == null) {
            return targets;
        }
        float[] scores = new float[ordinals.size() * keys.size()];
        for (int row = 0; row < ordinals.size(); row++) {
            Key query = set.examples().get(ordinals.get(row)).query().key();
            for (int column = 0; column < keys.size(); column++) {
                float best = Float.NEGATIVE_INFINITY;
                for (Key key : keys.get(column)) {
                    float score = guide.score(query, key);
                    best = Float.isNaN(score) ? best : Math.max(best, score);
                }
                scores[row * keys.size() + column] = best;
            }
        }
        return targets.withGuide(scores, limit);
    }

    /**
     * The offset of each query and each passage text; a text that stands for passages of several languages has that of the first in
     * the order of keys. Nothing where there are no offsets.
     *
     * @param queries their languages
     * @param keys the passages that each text stands for
     */
    float[][] offsets(List<Language> queries, List<Set<Key>> keys) {
        SortedMap<Language, float[]> offsets = set.advice().offsets();
        if (offsets.isEmpty()) {
            return new float[0][];
        }
        float[] none = new float[0];
        List<float[]> rows = new ArrayList<>();
        for (Language language : queries) {
            rows.add(offsets.getOrDefault(language, none));
        }
        languages(keys).forEach(language -> rows.add(offsets.getOrDefault(language, none)));
        return rows.toArray(float[][]::new);
    }

    /** The teacher's scores of the passages of the batch, or only of those that an example brought itself; NaN elsewhere. */
    private float[] taught(List<Integer> ordinals, List<List<Key>> negatives, int[] positives, List<Set<Key>> keys) {
        PairScores teacher = set.advice().teacher();
        if (teacher == null) {
            return new float[0];
        }
        float[] scores = new float[ordinals.size() * keys.size()];
        Arrays.fill(scores, Float.NaN);
        for (int row = 0; row < ordinals.size(); row++) {
            TrainingExample example = set.examples().get(ordinals.get(row));
            Set<Key> own = new HashSet<>(negatives.get(row));
            own.removeAll(known(example));
            for (int column = 0; column < keys.size(); column++) {
                for (Key key : new TreeSet<>(keys.get(column))) {
                    boolean counts = set.advice().teachesBatch()
                            || (column == positives[row] ? example.positives().contains(key) : own.contains(key));
                    int cell = row * keys.size() + column;
                    if (counts && Float.isNaN(scores[cell])) {
                        scores[cell] = teacher.score(example.query().key(), key);
                    }
                }
            }
        }
        return scores;
    }

    /** The teacher's vectors; a text that stands for several passages has that of the first in the order of keys. */
    private float[][] shown(List<Integer> ordinals, List<Set<Key>> keys) {
        TeacherVectors teacher = set.advice().vectors();
        if (teacher == null) {
            return new float[0][];
        }
        List<float[]> rows = new ArrayList<>();
        for (int ordinal : ordinals) {
            rows.add(teacher.query(set.examples().get(ordinal).query().key()));
        }
        for (Set<Key> ofText : keys) {
            rows.add(teacher.passage(new TreeSet<>(ofText).getFirst()));
        }
        return rows.toArray(float[][]::new);
    }

    private ContrastiveTargets targets(
            List<Integer> ordinals, int[] positives, List<String> texts, List<Set<Key>> keys) {
        boolean[] masked = new boolean[positives.length * texts.size()];
        float[] weights = new float[positives.length];
        for (int row = 0; row < positives.length; row++) {
            TrainingExample example = set.examples().get(ordinals.get(row));
            weights[row] = set.weight(ordinals.get(row));
            Set<Key> known = known(example);
            Set<String> knownTexts = new HashSet<>();
            example.positives().forEach(key -> knownTexts.add(text(key)));
            for (int column = 0; column < texts.size(); column++) {
                masked[row * texts.size() + column] = column != positives[row]
                        && (knownTexts.contains(texts.get(column))
                                || keys.get(column).stream().anyMatch(known::contains));
            }
        }
        return new ContrastiveTargets(texts.size(), positives, masked, weights);
    }

    /** Every key that is known to answer the query of an example. */
    private Set<Key> known(TrainingExample example) {
        Set<Key> known = new HashSet<>(example.positives());
        known.addAll(set.judgments().positives(example.query().key()));
        return known;
    }

    /** The place of a passage's text among the texts, in {@code columns}; a new one where it is not there yet. */
    int column(Key key, Map<String, Integer> columns, List<Set<Key>> keys) {
        int column = columns.computeIfAbsent(text(key), text -> {
            keys.add(new HashSet<>());
            return keys.size() - 1;
        });
        keys.get(column).add(key);
        return column;
    }

    /** The text of a passage without prompt. */
    String text(Key key) {
        Passage passage = set.passages().apply(key);
        return contract.textOf(passage);
    }
}
