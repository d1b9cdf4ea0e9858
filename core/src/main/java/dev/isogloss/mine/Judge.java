package dev.isogloss.mine;

import dev.isogloss.io.Progress;
import java.util.List;

/**
 * Says how far passages answer queries: a language model, a cross-encoder, the consensus of several encoders. Judgments of people
 * are not its business: {@link JudgeStage} never asks about passages that a person judged.
 */
public interface Judge {
    /** A short name for reports and for {@code dropped}, for example {@code cross-encoder}. */
    String name();

    /** Canonical text of the judge and everything that decides its verdicts; part of the hash of what was mined. */
    String describe();

    /**
     * The verdicts on every question, in their order, one a passage in its order. The result does not depend on how questions
     * are grouped into calls.
     */
    List<List<Verdict>> judge(List<Question> questions, Progress progress);
}
