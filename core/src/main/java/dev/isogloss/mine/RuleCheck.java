package dev.isogloss.mine;

import dev.isogloss.data.Language;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whether a rule agrees with people: the share of judged negatives it would wrongly drop, and the share of known positives it
 * would catch if nobody had judged them.
 *
 * @param rule its description
 * @param languages figures by language
 */
public record RuleCheck(String rule, SortedMap<Language, Agreement> languages) {
    public RuleCheck {
        languages = Collections.unmodifiableSortedMap(new TreeMap<>(languages));
    }

    /**
     * Counts of one language or of all.
     *
     * @param negatives judged negatives looked at
     * @param wronglyDropped of these, dropped
     * @param positives hidden positives looked at; only queries with two or more have any
     * @param caught of these, dropped
     */
    public record Agreement(long negatives, long wronglyDropped, long positives, long caught) {
        /** Share of judged negatives that is dropped; NaN where there is none. */
        public double wronglyDroppedShare() {
            return wronglyDropped / (double) negatives;
        }

        /** Share of hidden positives that is dropped; NaN where there is none. */
        public double caughtShare() {
            return caught / (double) positives;
        }

        Agreement plus(Agreement other) {
            return new Agreement(
                    negatives + other.negatives,
                    wronglyDropped + other.wronglyDropped,
                    positives + other.positives,
                    caught + other.caught);
        }
    }

    /** Measures a rule on queries that it was not calibrated on. */
    public static RuleCheck of(ScoreRule rule, List<MiningQuery> queries, Scorers scorers) {
        SortedMap<Language, List<MiningQuery>> byLanguage = new TreeMap<>();
        queries.forEach(query -> byLanguage
                .computeIfAbsent(query.query().language(), language -> new ArrayList<>())
                .add(query));
        SortedMap<Language, Agreement> languages = new TreeMap<>();
        byLanguage.forEach((language, group) -> {
            RuleSamples samples = RuleSamples.of(rule, group, scorers);
            languages.put(
                    language,
                    new Agreement(
                            samples.negatives().size(),
                            samples.wronglyDropped(rule.threshold()),
                            samples.positives().size(),
                            samples.caught(rule.threshold())));
        });
        return new RuleCheck(rule.describe(), languages);
    }

    /** All languages together. */
    public Agreement total() {
        return languages.values().stream().reduce(new Agreement(0, 0, 0, 0), Agreement::plus);
    }

    /** A table for people. */
    public String toText() {
        StringBuilder text = new StringBuilder(rule + "\n");
        text.append("lang      judged  dropped  share   hidden positives  caught  share\n");
        languages.forEach((language, agreement) -> text.append(row(language.code(), agreement)));
        return text.append(row("all", total())).toString();
    }

    private static String row(String name, Agreement agreement) {
        return String.format(
                Locale.ROOT,
                "%-8s %7d %8d %6s %18d %7d %6s\n",
                name,
                agreement.negatives,
                agreement.wronglyDropped,
                share(agreement.wronglyDroppedShare()),
                agreement.positives,
                agreement.caught,
                share(agreement.caughtShare()));
    }

    private static String share(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.3f", value);
    }
}
