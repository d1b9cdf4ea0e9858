package dev.isogloss.job;

import dev.isogloss.io.BadInputException;

/**
 * Which cross-encoder reads the best hits of a search together with the query.
 *
 * @param model a sequence-classification folder or hub id
 * @param depth how many hits of a query are read, at least 1; those below are cut off
 */
public record RerankChoice(String model, int depth) {
    /** What most rerankers are measured with, and a second or two for a person who waits. */
    public static final int USUAL_DEPTH = 50;

    public RerankChoice {
        if (depth < 1) {
            throw new BadInputException("--rerank-depth must be at least 1 (got: " + depth + ")");
        }
    }

    /** Refuses more hits than the reranker reads. */
    void requireEnough(int k) {
        if (k > depth) {
            throw new BadInputException(
                    "--k must be at most the " + depth + " hits that are reranked, since scores of the"
                            + " others do not compare (got: " + k + "); give a larger --rerank-depth");
        }
    }
}
