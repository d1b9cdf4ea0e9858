package dev.isogloss.mine;

import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Progress;
import dev.isogloss.llm.ChatFailure;
import dev.isogloss.llm.ChatPool;
import dev.isogloss.llm.Likelihood;
import dev.isogloss.llm.LikelihoodServer;
import dev.isogloss.search.LikelihoodPrompt;
import dev.isogloss.search.LikelihoodSum;
import dev.isogloss.search.Pair;
import dev.isogloss.search.PairScorer;
import java.util.List;

/**
 * Scores a pair by how likely a served language model finds the query after the passage (Sachan et al. 2022, <a
 * href="https://arxiv.org/abs/2204.07496">UPR</a>), asked through a pool: recorded scores are never asked for again.
 */
public record ServedLikelihood(ChatPool pool, LikelihoodPrompt prompt, LikelihoodSum sum) implements PairScorer {
    @Override
    public String describe() {
        return "likelihood(" + pool.model() + ", " + prompt + ", " + sum + ")";
    }

    /**
     * {@inheritDoc}
     *
     * @throws BadInputException when the server gives none to a pair, for instance because the passage is too long for it
     */
    @Override
    public float[] score(List<Pair> pairs) {
        List<Float> scores;
        try (Progress.Task task = Progress.SILENT.start("score", pairs.size(), "pairs")) {
            scores = pool.each(pairs, this::score, task);
        }
        float[] found = new float[pairs.size()];
        for (int i = 0; i < found.length; i++) {
            found[i] = scores.get(i);
        }
        return found;
    }

    private float score(Pair pair) {
        if (pair.query().text().isBlank()) {
            throw new IllegalArgumentException(
                    "query " + pair.query().key() + " has no text whose likelihood there is");
        }
        try {
            Likelihood likelihood =
                    LikelihoodServer.likelihood(prompt.read(pair.passage()), prompt.asked(pair.query()), pool);
            return (float) sum.of(likelihood.logarithm(), likelihood.tokens());
        } catch (ChatFailure e) {
            throw new BadInputException(
                    pool.model() + " gives no score of passage "
                            + pair.passage().key() + " for query "
                            + pair.query().key() + ": " + e.getMessage()
                            + "; is the passage longer than the server takes?",
                    e);
        }
    }
}
