package dev.isogloss.mine;

import dev.isogloss.data.Key;
import dev.isogloss.data.Passage;
import dev.isogloss.io.Progress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Takes out the candidates that a judge finds to answer the query. A drop keeps the judge's votes as detail and its score.
 *
 * @param keepUndecided whether a candidate stays about which the judge could not say anything
 * @param passages the passage of a key that was retrieved or judged
 */
public record JudgeStage(
        Judge judge, JudgePolicy policy, boolean keepUndecided, Function<Key, Passage> passages, Progress progress)
        implements MiningStage {
    @Override
    public String name() {
        return judge.name();
    }

    @Override
    public String describe() {
        return "judge(" + judge.describe() + ", policy=" + word(policy) + ", undecided="
                + (keepUndecided ? "keep" : "drop") + ")";
    }

    @Override
    public Candidates apply(Candidates candidates, Scorers scorers) {
        return applyAll(List.of(candidates), scorers).getFirst();
    }

    @Override
    public List<Candidates> applyAll(List<Candidates> queries, Scorers scorers) {
        List<Question> questions = queries.stream().map(this::question).toList();
        List<List<Verdict>> verdicts = judge.judge(questions, progress);
        List<Candidates> left = new ArrayList<>();
        for (int i = 0; i < queries.size(); i++) {
            left.add(apply(queries.get(i), verdicts.get(i)));
        }
        return left;
    }

    private Question question(Candidates candidates) {
        return new Question(
                candidates.query(),
                candidates.positives().stream().map(passages).toList(),
                candidates.passages().stream().map(passages).toList());
    }

    private Candidates apply(Candidates candidates, List<Verdict> verdicts) {
        if (verdicts.size() != candidates.candidates().size()) {
            throw new IllegalStateException("judge " + judge.name() + " gave " + verdicts.size() + " verdicts on "
                    + candidates.candidates().size() + " passages");
        }
        List<Dropped> leaving = new ArrayList<>();
        Set<Key> answering = new HashSet<>();
        for (int i = 0; i < verdicts.size(); i++) {
            Verdict verdict = verdicts.get(i);
            Key passage = candidates.candidates().get(i).passage();
            if (policy == JudgePolicy.RELABEL_RELEVANT && verdict.grade() == Grade.RELEVANT) {
                answering.add(passage);
            } else if (!policy.keeps(verdict.grade(), keepUndecided)) {
                leaving.add(new Dropped(passage, name(), word(verdict.grade()), verdict.score(), votes(verdict)));
            }
        }
        Candidates left = candidates.without(leaving);
        return answering.isEmpty() ? left : left.relabelled(answering);
    }

    private static String votes(Verdict verdict) {
        return verdict.votes().stream().map(JudgeStage::word).collect(Collectors.joining(", "));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
