package dev.isogloss.mine;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Query;
import dev.isogloss.data.TextFingerprint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** From where the scores of a query are counted. */
public sealed interface Baseline {
    /** Canonical text, part of a rule's description. */
    String describe();

    /** The score that counts as nothing for this query. */
    double of(Query query, PassageScorer scorer);

    /** Scores count from 0, as the papers have it. */
    record Zero() implements Baseline {
        @Override
        public String describe() {
            return "zero";
        }

        @Override
        public double of(Query query, PassageScorer scorer) {
            return 0;
        }
    }

    /**
     * Scores count from chance: the median score of the query with a random sample of its language's passages. Encoders trained
     * at a low temperature put unrelated texts at cosines like .75, and some queries sit higher than others; only what a passage
     * has above that says something about it.
     *
     * @param sample passages by language; the same for every query of a language
     */
    record Chance(SortedMap<Language, List<Key>> sample) implements Baseline {
        public Chance {
            SortedMap<Language, List<Key>> copy = new TreeMap<>();
            sample.forEach((language, keys) -> {
                if (keys.isEmpty()) {
                    throw new IllegalArgumentException("the sample of language " + language + " is empty");
                }
                copy.put(language, List.copyOf(keys));
            });
            sample = Collections.unmodifiableSortedMap(copy);
        }

        /**
         * A random sample of every language's passages.
         *
         * @param passages all passages of each language, in an order that does not change between runs
         * @param perLanguage passages to draw, at least 1; languages with fewer give all
         */
        public static Chance draw(Map<Language, List<Key>> passages, int perLanguage, long seed) {
            if (perLanguage < 1) {
                throw new IllegalArgumentException(
                        "the sample must have at least 1 passage (got: " + perLanguage + ")");
            }
            SortedMap<Language, List<Key>> sample = new TreeMap<>();
            new TreeMap<>(passages).forEach((language, keys) -> {
                SplittableRandom random = new SplittableRandom(seed);
                List<Key> pool = new ArrayList<>(keys);
                int wanted = Math.min(perLanguage, pool.size());
                for (int i = 0; i < wanted; i++) {
                    Collections.swap(pool, i, random.nextInt(i, pool.size()));
                }
                sample.put(language, pool.subList(0, wanted).stream().sorted().toList());
            });
            return new Chance(sample);
        }

        @Override
        public String describe() {
            return "chance(" + TextFingerprint.of(sample.toString()).hash() + ")";
        }

        @Override
        public double of(Query query, PassageScorer scorer) {
            List<Key> keys = sample.get(query.language());
            if (keys == null) {
                throw new IllegalArgumentException("there is no sample of passages in " + query.language()
                        + ", the language of query " + query.key() + " (got samples for: " + sample.keySet() + ")");
            }
            float[] scores = scorer.score(query, keys);
            Arrays.sort(scores);
            int middle = scores.length / 2;
            return scores.length % 2 == 1 ? scores[middle] : (scores[middle - 1] + scores[middle]) / 2.0;
        }

        @Override
        public String toString() {
            return describe();
        }
    }
}
