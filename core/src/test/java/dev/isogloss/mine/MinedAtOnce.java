package dev.isogloss.mine;

import dev.isogloss.data.Key;
import dev.isogloss.data.Passage;
import dev.isogloss.io.Progress;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Candidates searched and made negatives of in one go, where a pipeline writes them down in between. */
final class MinedAtOnce {
    private MinedAtOnce() {}

    static void mine(
            MiningPlan plan,
            Ensemble ensemble,
            Scorers scorers,
            List<MiningQuery> queries,
            Function<Key, Passage> passages,
            Consumer<MinedQuery> sink) {
        List<MiningQuery> seen = plan.judgedFirst()
                ? queries
                : queries.stream().map(MiningQuery::withoutJudgedNegatives).toList();
        plan.run(
                new CandidateSearch(ensemble, passages).of(seen),
                queries.size(),
                scorers,
                passages,
                Progress.SILENT,
                sink);
    }
}
