package dev.isogloss.experiment;

import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.util.Optional;

/** Counts what an experiment would ask its language model, and asks nothing. */
final class Estimating {
    private Estimating() {}

    /** What was counted, for a person and for a program. */
    record Estimated(String text, String json) {}

    /** Refuses what cannot be counted, because it comes of a training or of labels that are not there yet. */
    static void require(Experiment experiment) {
        if (!experiment.preFineTuning().isEmpty()) {
            throw new BadInputException(
                    "--estimate: what is asked depends on the model that pre-fine-tuning makes; estimate"
                            + " without it, in another folder: --set pre-fine-tuning=[] --out FOLDER");
        }
        if (!experiment.questions().byPeople() && !experiment.questions().wantLlm()) {
            throw new BadInputException("--estimate: what judges are asked depends on the "
                    + experiment.questions().source()
                    + " questions, which are not there yet; mine first with mine.judging.judges=[]");
        }
    }

    /** Of queries that a language model has yet to make nobody knows what they would be judged about: only they are counted. */
    static Estimated of(Context context) throws IOException {
        JudgingChoice.Llm llm = context.experiment().mine().judging().llm();
        boolean generating = context.experiment().questions().wantLlm();
        int rounds = generating ? 1 : context.experiment().mine().rounds();
        LlmEstimate estimate = generating ? GeneratedQuestions.estimate(context) : judging(context);
        String scope = rounds > 1 ? "Of the first of " + rounds + " rounds:\n" : "";
        String part = generating ? "Of generating questions, not of what follows:\n" : scope;
        return new Estimated(part + estimate.text(llm.model().orElseThrow(), llm.budget()), estimate.json(rounds));
    }

    private static LlmEstimate judging(Context context) throws IOException {
        StepKey lexical = LexicalStep.run(context);
        SystemModel untouched = ModelStep.run(context);
        StepKey encoded =
                StepKey.of(EncodeStep.run(context, untouched), EncodeStep.trainingQueries(context, untouched));
        return new Rounds(context, Pipeline.Until.ESTIMATE, untouched, encoded, Optional.empty()).estimate(lexical);
    }
}
