package dev.isogloss.dataset.example;

import dev.isogloss.dataset.ExampleFiles;
import dev.isogloss.dataset.ExamplePassage;
import java.io.IOException;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What all examples have in common. Readers of columns (the {@code datasets} library for one) want every row to have the same
 * fields, so that whoever writes them has to know before the first row.
 *
 * @param examples in all
 * @param scored whether every passage has a score
 * @param languages whether some example has a language
 * @param extras the names of further fields that some example has
 * @param fewestNegatives of the examples that have any; 0 when none has
 */
record Survey(long examples, boolean scored, boolean languages, SortedSet<String> extras, int fewestNegatives) {
    Survey {
        extras = Collections.unmodifiableSortedSet(new TreeSet<>(extras));
    }

    static Survey of(ExampleFiles from) throws IOException {
        long[] count = {0};
        boolean[] scored = {true};
        boolean[] languages = {false};
        int[] fewest = {Integer.MAX_VALUE};
        SortedSet<String> extras = new TreeSet<>();
        from.examples((row, origin) -> {
            count[0]++;
            scored[0] &= row.positives().stream().allMatch(Survey::isScored)
                    && row.negatives().stream().allMatch(Survey::isScored);
            languages[0] |= !row.language().equals(dev.isogloss.data.Language.UNDETERMINED);
            extras.addAll(row.extras().keySet());
            if (!row.negatives().isEmpty()) {
                fewest[0] = Math.min(fewest[0], row.negatives().size());
            }
        });
        return new Survey(
                count[0],
                scored[0] && count[0] > 0,
                languages[0],
                extras,
                fewest[0] == Integer.MAX_VALUE ? 0 : fewest[0]);
    }

    private static boolean isScored(ExamplePassage passage) {
        return passage.score() != null;
    }
}
