package dev.isogloss.dataset;

import dev.isogloss.data.Language;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A training example as a file has it: a query with passages that answer it and passages that do not.
 *
 * @param id of the query; empty where the format has none
 * @param language of the query (and of the passages' ids); undetermined where the file does not say
 * @param query the text; null where the format has ids only
 * @param extras further texts that a format keeps by name, for example FlagEmbedding's {@code prompt}
 * @param unread the names of further fields that hold something and that no format keeps
 */
public record ExampleRow(
        String id,
        Language language,
        @Nullable String query,
        List<ExamplePassage> positives,
        List<ExamplePassage> negatives,
        SortedMap<String, String> extras,
        Set<String> unread) {
    public ExampleRow {
        positives = List.copyOf(positives);
        negatives = List.copyOf(negatives);
        extras = Collections.unmodifiableSortedMap(new TreeMap<>(extras));
        unread = Set.copyOf(unread);
    }

    /** An example all of which is read. */
    public ExampleRow(
            String id,
            Language language,
            @Nullable String query,
            List<ExamplePassage> positives,
            List<ExamplePassage> negatives,
            SortedMap<String, String> extras) {
        this(id, language, query, positives, negatives, extras, Set.of());
    }

    /** An example without extras. */
    public static ExampleRow of(
            String id,
            Language language,
            @Nullable String query,
            List<ExamplePassage> positives,
            List<ExamplePassage> negatives) {
        return new ExampleRow(
                id, language, query, positives, negatives, Collections.unmodifiableSortedMap(new TreeMap<>(Map.of())));
    }

    /** Whether a text has to be looked up. */
    public boolean needsTexts() {
        return query == null
                || positives.stream().anyMatch(ExamplePassage::isIdOnly)
                || negatives.stream().anyMatch(ExamplePassage::isIdOnly);
    }

    /** The query's text; only where it is known. */
    public String requiredQuery() {
        if (query == null) {
            throw new IllegalStateException("the text of query " + id + " was not looked up");
        }
        return query;
    }

    /** The same query in a language. */
    public ExampleRow in(Language other) {
        return new ExampleRow(id, other, query, positives, negatives, extras, unread);
    }

    /** The same query with other passages. */
    public ExampleRow with(List<ExamplePassage> otherPositives, List<ExamplePassage> otherNegatives) {
        return new ExampleRow(id, language, query, otherPositives, otherNegatives, extras, unread);
    }

    /** The same query under an id, with its text. */
    public ExampleRow as(String otherId, @Nullable String text) {
        return new ExampleRow(otherId, language, text, positives, negatives, extras, unread);
    }

    /** The same example, of which these fields were not read. */
    public ExampleRow without(Set<String> names) {
        return new ExampleRow(id, language, query, positives, negatives, extras, names);
    }
}
