package dev.isogloss.experiment;

import dev.isogloss.corpus.Corpus;
import dev.isogloss.data.Language;
import dev.isogloss.io.Progress;
import dev.isogloss.job.EncoderChoice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every step of one experiment works with.
 *
 * @param read the passages; null where steps are only foreseen, before anybody has read them
 * @param collectionKey the key of the passages and queries everything starts from
 * @param start the model that pre-fine-tuning made; null where the experiment's own model is the start
 * @param base the run folder with what all rounds of mining and training have in common
 * @param folder where the steps write: the run folder itself, or an earlier round in it
 */
record Context(
        Experiment experiment,
        ExperimentData data,
        @Nullable Corpus read,
        StepKey collectionKey,
        @Nullable SystemModel start,
        RunFolder base,
        RunFolder folder,
        StepRunner steps,
        Progress progress) {

    /** The passages, for the work of a step. */
    Corpus corpus() {
        if (read == null) {
            throw new IllegalStateException("no step works while steps are only foreseen");
        }
        return read;
    }

    /** The languages that have passages. */
    List<Language> passageLanguages() {
        return read == null ? data.source().languages().stream().sorted().toList() : read.languages();
    }

    /** The same, learning from something else. */
    Context learning(ExperimentData other) {
        return new Context(experiment, other, read, collectionKey, start, base, folder, steps, progress);
    }

    /** The key of the passages and of what is learned from. */
    StepKey learnedKey() {
        return data.learnedFrom() == null ? collectionKey : StepKey.of(collectionKey, data.learnedFrom());
    }

    /** The key of the passages and of the queries that are learned from, whatever is known of them. */
    StepKey askedKey() {
        QuestionsChoice questions = experiment.questions();
        if (questions.byPeople()) {
            return collectionKey;
        }
        return questions.areGenerated()
                ? learnedKey()
                : StepKey.of(collectionKey, "unlabelled", data.measured().identity());
    }

    /** The same for an earlier round, which has a folder of its own. */
    Context round(int number) {
        RunFolder round = base.round(number);
        return new Context(
                experiment,
                data,
                read,
                collectionKey,
                start,
                base,
                round,
                steps.below(round.steps(), "round-" + number + "/"),
                progress);
    }

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
