package dev.isogloss.mine;

import dev.isogloss.io.Progress;
import java.util.List;
import java.util.Map;

/** A judge whose grades are counted, of candidates and of what people judged alike: so one that says the same of everything shows. */
public final class TalliedJudge implements Judge {
    private final Judge judge;
    private GradeCounts counts = new GradeCounts(Map.of());

    /** Counts for {@code judge}, which it asks. */
    public TalliedJudge(Judge judge) {
        this.judge = judge;
    }

    @Override
    public String name() {
        return judge.name();
    }

    @Override
    public String describe() {
        return judge.describe();
    }

    @Override
    public List<List<Verdict>> judge(List<Question> questions, Progress progress) {
        List<List<Verdict>> verdicts = judge.judge(questions, progress);
        add(GradeCounts.of(verdicts));
        return verdicts;
    }

    private synchronized void add(GradeCounts more) {
        counts = counts.plus(more);
    }

    /** Every grade so far. */
    public synchronized GradeCounts counts() {
        return counts;
    }
}
