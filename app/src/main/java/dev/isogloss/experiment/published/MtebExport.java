package dev.isogloss.experiment.published;

import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.corpus.Corpus;
import dev.isogloss.data.Language;
import dev.isogloss.eval.MtebModel;
import dev.isogloss.eval.MtebResult;
import dev.isogloss.eval.MtebTask;
import dev.isogloss.eval.QueryScores;
import dev.isogloss.experiment.Experiment;
import dev.isogloss.experiment.ExperimentFile;
import dev.isogloss.experiment.RunFolder;
import dev.isogloss.experiment.RunScores;
import dev.isogloss.format.TrecRun;
import dev.isogloss.io.BadInputException;
import dev.isogloss.job.EvaluateJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes results in the layout of the Python package mteb, from a run folder or from a run file. A task gets the name that MTEB
 * knows only where its passages and queries are MTEB's, or where a person says so.
 */
public final class MtebExport {
    private static final String USUAL_METRIC = "ndcg@10";
    private static final String OURS = "isogloss/";

    private MtebExport() {}

    /** What was written, as text for a person and as JSON for a program. */
    public record Summary(String text, String json) {}

    /** One file. */
    record Written(String system, String task, String model, String revision, String file) {}

    /** What is known of one task. */
    private record Measured(MtebTask task, SortedMap<String, List<QueryScores>> splits) {
        void add(String split, List<QueryScores> scores) {
            if (splits.putIfAbsent(split, scores) != null) {
                throw new IllegalStateException("two results are split " + split + " of the task " + task.name());
            }
        }
    }

    /**
     * What to write of a run folder.
     *
     * @param system empty for all
     * @param task {@code monolingual}, {@code pooled} or {@code cross}; empty for all
     * @param taskName as MTEB knows it; empty to find out by scope, passages and queries
     * @param model {@code organisation/model@revision}; empty for the model's hub id, or {@code isogloss/EXPERIMENT-SYSTEM}
     */
    public record Choice(
            Optional<String> system, Optional<String> task, Optional<String> taskName, Optional<String> model) {
        public Choice {
            if (model.isPresent() && system.isEmpty()) {
                throw new BadInputException(
                        "one model has one system's results: name it too, for example --system trained");
            }
            if (taskName.isPresent() && task.isEmpty()) {
                task = Optional.of("monolingual");
            }
        }
    }

    /** Writes the results of a finished run folder below {@code out/results/}. */
    public static Summary write(RunFolder folder, Choice choice, Path out) throws IOException {
        Experiment experiment = read(folder);
        List<String> systems = systems(experiment, choice.system);
        RunScores runs = RunScores.of(experiment);
        List<Written> written = new ArrayList<>();
        for (String system : systems) {
            MtebModel model = model(experiment, folder, system, choice.model);
            int depth = depth(experiment, system);
            // One file a task: its splits stand side by side in it.
            Map<String, Measured> tasks = new LinkedHashMap<>();
            for (Map.Entry<RunScores.Place, List<QueryScores>> place : runs.scores(
                            experiment, folder, system, MtebResult.metrics(depth))
                    .entrySet()) {
                if (choice.task.isPresent()
                                && !choice.task.get().equals(place.getKey().task())
                        || choice.taskName.isPresent()
                                && !place.getKey()
                                        .scope()
                                        .equals(experiment.evaluate().scope())) {
                    continue;
                }
                MtebTask task = task(experiment, folder, place.getKey(), place.getValue(), choice.taskName);
                requireDepth(task, depth, "the runs of " + system + " (evaluate.depth, or evaluate.rerank-depth)");
                tasks.computeIfAbsent(task.name(), name -> new Measured(task, new TreeMap<>()))
                        .add(task.split(), place.getValue());
            }
            for (Measured measured : tasks.values()) {
                Path file = MtebResult.write(out, model, measured.task, measured.splits);
                written.add(new Written(system, measured.task.name(), model.name(), model.revision(), file.toString()));
            }
        }
        if (written.isEmpty()) {
            throw new BadInputException("nothing to write: " + folder.path() + " has no results of task "
                    + choice.task.orElse("monolingual"));
        }
        return summary(written);
    }

    /**
     * Measures a run file and writes the result below {@code out/results/}.
     *
     * @param taskName as MTEB knows it, or any other
     * @param model {@code organisation/model[@revision]}
     * @param asked how many hits a query the run was asked for; empty for the most that any query has. Figures of greater depth are
     *     left out
     */
    public static Summary evaluate(
            Path run, Path qrels, Optional<Path> queries, String taskName, String model, OptionalInt asked, Path out)
            throws IOException {
        MtebTask task = ReadyExperiments.mtebTask(taskName).orElseGet(() -> unknown(taskName, "test"));
        MtebModel named = named(model, MtebTask.NO_REVISION);
        int depth = asked.isPresent() ? asked.getAsInt() : most(run);
        requireDepth(task, depth, run + " (--depth says how many the run was asked for)");
        List<QueryScores> scores = EvaluateJob.scores(run, qrels, MtebResult.metrics(depth), queries);
        Path file = MtebResult.write(out, named, task, scores);
        return summary(List.of(new Written("run", task.name(), named.name(), named.revision(), file.toString())));
    }

