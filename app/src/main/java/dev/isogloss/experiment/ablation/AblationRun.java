package dev.isogloss.experiment.ablation;

import dev.isogloss.eval.Metric;
import dev.isogloss.experiment.Experiment;
import dev.isogloss.experiment.ExperimentFile;
import dev.isogloss.experiment.ExperimentFile.Layer;
import dev.isogloss.experiment.FinishedStep;
import dev.isogloss.experiment.Pipeline;
import dev.isogloss.experiment.RunFolder;
import dev.isogloss.experiment.RunScores;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.FolderLock;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs every row of an ablation table in a run folder of its own, {@code TABLE/rows/ROW} or {@code TABLE/rows/ROW.seed-N} of the
 * ablation folder, and writes {@code TABLE/table.{txt,csv,tex,json,html}} after each row. Steps that rows have in common are done
 * once, also across the tables of one ablation folder. Stopped anywhere, the same call goes on.
 */
public final class AblationRun {
    private static final Logger LOG = LoggerFactory.getLogger(AblationRun.class);

    private final Path file;
    private final List<Layer> overrides;
    private final Ablation ablation;
    private final Path out;
    private final List<Path> shared;

    /**
     * A table that is still to be made.
     *
     * @param file of the experiment
     * @param overrides {@code key=value}, for all rows; what a row changes goes over them
     * @param out the ablation folder
     * @param shared further run folders whose finished steps may be used
     */
    public AblationRun(Path file, List<String> overrides, Ablation ablation, Path out, List<Path> shared) {
        this.file = file;
        this.overrides = overrides.stream().map(Layer::override).toList();
        this.ablation = ablation;
        this.out = out;
        this.shared = List.copyOf(shared);
    }

    /**
     * What a table ends with.
     *
     * @param steps of every run, by the name of its folder
     */
    public record Outcome(String text, String json, SequencedMap<String, List<FinishedStep>> steps) {}

    /** A row in one seed. */
    private record Planned(Experiment experiment, Path folder) {}

    /**
     * Runs what is not done yet.
     *
     * @throws BadInputException before anything runs, when a row cannot
     */
    public Outcome run(Progress progress) throws IOException {
        for (Path folder : shared) {
            if (!Files.isDirectory(new RunFolder(folder).steps())) {
                throw new BadInputException("--share: " + folder
                        + " is not a run folder (it has no folder steps); leave it out or name one");
            }
        }
        SequencedMap<Row, List<Planned>> plan = plan();
        try (FolderLock lock = FolderLock.acquire(out)) {
            assert lock != null;
            Experiment first = plan.firstEntry().getValue().getFirst().experiment;
            RunScores measured = RunScores.of(first);
            TableFolder tables = new TableFolder(folder());
            Measuring measuring = new Measuring(ablation, first, folder());
            List<Metric> metrics =
                    ablation.metrics().stream().map(Metric::parse).toList();
            List<FinishedRow> finished = new ArrayList<>();
            SequencedMap<String, List<FinishedStep>> steps = new LinkedHashMap<>();
            AblationResult result = measuring.result(finished);
            for (Row row : plan.sequencedKeySet()) {
                List<FinishedRow.Run> runs = new ArrayList<>();
                for (Planned planned : plan.getOrDefault(row, List.of())) {
                    LOG.info(
                            "row {} of {}: {}, seed {} of {}",
                            finished.size() + 1,
                            plan.size(),
                            row.name(),
                            runs.size() + 1,
                            row.seeds());
                    Pipeline.Outcome outcome = Pipeline.runSharing(
                            planned.experiment, new RunFolder(planned.folder), donors(planned.folder), progress);
                    runs.add(new FinishedRow.Run(planned.experiment, planned.folder, outcome.steps()));
                    steps.put(String.valueOf(planned.folder.getFileName()), outcome.steps());
                }
                finished.add(FinishedRow.of(row, runs, metrics, measured));
                result = measuring.result(finished);
                tables.write(result);
            }
            return new Outcome(tables.text(result), JsonMapper.shared().writeValueAsString(result), steps);
        }
    }

    private Path folder() {
        return out.resolve(ablation.name());
    }

    /** Every row as checked experiments, one a seed; nothing has been written yet. */
    private SequencedMap<Row, List<Planned>> plan() throws IOException {
        SequencedMap<Row, List<Planned>> plan = new LinkedHashMap<>();
        for (Row row : ablation.rows()) {
            List<Planned> seeds = new ArrayList<>();
            try {
                for (int seed = 0; seed < row.seeds(); seed++) {
                    seeds.add(planned(row, seed));
                }
                Pipeline.check(seeds.getFirst().experiment, new RunFolder(seeds.getFirst().folder));
            } catch (BadInputException e) {
                throw new BadInputException(
                        "table " + ablation.name() + ", row \"" + row.name() + "\": " + e.getMessage(), e);
            }
            plan.put(row, seeds);
        }
        return plan;
    }

    /** The first seed is the experiment's own, so that its run equals an ordinary one; the next count up from there. */
    private Planned planned(Row row, int seed) {
        List<Layer> layers = new ArrayList<>();
        layers.add(new Layer("the table's set", ablation.changes()));
        layers.addAll(overrides);
        layers.add(new Layer("set", row.changes()));
        ObjectNode chosen = JsonMapper.shared().createObjectNode();
        chosen.putArray("evaluate.systems").add(row.system());
        layers.add(new Layer("system", chosen));
        Experiment experiment = ExperimentFile.readLayers(file, layers);
        String name = row.folder();
        if (seed > 0) {
            long other = experiment.trainingSeed() + seed;
            ObjectNode further = JsonMapper.shared().createObjectNode();
            further.put("train.seed", other);
            layers.add(new Layer("seed", further));
            experiment = ExperimentFile.readLayers(file, layers);
            name += ".seed-" + other;
        }
        return new Planned(experiment, folder().resolve("rows").resolve(name));
    }

    /** All run folders that may have what a row needs: those of this ablation folder, then those that were named. */
    private List<Path> donors(Path own) throws IOException {
        List<Path> donors = new ArrayList<>();
        try (Stream<Path> tables = Files.list(out)) {
            for (Path table : tables.map(path -> path.resolve("rows"))
                    .filter(Files::isDirectory)
                    .sorted()
                    .toList()) {
                try (Stream<Path> rows = Files.list(table)) {
                    rows.filter(Files::isDirectory).sorted().forEach(donors::add);
                }
            }
        }
        donors.remove(own);
        donors.addAll(shared);
        return donors;
    }
}
