package dev.isogloss.batch;

/**
 * How batches are put together.
 *
 * @param topics clusters the examples were sorted into; at least 1
 * @param languageExponent steps of a language are proportional to (its examples)^exponent: 1 proportional, 0 uniform; 0 .. 1
 * @param batch examples in a full batch; at least 1
 */
public record PlanSettings(
        LanguageMix language, TopicMix topic, int topics, double languageExponent, int batch, long seed) {
    /** Which languages a batch has. */
    public enum LanguageMix {
        /** One language a batch. */
        SAME,
        /** All languages in every batch, by their shares. */
        MIXED
    }

    /** Which topics a batch has. */
    public enum TopicMix {
        /** As many as there are, evenly, as far as they last. */
        DIVERSE,
        /** One, as far as it lasts. */
        HOMOGENEOUS,
        /** Whatever comes. */
        NONE
    }

    public PlanSettings {
        if (topics < 1) {
            throw new IllegalArgumentException("topics must be at least 1 (got: " + topics + ")");
        }
        if (!(languageExponent >= 0 && languageExponent <= 1)) {
            throw new IllegalArgumentException("the language exponent must be 0 .. 1 (got: " + languageExponent + ")");
        }
        if (batch < 1) {
            throw new IllegalArgumentException("a batch must have at least 1 example (got: " + batch + ")");
        }
    }
}