    /** How many hits a query the runs of a system have at most. */
    private static int depth(Experiment experiment, String system) {
        int depth = experiment.evaluate().depth();
        return system.equals("reranked") ? Math.min(depth, experiment.evaluate().rerankDepth()) : depth;
    }

    /** The most hits that any query of a run file has. */
    private static int most(Path run) {
        Map<String, Integer> hits = new HashMap<>();
        TrecRun.read(run, (query, passage, score) -> hits.merge(query, 1, Integer::sum));
        return hits.values().stream().mapToInt(count -> count).max().orElse(0);
    }

    /** Refuses runs that are too shallow for what a task is judged by. */
    private static void requireDepth(MtebTask task, int depth, String runs) {
        boolean measured = MtebResult.metrics(depth).stream()
                .anyMatch(metric -> metric.name().equals(task.mainMetric()));
        if (!measured) {
            throw new BadInputException("the task " + task.name() + " is judged by " + task.mainMetric()
                    + ", which needs as many hits a query; there are at most " + depth + " in " + runs);
        }
    }

    /** The experiment of a finished run folder. */
    static Experiment read(RunFolder folder) {
        if (!Files.isRegularFile(folder.experiment()) || !Files.isRegularFile(folder.results())) {
            throw new BadInputException(
                    "there are no results in " + folder.path() + "; run its experiment to the end first");
        }
        return ExperimentFile.read(folder.experiment(), List.of());
    }

    private static List<String> systems(Experiment experiment, Optional<String> asked) {
        List<String> systems = experiment.evaluate().systems();
        if (asked.isPresent() && !systems.contains(asked.get())) {
            throw new BadInputException("no system " + asked.get() + " was measured (there are: " + systems + ")");
        }
        return asked.map(List::of).orElse(systems);
    }

    private static MtebModel model(Experiment experiment, RunFolder folder, String system, Optional<String> asked) {
        Optional<ModelFolder> files = files(experiment, folder, system);
        String revision =
                files.map(model -> model.weightsHash().substring(0, 40)).orElse(MtebTask.NO_REVISION);
        String usual = OURS + experiment.name() + "-" + system;
        Optional<String> hub = experiment
                .model()
                .path()
                .filter(path -> system.equals("untouched")
                        && path.matches("[\\w.-]+/[\\w.-]+(@[\\w.-]+)?")
                        && !Files.exists(Path.of(path)));
        MtebModel model = named(asked.or(() -> hub).orElse(usual), revision);
        return files.isEmpty()
                ? model
                : model.with(
                        files.get().dimension(),
                        files.get().contract().passageTokens(),
                        !files.get().contract().passagePrompt().isEmpty()
                                || !files.get().contract().queryPrompt().isEmpty());
    }

    private static Optional<ModelFolder> files(Experiment experiment, RunFolder folder, String system) {
        return switch (system) {
            case "bm25" -> Optional.empty();
            case "untouched" ->
                Optional.of(experiment
                        .model()
                        .path()
                        .map(ModelFolder::open)
                        .orElseGet(() ->
                                ModelFolder.open(folder.system("untouched").resolve("model"))));
            case "naive" -> Optional.of(ModelFolder.open(folder.system("naive").resolve("model")));
            default -> Optional.of(ModelFolder.open(folder.model()));
        };
    }

    private static MtebTask task(
            Experiment experiment,
            RunFolder folder,
            RunScores.Place place,
            List<QueryScores> scores,
            Optional<String> asked) {
        if (asked.isPresent()) {
            return ReadyExperiments.mtebTask(asked.get()).orElseGet(() -> unknown(asked.get(), place.split()));
        }
        Optional<MtebTask> known = ReadyExperiments.ofScope(place.scope())
                .filter(benchmark -> benchmark.task().equals(place.task())
                        && benchmark.split().equals(place.split())
                        && place.scope().equals(experiment.evaluate().scope())
                        && sameCounts(benchmark, folder, scores.getFirst()))
                .flatMap(Benchmark::mteb);
        return known.orElseGet(() -> unknown(place.scope() + "-" + place.task(), place.split()));
    }

    private static boolean sameCounts(Benchmark benchmark, RunFolder folder, QueryScores scores) {
        try (Corpus corpus = Corpus.open(folder.corpus())) {
            return scores.byLanguage().keySet().stream().allMatch(label -> {
                Language language = new Language(label);
                return near(benchmark.queries().get(label), scores.queries(label))
                        && near(benchmark.passages().get(label), corpus.to(language) - corpus.from(language));
            });
        }
    }

    private static boolean near(@org.jspecify.annotations.Nullable Integer published, int ours) {
        return published != null && Math.abs(published - ours) <= Reproduction.COUNT_TOLERANCE * published;
    }

    private static MtebTask unknown(String name, String split) {
        try {
            return MtebTask.unknown(name, split, USUAL_METRIC);
        } catch (IllegalArgumentException e) {
            throw new BadInputException(String.valueOf(e.getMessage()), e);
        }
    }

    private static MtebModel named(String id, String revision) {
        try {
            return MtebModel.of(id, revision);
        } catch (IllegalArgumentException e) {
            throw new BadInputException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Summary summary(List<Written> written) {
        StringBuilder text = new StringBuilder();
        for (Written file : written) {
            text.append(String.format("%-10s %-32s %s%n", file.system, file.task, file.file));
        }
        return new Summary(text.toString().stripTrailing(), JsonMapper.shared().writeValueAsString(written));
    }
}
