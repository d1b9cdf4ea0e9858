package dev.isogloss.experiment;

import dev.isogloss.corpus.Corpus;
import dev.isogloss.data.Judgments;
import dev.isogloss.data.Ranking;
import dev.isogloss.format.Qrels;
import dev.isogloss.format.RanxFile;
import dev.isogloss.format.TrecRun;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/** Hands the runs of a finished run folder, and the judgments they are measured with, to other evaluation tools. */
public final class RunFiles {
    private RunFiles() {}

    /** The tool that is to read them. */
    public enum Layout {
        /** trec_eval, pytrec_eval and most others: {@code .trec} and {@code .qrels}. */
        TREC,
        /** ranx: {@code .json} for both. */
        RANX
    }

    /** What was written, as text for a person and as JSON for a program. */
    public record Summary(String text, String json) {}

    /** How much was written. */
    private record Counts(int runs, int qrels, String folder) {}

    /** What of an evaluation goes where. */
    private record Writing(Layout layout, Optional<String> system, Optional<String> task, Path out) {
        Counts write(EvaluateStep evaluation) throws IOException {
            int runs = 0;
            int qrels = 0;
            for (EvaluateStep.Search search : evaluation.searches()) {
                if (task.isPresent() && !task.get().equals(search.task())) {
                    continue;
                }
                String name = search.task() + "." + evaluation.choice().split() + "." + search.label();
                writeQrels(layout, out.resolve("qrels"), name, evaluation.judgments(search, Set.of()), search);
                qrels++;
                for (String measured : evaluation.choice().systems()) {
                    if (system.isEmpty() || system.get().equals(measured)) {
                        List<Ranking> rankings = evaluation.rankings(measured, search);
                        writeRun(layout, out.resolve("runs"), measured, name, rankings, search);
                        runs++;
                    }
                }
            }
            return new Counts(runs, qrels, out.toString());
        }
    }

    /**
     * Writes {@code runs/{system}.{task}.{split}.{label}} and {@code qrels/{task}.{split}.{label}}; those of a further collection of
     * {@code evaluate.also} in {@code also/NAME}.
     *
     * @param system empty for all
     * @param task empty for all
     */
    public static Summary write(
            RunFolder folder, Layout layout, Optional<String> system, Optional<String> task, Path out)
            throws IOException {
        Experiment experiment = ExperimentFile.read(folder.experiment(), List.of());
        Experiment.EvaluateChoice choice = experiment.evaluate();
        if (system.isPresent() && !choice.systems().contains(system.get())) {
            throw new BadInputException(
                    "no system " + system.get() + " was measured (there are: " + choice.systems() + ")");
        }
        if (task.isPresent() && !choice.tasks().contains(task.get())) {
            throw new BadInputException("no task " + task.get() + " was measured (there are: " + choice.tasks() + ")");
        }
        ExperimentData data = ExperimentData.load(experiment);
        List<Counts> counts = new ArrayList<>();
        try (Corpus corpus = Corpus.open(folder.corpus())) {
            Context context = new Context(
                    experiment,
                    data,
                    corpus,
                    StepKey.of("written before"),
                    null,
                    folder,
                    folder,
                    new StepRunner(folder.steps()),
                    Progress.SILENT);
            counts.add(new Writing(layout, system, task, out).write(new EvaluateStep(context)));
            for (EvaluateStep other : OtherCollectionsStep.finished(context, OtherCollection.load(experiment))) {
                Path below = out.resolve("also").resolve(other.choice().scope());
                counts.add(new Writing(layout, system, task, below).write(other));
            }
        }
        int runs = counts.stream().mapToInt(Counts::runs).sum();
        int qrels = counts.stream().mapToInt(Counts::qrels).sum();
        String text = runs + " runs and " + qrels + " judgment files are in " + out;
        return new Summary(text, JsonMapper.shared().writeValueAsString(new Counts(runs, qrels, out.toString())));
    }

    private static void writeQrels(
            Layout layout, Path folder, String name, Judgments judgments, EvaluateStep.Search search)
            throws IOException {
        switch (layout) {
            case TREC -> Qrels.write(folder.resolve(name + ".qrels"), judgments, search.crossesLanguages());
            case RANX -> RanxFile.writeQrels(folder.resolve(name + ".json"), judgments, search.crossesLanguages());
        }
    }

    private static void writeRun(
            Layout layout, Path folder, String system, String name, List<Ranking> rankings, EvaluateStep.Search search)
            throws IOException {
        String file = system + "." + name;
        switch (layout) {
            case TREC -> TrecRun.write(folder.resolve(file + ".trec"), rankings, system, search.crossesLanguages());
            case RANX -> RanxFile.writeRun(folder.resolve(file + ".json"), rankings, search.crossesLanguages());
        }
    }
}
