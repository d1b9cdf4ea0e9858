package dev.isogloss.experiment;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A system that results are about: the words of {@code evaluate.systems} and of a table row's {@code system}. */
public enum MeasuredSystem {
    /** Words alone. */
    BM25(false, false),
    /** The model as it came. */
    UNTOUCHED(false, false),
    /** Trained on the first candidates, whatever they are. */
    NAIVE(true, false),
    /** The recipe. */
    TRAINED(true, true),
    /** The recipe's vectors and words. */
    HYBRID(true, true),
    /** The recipe's best hits in the order of a cross-encoder. */
    RERANKED(true, true),
    /** The recipe's vectors less a share of their languages' means. */
    BALANCED(true, true);

    private final boolean learns;
    private final boolean followsRecipe;

    MeasuredSystem(boolean learns, boolean followsRecipe) {
        this.learns = learns;
        this.followsRecipe = followsRecipe;
    }

    /** The system as files write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All words, in the order of a report. */
    public static List<String> words() {
        return Arrays.stream(values()).map(MeasuredSystem::word).toList();
    }

    /** Those that need negatives and a training. */
    static String[] learning() {
        return Arrays.stream(values())
                .filter(system -> system.learns)
                .map(MeasuredSystem::word)
                .toArray(String[]::new);
    }

    /** Those that need the model of the recipe. */
    static String[] followingTheRecipe() {
        return Arrays.stream(values())
                .filter(system -> system.followsRecipe)
                .map(MeasuredSystem::word)
                .toArray(String[]::new);
    }
}
