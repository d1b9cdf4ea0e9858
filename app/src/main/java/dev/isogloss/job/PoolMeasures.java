package dev.isogloss.job;

import dev.isogloss.data.Judgments;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Ranking;
import dev.isogloss.eval.Evaluator;
import dev.isogloss.eval.Metric;
import dev.isogloss.eval.OwnLanguage;
import dev.isogloss.eval.QueryScores;
import dev.isogloss.eval.RankDistance;
import dev.isogloss.format.KeyResolver;
import dev.isogloss.format.TrecRun;
import dev.isogloss.io.BadInputException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How a run over a pool of languages treats the query's own; nothing for other runs. */
final class PoolMeasures {
    private static final List<Metric> USUAL = List.of(new OwnLanguage(10), new RankDistance(100));

    private PoolMeasures() {}

    /**
     * Measures that compare languages: those that were asked for, or the usual ones where the run allows them.
     *
     * @throws BadInputException when such a measure was asked for of a run that does not show it
     */
    static List<QueryScores> of(
            RunIds ids, Map<String, Map<String, Integer>> judgments, List<Metric> metrics, QueryLanguages languages) {
        List<Metric> asked = metrics.stream().filter(Metric::comparesLanguages).toList();
        boolean judgmentsTell = RunIds.isQualified(judgments)
                && judgments.values().stream()
                        .allMatch(passages -> passages.keySet().stream().allMatch(RunIds::isQualified));
        boolean queriesTell = judgmentsTell || !languages.languages().isEmpty();
        if (!ids.crosses() || !queriesTell) {
            requireNone(
                    asked,
                    "a run over several languages with ids lang:id, in which some hit is in another language than"
                            + " its query; " + ids.file() + " is none");
            return List.of();
        }
        if (!judgmentsTell) {
            requireNone(
                    asked.stream()
                            .filter(metric -> metric instanceof RankDistance)
                            .toList(),
                    "judgments with lang:id, which say the language of passages that were not found");
        }
        List<Metric> measured = (asked.isEmpty() ? USUAL : asked)
                .stream()
                        .filter(metric -> judgmentsTell || !(metric instanceof RankDistance))
                        .toList();
        List<Ranking> run = TrecRun.read(ids.file(), KeyResolver.qualified());
        return new Evaluator(keyed(judgments, judgmentsTell, languages), measured).evaluate(run);
    }

    private static void requireNone(List<Metric> asked, String needed) {
        if (!asked.isEmpty()) {
            throw new BadInputException(asked.getFirst().name() + " needs " + needed);
        }
    }

    private static Judgments keyed(
            Map<String, Map<String, Integer>> judgments, boolean qualified, QueryLanguages languages) {
        Map<Key, Map<Key, Integer>> keyed = new HashMap<>();
        judgments.forEach((query, passages) -> {
            Map<Key, Integer> grades = new HashMap<>();
            if (qualified) {
                passages.forEach((passage, grade) -> grades.put(Key.parse(passage), grade));
                keyed.put(Key.parse(query), grades);
            } else {
                String language =
                        java.util.Objects.requireNonNull(languages.languages().get(query));
                keyed.put(new Key(new Language(language), query), grades);
            }
        });
        return Judgments.of(keyed);
    }
}
