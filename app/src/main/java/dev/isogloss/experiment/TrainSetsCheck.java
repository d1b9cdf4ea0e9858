package dev.isogloss.experiment;

import dev.isogloss.io.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads every further training set of an experiment and says what can be learned from it.
 *
 * @param found one a set, in the order of the experiment
 */
record TrainSetsCheck(List<TrainSetsStep.Found> found) {
    TrainSetsCheck {
        found = List.copyOf(found);
    }

    static TrainSetsCheck of(Experiment experiment, Progress progress) throws IOException {
        List<TrainSetsStep.Found> found = new ArrayList<>();
        if (!experiment.trainSets().isEmpty()) {
            MeasuredQuestions measured = ExperimentData.load(experiment).measured();
            int sets = experiment.trainSets().size();
            try (Progress.Task task = progress.start("read the training sets", sets, "sets")) {
                for (TrainSetChoice choice : experiment.trainSets()) {
                    found.add(TrainSetsStep.draw(choice, measured, experiment.seed())
                            .found());
                    task.advance(1);
                }
            }
        }
        return new TrainSetsCheck(found);
    }

    /** One line a set; empty without sets. */
    String table() {
        if (found.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder(String.format(
                "%n%-20s %8s %9s %6s %8s %9s %9s%n",
                "train-sets", "queries", "passages", "blank", "dangling", "examples", "languages"));
        for (TrainSetsStep.Found set : found) {
            text.append(String.format(
                    "%-20s %8d %9d %6d %8d %9d %9d%n",
                    set.name(),
                    set.counts().queries(),
                    set.counts().passages(),
                    set.counts().blankQueries() + set.counts().blankPassages(),
                    set.counts().dangling(),
                    set.examples(),
                    set.languages()));
        }
        return text.toString();
    }

    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        for (TrainSetsStep.Found set : found) {
            String name = "train-sets: " + set.name() + ": ";
            if (set.counts().dangling() > 0) {
                warnings.add(name + set.counts().dangling() + " judged or linked ids lead nowhere and are left out");
            }
            if (set.counts().unanswered() > 0) {
                warnings.add(name + set.counts().unanswered() + " queries have no relevant passage and are left out");
            }
            if (set.equalToEvaluation() > 0) {
                warnings.add(name + set.equalToEvaluation() + " queries equal an evaluation query and are left out");
            }
        }
        return warnings;
    }
}
