package dev.isogloss.experiment;

import dev.isogloss.corpus.CorpusBuilder;
import dev.isogloss.corpus.Sample;
import dev.isogloss.format.CollectionSource;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.util.List;

/** The raw files become a mapped corpus: judged passages always, of the others as many as the experiment says. */
final class CollectionStep {
    private CollectionStep() {}

    static StepKey run(
            Experiment experiment, ExperimentData data, RunFolder folder, StepRunner steps, Progress progress)
            throws IOException {
        Sample sample = experiment.collection().randomPassagesPerLanguage().isPresent()
                ? Sample.of(
                        experiment.collection().randomPassagesPerLanguage().getAsInt(),
                        data.judgedPassages(),
                        experiment.seed())
                : Sample.everything();
        StepKey key = StepKey.of(
                "collection",
                // Other collections that are measured count by the queries that they take from training.
                data.dropped().stream().map(query -> query.key().toString()).toList(),
                data.inputs(),
                experiment.collection().format(),
                experiment.collection().languages(),
                experiment.collection().randomPassagesPerLanguage(),
                experiment.collection().trainSplit(),
                // A training that nothing is measured after keeps no passages for that, and encodes no such queries.
                data.evaluationQueries().isEmpty()
                        ? "to learn from, without " + data.measured().identity()
                        : experiment.evaluate().split(),
                experiment.seed());
        return build(key, data.source(), sample, folder, steps, progress);
    }

    /** All passages of another collection that is measured on. */
    static StepKey run(OtherCollection other, RunFolder folder, StepRunner steps, Progress progress)
            throws IOException {
        StepKey key = StepKey.of(
                "other collection",
                other.inputs(),
                other.choice().format(),
                other.splits().keySet());
        return build(key, other.source(), Sample.everything(), folder, steps, progress);
    }

    private static StepKey build(
            StepKey key, CollectionSource source, Sample sample, RunFolder folder, StepRunner steps, Progress progress)
            throws IOException {
        return steps.run(
                "collection",
                key,
                List.of(folder.corpus()),
                () -> CorpusBuilder.build(source, sample, folder.corpus(), progress));
    }
}
