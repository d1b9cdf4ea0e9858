package dev.isogloss.batch;

import dev.isogloss.data.Language;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The weight of an example, {@code omega = alpha(language) + beta(topic)}: what is rare weighs more (arXiv 2509.09459; how the
 * paper gets its figures from the portions is unstated, this formula is ours). {@code alpha_l = a (1 - share_l)} with {@code a}
 * such that the mean over all examples is 0.45; {@code beta_t} likewise with 0.40. So a batch of all examples weighs 0.85 an
 * example whatever the shares. A single language or topic has the mean itself.
 *
 * @param languages alpha by language
 * @param topics beta by topic
 */
public record Weights(SortedMap<Language, Double> languages, SortedMap<Integer, Double> topics) {
    /** The paper's best value for languages. */
    public static final double LANGUAGE_MEAN = 0.45;

    /** The paper's best value for topics. */
    public static final double TOPIC_MEAN = 0.40;

    /** Where a weight acts. */
    public enum Placement {
        /** Nowhere; every example counts 1. */
        NONE,
        /** On the loss of the example. */
        LOSS,
        /** On each of the example's negatives inside the denominator. */
        DENOMINATOR
    }

    public Weights {
        languages = Collections.unmodifiableSortedMap(new TreeMap<>(languages));
        topics = Collections.unmodifiableSortedMap(new TreeMap<>(topics));
    }

    /** The weights of a training set. */
    public static Weights of(List<PlanExample> examples) {
        return of(examples, LANGUAGE_MEAN, TOPIC_MEAN);
    }

    /** The same with other means, each at least 0. */
    public static Weights of(List<PlanExample> examples, double languageMean, double topicMean) {
        if (examples.isEmpty() || !(languageMean >= 0) || !(topicMean >= 0)) {
            throw new IllegalArgumentException("weights need examples and means of at least 0 (got: " + examples.size()
                    + " examples, " + languageMean + ", " + topicMean + ")");
        }
        SortedMap<Language, Integer> languages = new TreeMap<>();
        SortedMap<Integer, Integer> topics = new TreeMap<>();
        for (PlanExample example : examples) {
            languages.merge(example.language(), 1, Integer::sum);
            topics.merge(example.topic(), 1, Integer::sum);
        }
        return new Weights(weights(languages, languageMean), weights(topics, topicMean));
    }

    /** The weight of an example of this language and topic, both of which must have been in the training set. */
    public double of(Language language, int topic) {
        Double alpha = languages.get(language);
        Double beta = topics.get(topic);
        if (alpha == null || beta == null) {
            throw new IllegalArgumentException("there is no weight of " + language + " and topic " + topic
                    + " (got weights of " + languages.keySet() + " and " + topics.keySet() + ")");
        }
        return alpha + beta;
    }

    private static <T> SortedMap<T, Double> weights(SortedMap<T, Integer> counts, double mean) {
        double total = counts.values().stream().mapToInt(Integer::intValue).sum();
        double unscaled = 0;
        for (int count : counts.values()) {
            unscaled += count / total * (1 - count / total);
        }
        SortedMap<T, Double> weights = new TreeMap<>();
        for (var entry : counts.entrySet()) {
            weights.put(entry.getKey(), unscaled == 0 ? mean : mean * (1 - entry.getValue() / total) / unscaled);
        }
        return weights;
    }
}
