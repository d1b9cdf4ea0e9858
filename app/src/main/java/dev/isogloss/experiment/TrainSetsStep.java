package dev.isogloss.experiment;

import dev.isogloss.batch.DrawnExamples;
import dev.isogloss.data.Query;
import dev.isogloss.format.AnsweredQueries;
import dev.isogloss.io.AtomicFile;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Checksums;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * Examples are drawn from the further training sets and written to {@code train-sets/NAME}, before anything long starts; what was
 * found and left out is in {@code train-sets/report.json}.
 */
final class TrainSetsStep {
    private TrainSetsStep() {}

    /**
     * What one set gave.
     *
     * @param equalToEvaluation queries that equal an evaluation query, left out
     * @param examples drawn
     */
    record Found(String name, AnsweredQueries.Counts counts, long equalToEvaluation, long examples, int languages) {}

    /** Draws; nothing to do and no key where there are no further sets. */
    static Optional<StepKey> run(
            Experiment experiment, ExperimentData data, RunFolder folder, StepRunner steps, Progress progress)
            throws IOException {
        if (experiment.trainSets().isEmpty()) {
            return Optional.empty();
        }
        MeasuredQuestions measured = data.measured();
        List<Object> parts = new ArrayList<>(List.of("train-sets", measured.identity(), experiment.seed()));
        for (TrainSetChoice choice : experiment.trainSets()) {
            parts.add(List.of(
                    choice.name(),
                    choice.kind(),
                    choice.split(),
                    choice.only(),
                    choice.languages(),
                    choice.pivot(),
                    choice.limit()));
            if (choice.taughtByPivot()) {
                parts.add("with the pivot's texts");
            }
            for (Path file : new TrainSetReader(choice).files()) {
                parts.add(file.getFileName() + " " + Checksums.sha256(file));
            }
        }
        return Optional.of(steps.run(
                "train-sets",
                StepKey.of(parts.toArray()),
                List.of(folder.trainSets()),
                () -> draw(experiment, measured, folder, progress)));
    }

    /** The key of all examples there are, and of how often each set's turn comes. */
    static StepKey all(Experiment experiment, StepKey mined, Optional<StepKey> drawn) throws IOException {
        if (drawn.isEmpty()) {
            return mined;
        }
        List<Object> parts = new ArrayList<>(List.of("mined and drawn", mined, drawn.get()));
        for (TrainSetChoice choice : experiment.trainSets()) {
            parts.add(choice.share() + " " + choice.batch());
            if (choice.topics().isPresent()) {
                parts.add("topics " + TrainSetTopics.identity(choice));
            }
        }
        return StepKey.of(parts.toArray());
    }

    private static void draw(Experiment experiment, MeasuredQuestions measured, RunFolder folder, Progress progress)
            throws IOException {
        List<Found> found = new ArrayList<>();
        List<TrainSetChoice> choices = experiment.trainSets();
        try (Progress.Task task = progress.start("Reading training sets", choices.size(), "sets")) {
            for (TrainSetChoice choice : choices) {
                Drawn drawn = draw(choice, measured, experiment.seed());
                TrainSets.write(folder.trainSets().resolve(choice.name()), choice, drawn.set, drawn.examples);
                found.add(drawn.found);
                task.advance(1);
            }
        }
        AtomicFile.writeString(
                folder.trainSets().resolve("report.json"),
                JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(found) + "\n");
    }

    /** Examples of a set, and what was found on the way. */
    record Drawn(AnsweredQueries set, DrawnExamples examples, Found found) {}

    /**
     * Reads a set and draws its examples.
     *
     * @param measured questions that must not be learned from
     */
    static Drawn draw(TrainSetChoice choice, MeasuredQuestions measured, long seed) {
        AnsweredQueries set = new TrainSetReader(choice).read();
        List<Query> queries =
                set.queries().stream().filter(query -> !measured.have(query)).toList();
        DrawnExamples examples = DrawnExamples.of(
                queries,
                set.answers(),
                set.passages(),
                DrawnExamples.Preference.valueOf(choice.languages().toUpperCase(Locale.ROOT)),
                choice.limit(),
                seed);
        if (examples.examples().isEmpty()) {
            throw new BadInputException("train-sets: " + choice.name()
                    + ": there is nothing to learn from: no query with text has an answer with another text ("
                    + set.counts()
                    + ")");
        }
        int languages = (int) examples.examples().stream()
                .map(example -> example.language())
                .distinct()
                .count();
        return new Drawn(
                set,
                examples,
                new Found(
                        choice.name(),
                        set.counts(),
                        set.queries().size() - queries.size(),
                        examples.examples().size(),
                        languages));
    }
}
