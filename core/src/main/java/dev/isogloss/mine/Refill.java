package dev.isogloss.mine;

import dev.isogloss.data.Key;
import dev.isogloss.data.Negative;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.io.Progress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Stage II: a query with too few negatives gets more by generation. Its positive becomes a summary, the summary a new query, the
 * new query's candidates under the same ensemble go through the same stages as the query's own, and what is left is appended.
 * Negatives stay real passages of the corpus; each says which query found it.
 *
 * @param generator makes the new queries
 * @param ensemble as for the queries themselves, but able to retrieve for queries it has never seen
 * @param enough negatives a query should have, at least 1
 */
public record Refill(QueryGenerator generator, Ensemble ensemble, int enough) {
    /** The name under which refusals of the generator are counted. */
    public static final String STAGE = "refill";

    public Refill {
        if (enough < 1) {
            throw new IllegalArgumentException("a query must want at least 1 negative (got: " + enough + ")");
        }
    }

    /** Canonical text of what decides the result. */
    String describe() {
        return STAGE + "(enough=" + enough + ", generator=" + generator.describe() + ", " + ensemble.describe() + ")";
    }

    /**
     * What became of mined queries, in their order; those that have enough stay as they are.
     *
     * @param stages that every candidate has to pass
     */
    List<MinedQuery> fill(
            List<MinedQuery> mined,
            List<MiningQuery> queries,
            List<MiningStage> stages,
            Scorers scorers,
            Function<Key, Passage> passages,
            Progress progress) {
        List<Integer> hungry = new ArrayList<>();
        List<QueryGenerator.Source> sources = new ArrayList<>();
        for (int i = 0; i < mined.size(); i++) {
            if (mined.get(i).negatives().size() < enough) {
                hungry.add(i);
                Key positive = mined.get(i).positives().getFirst();
                sources.add(new QueryGenerator.Source(mined.get(i).query(), passages.apply(positive)));
            }
        }
        List<MinedQuery> filled = new ArrayList<>(mined);
        if (hungry.isEmpty()) {
            return filled;
        }
        List<QueryGenerator.Generated> generated = generator.generate(sources, progress);
        List<Integer> made = new ArrayList<>();
        List<MiningQuery> asked = new ArrayList<>();
        for (int k = 0; k < hungry.size(); k++) {
            MinedQuery before = mined.get(hungry.get(k));
            switch (generated.get(k)) {
                case QueryGenerator.Made query -> {
                    made.add(hungry.get(k));
                    Key key = new Key(
                            before.query().language(), before.query().key().id() + "~generated");
                    asked.add(new MiningQuery(
                            new Query(key, query.query()),
                            before.positives(),
                            queries.get(hungry.get(k)).judgedNegatives()));
                }
                case QueryGenerator.Refused refused -> filled.set(hungry.get(k), dropping(before, refused.reason()));
            }
        }
        List<Candidates> found = new ArrayList<>();
        List<Candidates> retrieved = ensemble.candidates(asked, passages);
        for (int k = 0; k < made.size(); k++) {
            found.add(unknown(retrieved.get(k), mined.get(made.get(k))));
        }
        for (MiningStage stage : stages) {
            found = stage.applyAll(found, scorers);
        }
        for (int k = 0; k < made.size(); k++) {
            filled.set(
                    made.get(k),
                    appended(
                            mined.get(made.get(k)),
                            found.get(k),
                            asked.get(k).query().text()));
        }
        return filled;
    }

    /** The candidates as those of the query itself, without what it met before. */
    private static Candidates unknown(Candidates retrieved, MinedQuery before) {
        Set<Key> known = new HashSet<>(before.positives());
        before.negatives().forEach(negative -> known.add(negative.passage()));
        before.dropped().forEach(drop -> known.add(drop.passage()));
        return new Candidates(
                before.query(),
                before.positives(),
                retrieved.judgedNegatives(),
                retrieved.candidates().stream()
                        .filter(candidate -> !known.contains(candidate.passage()))
                        .toList(),
                List.of(),
                retrieved.known());
    }

    private MinedQuery appended(MinedQuery before, Candidates left, String query) {
        List<Negative> negatives = new ArrayList<>(before.negatives());
        List<Dropped> dropped = new ArrayList<>(before.dropped());
        dropped.addAll(left.dropped());
        for (Candidate candidate : left.candidates()) {
            if (negatives.size() < enough) {
                negatives.add(new Negative(
                        candidate.passage(), new Negative.Generated(query), candidate.ranks(), candidate.score()));
            } else {
                dropped.add(new Dropped(
                        candidate.passage(), MiningPlan.CUT, "beyond the first " + enough, candidate.score()));
            }
        }
        List<Float> scores = new ArrayList<>();
        for (Key positive : left.positives()) {
            int place = before.positives().indexOf(positive);
            scores.add(
                    place >= 0
                            ? before.positiveScores().get(place)
                            : left.known().getOrDefault(positive, 0f));
        }
        return new MinedQuery(before.query(), left.positives(), scores, negatives, dropped);
    }

    private static MinedQuery dropping(MinedQuery before, String reason) {
        List<Dropped> dropped = new ArrayList<>(before.dropped());
        dropped.add(new Dropped(before.positives().getFirst(), STAGE, reason, 0));
        return new MinedQuery(before.query(), before.positives(), before.positiveScores(), before.negatives(), dropped);
    }
}
