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

    /** The usual measures, as far as run and judgments show them. */
    static List<QueryScores> usual(RunIds ids, Map<String, Map<String, Integer>> judgments, QueryLanguages languages) {
        if (!isPool(ids, judgments, languages)) {
            return List.of();
        }
        boolean tell = judgmentsTell(judgments);
        return measured(
                ids,
                judgments,
                USUAL.stream()
                        .filter(metric -> tell || !(metric instanceof RankDistance))
                        .toList(),
                languages);
    }

    /**
     * The measures that were asked for.
     *
     * @throws BadInputException when run or judgments do not show them
     */
    static List<QueryScores> of(
            RunIds ids, Map<String, Map<String, Integer>> judgments, List<Metric> asked, QueryLanguages languages) {
        if (!isPool(ids, judgments, languages)) {
            throw new BadInputException(asked.getFirst().name()
                    + " needs a run over several languages with ids lang:id, in which some hit is in another language than its"
                    + " query, and the language of every judged query; of " + ids.file() + " that is not known");
        }
        for (Metric metric : asked) {
            if (metric instanceof RankDistance && !judgmentsTell(judgments)) {
                throw new BadInputException(metric.name()
                        + " needs judgments with lang:id, which say the language of passages that were not found");
            }
        }
        return measured(ids, judgments, asked, languages);
    }

    private static boolean isPool(RunIds ids, Map<String, Map<String, Integer>> judgments, QueryLanguages languages) {
        return ids.crosses()
                && (judgmentsTell(judgments) || !languages.languages().isEmpty());
    }

    private static boolean judgmentsTell(Map<String, Map<String, Integer>> judgments) {
        return RunIds.isQualified(judgments)
                && judgments.values().stream()
                        .allMatch(passages -> passages.keySet().stream().allMatch(RunIds::isQualified));
    }

    private static List<QueryScores> measured(
            RunIds ids, Map<String, Map<String, Integer>> judgments, List<Metric> metrics, QueryLanguages languages) {
        List<Ranking> run = TrecRun.read(ids.file(), KeyResolver.qualified());
        return new Evaluator(keyed(judgments, judgmentsTell(judgments), languages), metrics).evaluate(run);
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
