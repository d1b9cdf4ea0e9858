package dev.isogloss.search;

import java.util.List;

/**
 * Says how well passages answer queries by reading both together, as a cross-encoder does: the contract behind judging, reranking
 * and distillation. Implementations are safe for many threads.
 */
public interface PairScorer {
    /** Canonical text of everything that decides the scores; part of the hash of what they decide. */
    String describe();

    /**
     * One score a pair, in their order; larger is more relevant, finite, comparable between queries.
     *
     * <p>Bit for bit the same for the pairs of one query whatever other queries' pairs stand beside them.
     */
    float[] score(List<Pair> pairs);
}
