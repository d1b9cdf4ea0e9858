package dev.isogloss.format;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * What is in a collection, and what somebody should know before training on it.
 *
 * @param format the format's word
 * @param languages every language of a passage, a query or a judgment, in the order of their codes
 * @param splits in alphabetical order
 * @param overlaps what the split {@code train} shares with each other split
 */
public record CollectionReport(
        String format, List<LanguageReport> languages, Set<String> splits, List<Overlap> overlaps) {
    public CollectionReport {
        languages = List.copyOf(languages);
        splits = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(splits));
        overlaps = List.copyOf(overlaps);
    }

    /**
     * One language.
     *
     * @param passages in all
     * @param blankPassages with neither title nor text
     * @param duplicateTexts passages whose title and text an earlier passage of the language has, blank ones apart
     * @param meanCharacters of title and text, in code points
     * @param splits by name; only those in which the language has queries or judgments
     */
    public record LanguageReport(
            Language language,
            long passages,
            long blankPassages,
            long duplicateTexts,
            double meanCharacters,
            SortedMap<String, SplitReport> splits) {}

    /**
     * One language's part of a split.
     *
     * @param queries with a text
     * @param blankQueries of them, those without a visible character
     * @param judgedQueries with a judgment
     * @param judgedPairs of query and passage
     * @param positives judged pairs with a grade above 0
     * @param queriesWithoutPositives queries with a text but without a relevant passage
     * @param queriesWithNegatives queries with a passage judged irrelevant
     * @param danglingQueries judged queries without a text
     * @param danglingPassages judged passages that are not in the corpus
     */
    public record SplitReport(
            int queries,
            int blankQueries,
            int judgedQueries,
            long judgedPairs,
            long positives,
            int queriesWithoutPositives,
            int queriesWithNegatives,
            Dangling danglingQueries,
            Dangling danglingPassages) {}

    /**
     * Keys that lead nowhere.
     *
     * @param count of different keys
     * @param examples the first five at most
     */
    public record Dangling(int count, List<Key> examples) {}

    /**
     * What training shares with a split that is held out.
     *
     * @param training the name of the training split
     * @param heldOut the name of the other
     * @param equalQueries pairs whose texts are equal in the form of {@link QueryNormalizer}
     * @param sharedPositives how many relevant passages of the held-out split are relevant in training too
     * @param heldOutPositives how many different relevant passages the held-out split has
     */
    public record Overlap(
            String training,
            String heldOut,
            List<EqualQueries> equalQueries,
            int sharedPositives,
            int heldOutPositives) {
        /** The training queries that equal a held-out one: those to leave out of training. */
        public Set<Key> equalTrainingQueries() {
            Set<Key> keys = new TreeSet<>();
            equalQueries.forEach(pair -> keys.add(pair.training()));
            return keys;
        }
    }

    /** A training query and a held-out query that ask the same in the same words. */
    public record EqualQueries(Key training, Key heldOut, String text) {}

    /** Passages of all languages. */
    public long passages() {
        return languages.stream().mapToLong(LanguageReport::passages).sum();
    }

    /** Queries of a split in all languages. */
    public int queries(String split) {
        return splits(split).stream().mapToInt(SplitReport::queries).sum();
    }

    /** Judged queries of a split in all languages. */
    public int judgedQueries(String split) {
        return splits(split).stream().mapToInt(SplitReport::judgedQueries).sum();
    }

    /** How many judged queries and passages lead nowhere, over all splits. */
    public int dangling() {
        return splits.stream()
                .flatMap(split -> splits(split).stream())
                .mapToInt(split -> split.danglingQueries().count()
                        + split.danglingPassages().count())
                .sum();
    }

    /** What training shares with a split, when there is a split {@code train}. */
    public Optional<Overlap> overlap(String heldOut) {
        return overlaps.stream()
                .filter(overlap -> overlap.heldOut().equals(heldOut))
                .findFirst();
    }

    private List<SplitReport> splits(String name) {
        return languages.stream()
                .flatMap(language -> Optional.ofNullable(language.splits().get(name)).stream())
                .toList();
    }
}
