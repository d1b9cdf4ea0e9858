package dev.isogloss.experiment.ablation;

import dev.isogloss.eval.Metric;
import dev.isogloss.experiment.Experiment;
import dev.isogloss.experiment.ExperimentFile;
import dev.isogloss.experiment.ExperimentFile.Layer;
import dev.isogloss.experiment.FinishedStep;
import dev.isogloss.experiment.Foresight;
import dev.isogloss.experiment.NearestName;
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
import java.util.Map;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
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

    /** Runs what is not done yet, all rows. */
    public Outcome run(Progress progress) throws IOException {
        return run(List.of(), table -> {}, progress);
    }

    /**
     * Runs what is not done yet.
     *
     * @param only names or folders of the rows to run, all when empty; of the others, those that are finished are in the table too
     * @param partial takes the table, as text, after every row but the last
     * @throws BadInputException before anything runs, when a row cannot or is not there
     */
    public Outcome run(List<String> only, Consumer<String> partial, Progress progress) throws IOException {
        requireShared();
        SequencedMap<Row, List<Planned>> plan = plan(progress);
        Set<Row> wanted = wanted(only);
        try (FolderLock lock = FolderLock.acquire(out)) {
            assert lock != null;
            Experiment first = plan.firstEntry().getValue().getFirst().experiment;
            if (wanted.size() < plan.size()) {
                Set<String> done =
                        foreseen(plan).stream().collect(Collectors.groupingBy(ForeseenRow::row)).entrySet().stream()
                                .filter(row -> row.getValue().stream().allMatch(ForeseenRow::isDone))
                                .map(Map.Entry::getKey)
                                .collect(Collectors.toSet());
                plan.keySet().removeIf(row -> !wanted.contains(row) && !done.contains(row.name()));
            }
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
                List<Planned> seeds = plan.getOrDefault(row, List.of());
                for (Planned planned : seeds) {
                    LOG.info(
                            "row {} of {}: {}, seed {} of {}",
                            finished.size() + 1,
                            plan.size(),
                            row.name(),
                            runs.size() + 1,
                            seeds.size());
                    Pipeline.Outcome outcome = Pipeline.runSharing(
                            planned.experiment, new RunFolder(planned.folder), donors(planned.folder), progress);
                    runs.add(new FinishedRow.Run(planned.experiment, planned.folder, outcome.steps()));
                    steps.put(String.valueOf(planned.folder.getFileName()), outcome.steps());
                }
                finished.add(FinishedRow.of(row, runs, metrics, measured));
                result = measuring.result(finished);
                tables.write(result);
                if (finished.size() < plan.size()) {
                    partial.accept(AblationText.of(result));
                }
            }
            return new Outcome(tables.text(result), JsonMapper.shared().writeValueAsString(result), steps);
        }
    }

    /** What {@link #run} would do, step by step. Nothing is written, but models named by their hub id are downloaded. */
    public List<ForeseenRow> foresee(List<String> only, Progress progress) throws IOException {
        requireShared();
        Set<String> wanted = wanted(only).stream().map(Row::name).collect(Collectors.toSet());
        SequencedMap<Row, List<Planned>> plan = plan(progress);
        plan.keySet().removeIf(row -> !wanted.contains(row.name()));
        return foreseen(plan);
    }

    /** The same for a person. */
    public String text(List<ForeseenRow> rows) {
        return ForeseenRow.text(ablation.title() + ": what " + rows.size() + " runs would do", rows);
    }

    private List<ForeseenRow> foreseen(SequencedMap<Row, List<Planned>> plan) throws IOException {
        Foresight foresight = Foresight.of(plan.firstEntry().getValue().getFirst().experiment);
        List<ForeseenRow> rows = new ArrayList<>();
        for (Map.Entry<Row, List<Planned>> row : plan.entrySet()) {
            for (Planned run : row.getValue()) {
                rows.add(new ForeseenRow(
                        row.getKey().name(),
                        folder().relativize(run.folder).toString(),
                        foresight.steps(run.experiment, new RunFolder(run.folder), donors(run.folder))));
            }
        }
        return rows;
    }

    private void requireShared() {
        for (Path folder : shared) {
            if (!Files.isDirectory(new RunFolder(folder).steps())) {
                throw new BadInputException("--share: " + folder
                        + " is not a run folder (it has no folder steps); leave it out or name one");
            }
        }
    }

    private Set<Row> wanted(List<String> only) {
        List<String> names = ablation.rows().stream().map(Row::name).toList();
        for (String name : only) {
            if (ablation.rows().stream().noneMatch(row -> row.isCalled(name))) {
                String hint = NearestName.of(name, names)
                        .map(nearest -> "; did you mean " + nearest + "?")
                        .orElse("; the rows are " + String.join(", ", names));
                throw new BadInputException("table " + ablation.name() + ": there is no row " + name + hint);
            }
        }
        return ablation.rows().stream()
                .filter(row -> only.isEmpty() || only.stream().anyMatch(row::isCalled))
                .collect(Collectors.toSet());
    }

    private Path folder() {
        return out.resolve(ablation.name());
    }

    /** Every row as checked experiments, one a seed; nothing has been written yet. */
    private SequencedMap<Row, List<Planned>> plan(Progress progress) throws IOException {
        SequencedMap<Row, List<Planned>> plan = new LinkedHashMap<>();
        for (Row row : ablation.rows()) {
            List<Planned> seeds = new ArrayList<>();
            try {
                Experiment own = experiment(row, OptionalLong.empty());
                for (long seed : row.seeds().from(own.trainingSeed())) {
                    seeds.add(planned(row, own, seed));
                }
                Pipeline.check(seeds.getFirst().experiment, new RunFolder(seeds.getFirst().folder), progress);
            } catch (BadInputException e) {
                throw new BadInputException(
                        "table " + ablation.name() + ", row \"" + row.name() + "\": " + e.getMessage(), e);
            }
            plan.put(row, seeds);
        }
        return plan;
    }

    /** The experiment's own seed is not set again, so that its run equals an ordinary one. */
    private Planned planned(Row row, Experiment own, long seed) {
        boolean isOwn = seed == own.trainingSeed();
        String name = isOwn ? row.folder() : row.folder() + ".seed-" + seed;
        return new Planned(
                isOwn ? own : experiment(row, OptionalLong.of(seed)),
                folder().resolve("rows").resolve(name));
    }

    private Experiment experiment(Row row, OptionalLong seed) {
        List<Layer> layers = new ArrayList<>();
        layers.add(new Layer("the row's recipe", row.recipe()));
        layers.add(new Layer("the table's set", ablation.changes()));
        layers.addAll(overrides);
        layers.add(new Layer("set", row.changes()));
        ObjectNode chosen = JsonMapper.shared().createObjectNode();
        chosen.putArray("evaluate.systems").add(row.system());
        layers.add(new Layer("system", chosen));
        if (seed.isPresent()) {
            layers.add(new Layer("seed", JsonMapper.shared().createObjectNode().put("train.seed", seed.getAsLong())));
        }
        return ExperimentFile.readLayers(file, layers);
    }

    /** All run folders that may have what a row needs: those of this ablation folder, then those that were named. */
    private List<Path> donors(Path own) throws IOException {
        List<Path> donors = new ArrayList<>();
        if (!Files.isDirectory(out)) {
            donors.addAll(shared);
            return donors;
        }
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
