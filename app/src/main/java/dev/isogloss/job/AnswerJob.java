package dev.isogloss.job;

import dev.isogloss.data.Key;
import dev.isogloss.eval.AnswerRecall;
import dev.isogloss.eval.QueryScores;
import dev.isogloss.format.AnswerFile;
import dev.isogloss.format.LinguaDetector;
import dev.isogloss.format.RunHit;
import dev.isogloss.format.TrecRun;
import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/** Measures whether the first passages of a run hold an answer: {@link AnswerRecall}, by language and over them. */
public final class AnswerJob {
    private static final long SEED = 42;

    private AnswerJob() {}

    /**
     * What {@code --json} writes.
     *
     * @param words how the words were counted
     * @param missing measured queries that the run lacks; each counts 0
     * @param uncounted queries whose only answers are yes and no
     * @param unanswered queries of the run that have no answers, ignored
     */
    record Report(
            String run,
            String answers,
            String words,
            int missing,
            int uncounted,
            int unanswered,
            List<MeasuredRow> results) {}

    /**
     * Measures.
     *
     * @param answers the queries with their answers, see {@link AnswerFile}
     * @param passages data sets that together hold every passage of the run
     * @throws BadInputException when a file is missing or damaged, a passage of the run is nowhere, or no query is measured
     */
    public static EvaluateJob.Summary run(Path run, Path answers, List<Path> passages) throws IOException {
        for (Path file : List.of(run, answers)) {
            if (!Files.isRegularFile(file)) {
                throw new BadInputException("there is no file " + file);
            }
        }
        SequencedMap<Key, List<String>> all = AnswerFile.read(answers, LinguaDetector.ofCommonLanguages());
        SequencedMap<Key, List<String>> measured = new LinkedHashMap<>(all);
        measured.values().removeIf(given -> !AnswerRecall.counts(given));
        if (measured.isEmpty()) {
            throw new BadInputException(answers + " has no query with an answer beside yes and no; a line is"
                    + " {\"_id\": ..., \"lang\": ..., \"answers\": [...]}");
        }
        Map<String, List<RunHit>> lines = TrecRun.read(run);
        Map<Key, List<RunHit>> rankings = rankings(lines, all.keySet().stream().toList(), run);
        rankings.keySet().retainAll(measured.keySet());
        if (rankings.isEmpty()) {
            throw new BadInputException("no query of " + run + " has answers in " + answers + " (the run has e.g. "
                    + lines.keySet().stream().findFirst().orElse("nothing") + ", the answers e.g. "
                    + measured.firstEntry().getKey() + ")");
        }
        int unanswered = (int) (lines.size()
                - all.keySet().stream().filter(key -> isIn(lines, key)).count());
        RunTexts texts = RunTexts.of(rankings.values(), passages);
        List<QueryScores> scores = new ArrayList<>();
        for (AnswerRecall metric : AnswerRecall.USUAL) {
            Map<Key, Double> values = new TreeMap<>();
            measured.forEach((query, given) ->
                    values.put(query, metric.value(given, texts.of(rankings.getOrDefault(query, List.of())))));
            scores.add(QueryScores.of(metric, values));
        }
        Report report = new Report(
                run.toString(),
                answers.toString(),
                AnswerRecall.WORDS,
                measured.size() - rankings.size(),
                all.size() - measured.size(),
                unanswered,
                MeasuredRow.of(run, scores, SEED));
        return new EvaluateJob.Summary(text(report), JsonMapper.shared().writeValueAsString(report));
    }

    private static boolean isIn(Map<String, List<RunHit>> lines, Key key) {
        return lines.containsKey(key.toString()) || lines.containsKey(key.id());
    }

    private static Map<Key, List<RunHit>> rankings(Map<String, List<RunHit>> lines, List<Key> queries, Path run) {
        Map<Key, List<RunHit>> rankings = new HashMap<>();
        Map<String, Key> bare = new HashMap<>();
        for (Key query : queries) {
            List<RunHit> hits = lines.get(query.toString());
            if (hits == null) {
                hits = lines.get(query.id());
                Key other = hits == null ? null : bare.put(query.id(), query);
                if (other != null) {
                    throw new BadInputException("query " + query.id() + " of " + run + " may be " + other + " or "
                            + query + "; write the run with lang:id");
                }
            }
            if (hits != null) {
                rankings.put(query, hits);
            }
        }
        return rankings;
    }

    private static String text(Report report) {
        StringBuilder text = new StringBuilder(MeasuredRow.table(report.results));
        text.append("an answer within so many thousand words (")
                .append(report.words)
                .append(")\n");
        if (report.missing > 0) {
            text.append(report.missing).append(" queries are not in the run and count 0\n");
        }
        if (report.uncounted > 0) {
            text.append(report.uncounted).append(" queries whose only answers are yes and no are not counted\n");
        }
        if (report.unanswered > 0) {
            text.append(report.unanswered).append(" queries of the run have no answers and are ignored\n");
        }
        return text.toString().stripTrailing();
    }
}
