package dev.isogloss.mine;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.io.Progress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Whether a judge agrees with people: it is asked about passages that they judged, as if nobody had. Of a query with several
 * positives all but the first are hidden and asked about, of every query the judged negatives are.
 *
 * @param judge its description
 * @param grades every answer it gave, counted
 * @param languages figures by language
 */
public record JudgeCheck(String judge, GradeCounts grades, SortedMap<Language, Agreement> languages) {
    private static final int ENOUGH = 30;
    /** One-sided, 97.5 %. */
    private static final double ERRORS = 1.96;

    public JudgeCheck {
        languages = Collections.unmodifiableSortedMap(new TreeMap<>(languages));
    }

    /**
     * Counts against people; what the judge leaves undecided is not among them. A passage counts as suspected when its grade costs it
     * its place among the candidates, which the policy decides.
     *
     * @param caught positives that it suspects
     * @param missed positives that it does not
     * @param wronglySuspected judged negatives that it suspects
     * @param cleared judged negatives that it does not
     */
    public record Agreement(long caught, long missed, long wronglySuspected, long cleared) {
        /** How many passages were asked about. */
        public long total() {
            return caught + missed + wronglySuspected + cleared;
        }

        /** Whether people judged passages of both kinds; without both there is no agreement beyond chance to speak of. */
        boolean hasBothKinds() {
            return caught + missed > 0 && wronglySuspected + cleared > 0;
        }

        /** Share of answers that are people's too; NaN without any. */
        public double accuracy() {
            return (caught + cleared) / (double) total();
        }

        /**
         * Cohen's kappa (https://doi.org/10.1177/001316446002000104): the share of agreement beyond what chance would give; NaN
         * where both always say the same.
         */
        public double kappa() {
            double all = total();
            double chance = ((caught + wronglySuspected) / all) * ((caught + missed) / all)
                    + ((missed + cleared) / all) * ((wronglySuspected + cleared) / all);
            return (accuracy() - chance) / (1 - chance);
        }

        /**
         * Standard error of kappa for a judge that does not listen (Fleiss, Cohen and Everitt 1969,
         * https://doi.org/10.1037/h0028106); NaN where both always say the same.
         */
        public double kappaErrorByChance() {
            double all = total();
            double people = (caught + missed) / all;
            double judge = (caught + wronglySuspected) / all;
            double chance = people * judge + (1 - people) * (1 - judge);
            double sum = people * judge * (people + judge) + (1 - people) * (1 - judge) * (2 - people - judge);
            return Math.sqrt((chance + chance * chance - sum) / all) / (1 - chance);
        }

        Agreement plus(Agreement other) {
            return new Agreement(
                    caught + other.caught,
                    missed + other.missed,
                    wronglySuspected + other.wronglySuspected,
                    cleared + other.cleared);
        }
    }

    /**
     * Asks a judge.
     *
     * @param policy which grades count as suspicion
     * @param queries which it must not have been made on
     * @param passages the passage of a judged key
     */
    public static JudgeCheck of(
            Judge judge,
            JudgePolicy policy,
            List<MiningQuery> queries,
            Function<Key, Passage> passages,
            Progress progress) {
        List<MiningQuery> asked = queries.stream()
                .filter(query ->
                        query.positives().size() > 1 || !query.judgedNegatives().isEmpty())
                .toList();
        List<Question> questions = asked.stream()
                .map(query -> new Question(
                        query.query(),
                        List.of(passages.apply(query.positives().getFirst())),
                        Stream.concat(hidden(query).stream(), query.judgedNegatives().stream())
                                .map(passages)
                                .toList()))
                .toList();
        List<List<Verdict>> verdicts = judge.judge(questions, progress);
        SortedMap<Language, Agreement> languages = new TreeMap<>();
        for (int i = 0; i < asked.size(); i++) {
            Agreement agreement = agreement(policy, hidden(asked.get(i)).size(), verdicts.get(i));
            languages.merge(asked.get(i).query().language(), agreement, Agreement::plus);
        }
        return new JudgeCheck(judge.describe(), GradeCounts.of(verdicts), languages);
    }

    private static List<Key> hidden(MiningQuery query) {
        return query.positives().subList(1, query.positives().size());
    }

    /** @param positives how many of the verdicts, the first ones, are on positives */
    private static Agreement agreement(JudgePolicy policy, int positives, List<Verdict> verdicts) {
        long[] counts = new long[4];
        for (int i = 0; i < verdicts.size(); i++) {
            if (verdicts.get(i).grade() != Grade.UNDECIDED) {
                boolean suspected = !policy.keeps(verdicts.get(i).grade(), true);
                counts[(i < positives ? 0 : 2) + (suspected ? 0 : 1)]++;
            }
        }
        return new Agreement(counts[0], counts[1], counts[2], counts[3]);
    }

    /** All languages together. */
    public Agreement total() {
        return languages.values().stream().reduce(new Agreement(0, 0, 0, 0), Agreement::plus);
    }

    /** What is wrong with the judge: it says the same of everything, or agrees with people no better than chance. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        grades.uselessness(judge).ifPresent(warnings::add);
        double chance = ERRORS * total().kappaErrorByChance();
        if (warnings.isEmpty() && total().hasBothKinds() && total().total() >= ENOUGH && !(total().kappa() > chance)) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "%s is useless: it agrees with people no better than chance (kappa %.3f, where chance alone gives up to"
                            + " %.3f)",
                    judge,
                    total().kappa(),
                    chance));
        }
        return warnings;
    }

    /** A table for people. */
    public String toText() {
        StringBuilder text = new StringBuilder(judge + "\n");
        text.append("lang     positives   caught  negatives  wrongly suspected  accuracy   kappa\n");
        languages.forEach((language, agreement) -> text.append(row(language.code(), agreement)));
        text.append(row("all", total()));
        warnings().forEach(warning -> text.append("WARNING: ").append(warning).append('\n'));
        return text.toString();
    }

    private static String row(String name, Agreement agreement) {
        return String.format(
                Locale.ROOT,
                "%-8s %9d %8d %10d %18d %9s %7s%n",
                name,
                agreement.caught + agreement.missed,
                agreement.caught,
                agreement.wronglySuspected + agreement.cleared,
                agreement.wronglySuspected,
                figure(agreement.accuracy()),
                figure(agreement.kappa()));
    }

    private static String figure(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.3f", value);
    }
}
