package dev.isogloss.experiment;

import dev.isogloss.data.Query;
import dev.isogloss.format.CollectionSource;
import dev.isogloss.format.QueryNormalizer;
import dev.isogloss.io.StableHash;
import java.util.List;
import java.util.TreeSet;

/**
 * The questions that anything is measured on, of the experiment's collection and of those of {@code evaluate.also}. Nothing is learned
 * from a question that equals one of them, case, spaces and punctuation aside.
 */
final class MeasuredQuestions {
    private final TreeSet<String> normalized = new TreeSet<>();

    private MeasuredQuestions() {}

    /** These and no others. */
    static MeasuredQuestions of(List<Query> own) {
        MeasuredQuestions questions = new MeasuredQuestions();
        own.forEach(query -> questions.normalized.add(normalized(query)));
        return questions;
    }

    /**
     * All of an experiment.
     *
     * @param own the evaluation queries of its collection
     */
    static MeasuredQuestions of(Experiment experiment, List<Query> own) {
        MeasuredQuestions questions = of(own);
        for (OtherCollectionChoice other : experiment.evaluate().also()) {
            CollectionSource source = other.open();
            other.requireSplits(source);
            for (String split : other.splits().isEmpty() ? source.splits() : other.splits()) {
                source.queries(split).forEach(query -> questions.normalized.add(normalized(query)));
            }
        }
        return questions;
    }

    /** Whether this is one of them. */
    boolean have(Query query) {
        return normalized.contains(normalized(query));
    }

    /** What they are, in short: other questions, another value. */
    String identity() {
        long hash = normalized.size();
        for (String question : normalized) {
            hash = StableHash.of(hash, question);
        }
        return Long.toHexString(hash);
    }

    private static String normalized(Query query) {
        return query.language() + " " + QueryNormalizer.normalize(query.text());
    }
}
