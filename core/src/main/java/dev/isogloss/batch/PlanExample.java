package dev.isogloss.batch;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.data.TextFingerprint;
import dev.isogloss.data.TrainingExample;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What planning must know of a training example: no texts, no vectors.
 *
 * @param ordinal its place in the list of examples, from 0
 * @param topic its cluster, from 0
 * @param positives passages that answer it
 * @param texts fingerprints of its query and of its positives; examples that share one never meet in a batch
 * @param candidates its negatives, best first
 */
public record PlanExample(
        int ordinal,
        Language language,
        int topic,
        Key query,
        List<Key> positives,
        List<TextFingerprint> texts,
        List<Key> candidates) {
    public PlanExample {
        positives = List.copyOf(positives);
        texts = List.copyOf(texts);
        candidates = List.copyOf(candidates);
        if (ordinal < 0 || topic < 0) {
            throw new IllegalArgumentException(
                    "ordinal and topic of " + query + " must be at least 0 (got: " + ordinal + " and " + topic + ")");
        }
    }

    /** The plan's view of a training example. */
    public static PlanExample of(int ordinal, TrainingExample example, int topic, Function<Key, Passage> passages) {
        List<TextFingerprint> texts = Stream.concat(
                        Stream.of(TextFingerprint.of(example.query().text())),
                        example.positives().stream().map(key -> TextFingerprint.of(passages.apply(key))))
                .toList();
        return new PlanExample(
                ordinal,
                example.language(),
                topic,
                example.query().key(),
                example.positives(),
                texts,
                example.negatives().stream().map(negative -> negative.passage()).toList());
    }
}
