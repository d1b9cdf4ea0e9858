package dev.isogloss.experiment;

import dev.isogloss.corpus.Corpus;
import dev.isogloss.io.AtomicFile;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The trainings that come before an experiment's own (pre-fine-tuning: Zhang et al. 2022, arXiv 2204.02363), each in {@code
 * pre-fine-tuning/NAME} with a collection, mining and batches of its own, each beginning with the weights of the one before.
 * Questions that the experiment is measured on are left out of all of them.
 */
final class PreFineTuning {
    private final Experiment experiment;
    private final RunFolder folder;
    private final List<ExperimentData> data;

    private PreFineTuning(Experiment experiment, RunFolder folder, List<ExperimentData> data) {
        this.experiment = experiment;
        this.folder = folder;
        this.data = data;
    }

    /**
     * Reads the data of all stages, so that what is wrong with the last is said before the first is trained.
     *
     * @param measured what nothing may be learned from
     */
    static PreFineTuning load(Experiment experiment, RunFolder folder, MeasuredQuestions measured) throws IOException {
        List<ExperimentData> data = new ArrayList<>();
        for (Experiment stage : experiment.preFineTuning()) {
            try {
                ExperimentData learned = ExperimentData.loadToLearn(stage, measured);
                RunMember.checkQueries(stage, learned);
                ExampleTopics.check(stage, learned);
                Chat.checkLanguages(stage, learned);
                data.add(learned);
            } catch (BadInputException e) {
                throw PreFineTuningChoice.refused(stage, e);
            }
        }
        return new PreFineTuning(experiment, folder, data);
    }

    /** Trains what is not trained yet; the last stage's model, or null where there are no stages. */
    @Nullable
    SystemModel run(StepRunner steps, Progress progress) throws IOException {
        SystemModel start = null;
        for (int i = 0; i < data.size(); i++) {
            Experiment stage = experiment.preFineTuning().get(i);
            RunFolder below = folder.preFineTuning(stage.name());
            StepRunner own = steps.below(below.steps(), stage.name() + "/");
            StepKey collection = CollectionStep.run(stage, data.get(i), below, own, progress);
            if (!steps.works()) {
                start = train(new Context(stage, data.get(i), null, collection, start, below, below, own, progress));
                continue;
            }
            AtomicFile.writeString(below.experiment(), ExperimentFile.write(stage.tree()));
            try (Corpus corpus = Corpus.open(below.corpus())) {
                start = train(new Context(stage, data.get(i), corpus, collection, start, below, below, own, progress));
            }
        }
        return start;
    }

    private static SystemModel train(Context context) throws IOException {
        return Pipeline.steps(context, Pipeline.Until.TRAIN).getLast();
    }

    /** The folders of stages that the experiment does not have any more. */
    static List<Path> strangers(Context context) throws IOException {
        Path parent = context.base().path().resolve("pre-fine-tuning");
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        List<String> known = context.experiment().preFineTuning().stream()
                .map(Experiment::name)
                .toList();
        try (Stream<Path> stages = Files.list(parent)) {
            return stages.filter(stage -> !known.contains(String.valueOf(stage.getFileName())))
                    .sorted()
                    .toList();
        }
    }
}
