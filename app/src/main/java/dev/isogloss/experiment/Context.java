package dev.isogloss.experiment;

import dev.isogloss.corpus.Corpus;
import dev.isogloss.io.Progress;
import dev.isogloss.job.EncoderChoice;

/**
 * What every step of one experiment works with.
 *
 * @param collectionKey the key of the passages and queries everything starts from
 */
record Context(
        Experiment experiment,
        ExperimentData data,
        Corpus corpus,
        StepKey collectionKey,
        RunFolder folder,
        StepRunner steps,
        Progress progress) {

    /** How a model's texts are encoded outside training. */
    EncoderChoice encoder(String model) {
        return new EncoderChoice(
                model,
                experiment.model().precision(),
                experiment.model().device(),
                experiment.text().inferenceQueryTokens(),
                experiment.text().inferencePassageTokens(),
                experiment.text().failOnTruncate() ? "fail" : "warn");
    }

    /** How an encoder of the ensemble encodes its texts: with lengths of its own. */
    EncoderChoice encoder(EnsembleMember.Encoder member) {
        return new EncoderChoice(
                member.path(),
                experiment.model().precision(),
                experiment.model().device(),
                member.queryTokens(),
                member.passageTokens(),
                experiment.text().failOnTruncate() ? "fail" : "warn");
    }
}
