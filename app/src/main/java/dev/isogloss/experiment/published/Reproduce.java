package dev.isogloss.experiment.published;

import dev.isogloss.corpus.Corpus;
import dev.isogloss.data.Language;
import dev.isogloss.eval.ResultsFile;
import dev.isogloss.experiment.Experiment;
import dev.isogloss.experiment.ExperimentFile;
import dev.isogloss.experiment.Pipeline;
import dev.isogloss.experiment.RunFolder;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.JsonFile;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs a ready experiment, or takes its finished run folder, and says how its figures stand to the published ones. */
public final class Reproduce {
    private Reproduce() {}

    /**
     * What came out.
     *
     * @param reproduced whether something could be compared and nothing differs by more than is expected
     */
    public record Outcome(String text, String json, boolean reproduced) {}

    /** What {@code --json} writes. */
    record Report(
            String benchmark,
            String run,
            Map<String, String> setUp,
            List<String> setUpDiffers,
            List<String> scopeDiffers,
            List<Reproduction.Line> figures,
            boolean reproduced) {}

    /**
     * Reproduces.
     *
     * @param name a ready experiment, or an experiment file with figures in {@code published/} beside it
     * @param overrides {@code key=value} for the experiment
     * @param finished the run folder of a finished run, which is not touched; empty to run the experiment
     * @param out the run folder of the run; empty for {@code runs/NAME}
     * @param model the hub id of the experiment's model, where its path does not say it
     */
    public static Outcome run(
            String name,
            List<String> overrides,
            Optional<Path> finished,
            Optional<Path> out,
            Optional<String> model,
            Progress progress)
            throws IOException {
        ReadyExperiments.Ready ready = ReadyExperiments.find(name);
        Benchmark benchmark = ready.benchmark()
                .orElseThrow(() -> new BadInputException("there are no published figures for " + ready.where()
                        + " (there are for " + String.join(", ", ReadyExperiments.reproducible())
                        + "); run it with: isogloss run " + ready.where()));
        if (finished.isPresent() && (!overrides.isEmpty() || out.isPresent())) {
            throw new BadInputException("a finished run is taken as it is: --set and --out do not go with --run");
        }
        RunFolder folder;
        Experiment experiment;
        if (finished.isPresent()) {
            folder = new RunFolder(finished.get());
            if (!Files.isRegularFile(folder.experiment()) || !Files.isRegularFile(folder.results())) {
                throw new BadInputException("there are no results in " + finished.get()
                        + "; run its experiment to the end first, or leave out --run");
            }
            experiment = ExperimentFile.read(folder.experiment(), List.of());
        } else {
            experiment = ExperimentFile.of(ready.experiment(), ready.where(), overrides);
            folder = new RunFolder(out.orElse(Path.of("runs", experiment.name())));
            Pipeline.run(experiment, folder, Pipeline.Until.REPORT, progress);
        }
        return outcome(benchmark, experiment, folder, model);
    }

    private static Outcome outcome(Benchmark benchmark, Experiment experiment, RunFolder folder, Optional<String> said)
            throws IOException {
        ModelName model = new ModelName(experiment.model().path(), said);
        Reproduction.Measured measured = new Reproduction.Measured(
                experiment.evaluate().scope(),
                experiment.evaluate().split(),
                passages(folder),
                ResultsFile.readResults(folder.results()),
                model);
        Reproduction reproduction = Reproduction.of(benchmark, measured);
        List<String> differs = setUpDiffers(benchmark, experiment, reproduction);
        Report report = new Report(
                benchmark.title(),
                folder.path().toString(),
                setUp(experiment, folder, measured, model),
                differs,
                reproduction.scopeDiffers(),
                reproduction.lines(),
                reproduction.reproduced());
        return new Outcome(
                ReproductionText.of(benchmark, measured, reproduction, report),
                JsonMapper.shared().writeValueAsString(report),
                reproduction.reproduced());
    }

    private static Map<String, Integer> passages(RunFolder folder) {
        Map<String, Integer> passages = new TreeMap<>();
        try (Corpus corpus = Corpus.open(folder.corpus())) {
            for (Language language : corpus.languages()) {
                passages.put(language.code(), corpus.to(language) - corpus.from(language));
            }
        }
        return passages;
    }

    /** What ours were made with. */
    private static Map<String, String> setUp(
            Experiment experiment, RunFolder folder, Reproduction.Measured measured, ModelName model)
            throws IOException {
        Map<String, String> setUp = new LinkedHashMap<>();
        setUp.put("scope", measured.scope());
        setUp.put(
                "passages",
                String.format(
                        "%,d",
                        measured.passages().values().stream().mapToInt(n -> n).sum()));
        for (String key : List.of(
                "index.bm25-profile",
                "text.inference-query-tokens",
                "text.inference-passage-tokens",
                "evaluate.depth")) {
            setUp.put(key, key(experiment, key));
        }
        if (!experiment.evaluate().systems().equals(List.of("bm25"))) {
            setUp.put("model", model.explained());
        }
        if (Files.isRegularFile(folder.provenance())) {
            JsonNode provenance = JsonFile.read(folder.provenance());
            provenance
                    .path("models")
                    .properties()
                    .forEach(weights -> setUp.put(
                            "model " + weights.getKey(), weights.getValue().asString()));
            setUp.put(
                    "isogloss",
                    provenance.path("isogloss").asString() + " "
                            + provenance.path("commit").asString(""));
        }
        return setUp;
    }

    /** Where the experiment has other settings than figures that were compared. */
    private static List<String> setUpDiffers(Benchmark benchmark, Experiment experiment, Reproduction reproduction) {
        List<String> differs = new ArrayList<>();
        for (PublishedFigure figure : benchmark.figures()) {
            boolean compared = reproduction.lines().stream()
                    .anyMatch(line -> line.system().equals(figure.system())
                            && line.verdict().compares());
            figure.setUp().forEach((key, value) -> {
                if (compared && !key(experiment, key).equals(value)) {
                    differs.add(key + " is " + key(experiment, key) + ", the figures of " + figure.system()
                            + " were made with " + value);
                }
            });
        }
        return differs;
    }

    private static String key(Experiment experiment, String dotted) {
        JsonNode value = experiment.tree();
        for (String part : dotted.split("\\.")) {
            value = value.path(part);
        }
        return value.isNull() || value.isMissingNode() ? "the model's own" : value.asString();
    }
}
