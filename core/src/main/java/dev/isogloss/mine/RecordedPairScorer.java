package dev.isogloss.mine;

import dev.isogloss.data.Key;
import dev.isogloss.search.Pair;
import dev.isogloss.search.PairScorer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Gives the scores it knows, and asks another scorer for the rest.
 *
 * @param known by query, then by passage
 */
record RecordedPairScorer(Map<Key, Map<Key, Float>> known, PairScorer live) implements PairScorer {
    RecordedPairScorer {
        known = Map.copyOf(known);
    }

    @Override
    public String describe() {
        return live.describe();
    }

    @Override
    public float[] score(List<Pair> pairs) {
        float[] scores = new float[pairs.size()];
        List<Integer> unknown = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            Float score = known.getOrDefault(pairs.get(i).query().key(), Map.of())
                    .get(pairs.get(i).passage().key());
            if (score == null) {
                unknown.add(i);
            } else {
                scores[i] = score;
            }
        }
        if (!unknown.isEmpty()) {
            float[] rest = live.score(unknown.stream().map(pairs::get).toList());
            for (int i = 0; i < rest.length; i++) {
                scores[unknown.get(i)] = rest[i];
            }
        }
        return scores;
    }
}
