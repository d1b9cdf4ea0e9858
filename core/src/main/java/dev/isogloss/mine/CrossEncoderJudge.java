package dev.isogloss.mine;

import dev.isogloss.data.Judgments;
import dev.isogloss.data.Key;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.io.Progress;
import dev.isogloss.search.Pair;
import dev.isogloss.search.PairScorer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Grades by the scores of a pair scorer and two thresholds. It reads the passage alone, never the positives, and gives one vote;
 * the verdict's score is the probability {@code 1 / (1 + exp(-score))}.
 *
 * @param scorer of whom no score may come from a model that learned from the query's judgments
 */
public record CrossEncoderJudge(PairScorer scorer, ScoreThresholds thresholds) implements Judge {
    /** Questions that are scored at a time: enough to fill all workers, few enough to show progress. */
    private static final int WINDOW = 64;

    /**
     * A judge whose thresholds are placed on people's judgments, as {@link ScoreThresholds#calibrate} does.
     *
     * @param queries those whose judgments count
     * @param passages the passage of a key that was judged; blank ones do not count
     * @throws dev.isogloss.io.BadInputException when there are too few judgments, or the scorer does not tell relevant from irrelevant
     */
    public static CrossEncoderJudge calibrated(
            PairScorer scorer,
            List<Query> queries,
            Judgments judgments,
            Function<Key, Passage> passages,
            double missed,
            double accused,
            Progress progress) {
        List<Float> irrelevant = new ArrayList<>();
        List<Float> relevant = new ArrayList<>();
        try (Progress.Task task = progress.start("Calibrating the judge", queries.size(), "queries")) {
            for (int from = 0; from < queries.size(); from += WINDOW) {
                List<Query> window = queries.subList(from, Math.min(from + WINDOW, queries.size()));
                List<Pair> pairs = window.stream()
                        .flatMap(query -> judgments.of(query.key()).keySet().stream()
                                .map(passages)
                                .filter(passage -> !passage.isBlank())
                                .map(passage -> new Pair(query, passage)))
                        .toList();
                float[] scores = scorer.score(pairs);
                for (int i = 0; i < scores.length; i++) {
                    Pair pair = pairs.get(i);
                    boolean answers = judgments
                            .positives(pair.query().key())
                            .contains(pair.passage().key());
                    (answers ? relevant : irrelevant).add(scores[i]);
                }
                task.advance(window.size());
            }
        }
        return new CrossEncoderJudge(
                scorer, ScoreThresholds.calibrate(floats(irrelevant), floats(relevant), missed, accused));
    }

    private static float[] floats(List<Float> values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i);
        }
        return floats;
    }

    @Override
    public String name() {
        return "cross-encoder";
    }

    @Override
    public String describe() {
        return name() + "(" + scorer.describe() + ", partial=" + thresholds.partial() + ", relevant="
                + thresholds.relevant() + ")";
    }

    @Override
    public List<List<Verdict>> judge(List<Question> questions, Progress progress) {
        List<List<Verdict>> verdicts = new ArrayList<>();
        try (Progress.Task task = progress.start("Judging", questions.size(), "queries")) {
            for (int from = 0; from < questions.size(); from += WINDOW) {
                List<Question> window = questions.subList(from, Math.min(from + WINDOW, questions.size()));
                verdicts.addAll(judge(window));
                task.advance(window.size());
            }
        }
        return verdicts;
    }

    private List<List<Verdict>> judge(List<Question> questions) {
        List<Pair> pairs = new ArrayList<>();
        questions.forEach(question ->
                question.passages().forEach(passage -> pairs.add(new Pair(question.query(), passage))));
        float[] scores = scorer.score(pairs);
        List<List<Verdict>> verdicts = new ArrayList<>();
        int at = 0;
        for (Question question : questions) {
            List<Verdict> ofQuestion = new ArrayList<>();
            for (int i = 0; i < question.passages().size(); i++) {
                ofQuestion.add(verdict(scores[at++]));
            }
            verdicts.add(ofQuestion);
        }
        return verdicts;
    }

    private Verdict verdict(float score) {
        Grade grade = thresholds.grade(score);
        return new Verdict(grade, List.of(grade), 1 / (1 + Math.exp(-score)));
    }
}
