package dev.isogloss.mine;

import java.util.List;

/** One step between candidates and negatives; a value, so two stages with the same description do the same. */
public interface MiningStage {
    /** The word for this kind of stage in reports and in {@code dropped}, for example {@code perc-pos}. */
    String name();

    /** Canonical text of the stage and all its parameters; part of the hash of what was mined. */
    String describe();

    /** What is left of one query's candidates: a subset in the same order, everything that left added to {@code dropped}. */
    Candidates apply(Candidates candidates, Scorers scorers);

    /** The same for many queries, in their order; a stage that works better in bulk overrides this. */
    default List<Candidates> applyAll(List<Candidates> queries, Scorers scorers) {
        return queries.stream().map(candidates -> apply(candidates, scorers)).toList();
    }
}
