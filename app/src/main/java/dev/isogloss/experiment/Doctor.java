package dev.isogloss.experiment;

import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.encoder.HuggingFaceTextTokenizer;
import dev.isogloss.encoder.TransformerEmbedder;
import dev.isogloss.format.CollectionCheck;
import dev.isogloss.format.CollectionReport;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Looks at a machine, a collection and a model before anything long starts, and says what it finds. */
public final class Doctor {
    private Doctor() {}

    /**
     * What was found.
     *
     * @param sound whether nothing was found that would make an experiment fail
     */
    public record Findings(String text, String json, boolean sound) {}

    /** Only the machine. */
    public static Findings machine() {
        Map<String, Object> facts = new LinkedHashMap<>(Machine.describe());
        facts.put("warnings", Machine.warnings());
        return new Findings(lines(facts), JsonMapper.shared().writeValueAsString(facts), true);
    }

    /** The machine, and the collection and the model of an experiment. */
    public static Findings examine(Experiment experiment, Progress progress) throws IOException {
        Preflight.check(experiment, new RunFolder(Path.of("runs", experiment.name())), progress);
        CollectionReport report;
        try (Progress.Task task = progress.start("read the collection", -1, "files")) {
            report = CollectionCheck.of(ExperimentData.open(experiment.collection()));
            task.advance(1);
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("machine", Machine.describe());
        List<String> warnings = new ArrayList<>(Machine.warnings());
        experiment.model().path().ifPresent(path -> facts.put("model", model(path)));
        facts.put("collection", report);
        warnings.addAll(warnings(report, experiment));
        TrainSetsCheck sets = TrainSetsCheck.of(experiment, progress);
        facts.put("train-sets", sets.found());
        warnings.addAll(sets.warnings());
        facts.put("warnings", warnings);
        StringBuilder text = new StringBuilder(lines(new LinkedHashMap<>(Machine.describe()))).append("\n\n");
        text.append(table(report)).append('\n');
        text.append(overlaps(report)).append(sets.table());
        warnings.forEach(warning -> text.append("warning: ").append(warning).append('\n'));
        text.append(warnings.isEmpty() ? "nothing stands in the way" : "the experiment can run; mind the warnings");
        return new Findings(text.toString(), JsonMapper.shared().writeValueAsString(facts), true);
    }

    private static Map<String, Object> model(String path) {
        ModelFolder folder = ModelFolder.open(path);
        try (HuggingFaceTextTokenizer tokenizer = HuggingFaceTextTokenizer.open(folder)) {
            return Map.of(
                    "folder", folder.path().toString(),
                    "architecture", folder.architecture().toString(),
                    "contract", TransformerEmbedder.contract(folder, tokenizer).hash(),
                    "notes", folder.notes());
        }
    }

    private static List<String> warnings(CollectionReport report, Experiment experiment) {
        List<String> warnings = new ArrayList<>();
        if (report.dangling() > 0) {
            warnings.add(report.dangling()
                    + " judged ids lead nowhere (no such query or passage); they are counted, never found: "
                    + examples(report));
        }
        String train = experiment.collection().trainSplit();
        for (CollectionReport.LanguageReport language : report.languages()) {
            if (language.blankPassages() > 0) {
                warnings.add(language.language() + ": " + language.blankPassages()
                        + " passages are empty; they are searchable but never used in training");
            }
            CollectionReport.SplitReport split = language.splits().get(train);
            if (split != null && split.queriesWithoutPositives() > 0) {
                warnings.add(language.language() + ": " + split.queriesWithoutPositives()
                        + " training queries have no relevant passage and are skipped");
            }
        }
        return warnings;
    }

    private static String examples(CollectionReport report) {
        List<String> examples = new ArrayList<>();
        report.languages()
                .forEach(language -> language.splits().values().forEach(split -> {
                    split.danglingQueries().examples().forEach(key -> examples.add("query " + key));
                    split.danglingPassages().examples().forEach(key -> examples.add("passage " + key));
                }));
        return String.join(", ", examples.subList(0, Math.min(5, examples.size())));
    }

    private static String table(CollectionReport report) {
        StringBuilder text = new StringBuilder();
        text.append(String.format("%-8s %9s %6s %10s %6s", "language", "passages", "empty", "duplicates", "chars"));
        report.splits().forEach(split -> text.append(String.format(" %9s %9s %8s", split, "positives", "no pos.")));
        text.append('\n');
        for (CollectionReport.LanguageReport row : report.languages()) {
            text.append(String.format(
                    "%-8s %9d %6d %10d %6.0f",
                    row.language(), row.passages(), row.blankPassages(), row.duplicateTexts(), row.meanCharacters()));
            for (String name : report.splits()) {
                CollectionReport.SplitReport split = row.splits().get(name);
                text.append(
                        split == null
                                ? String.format(" %9s %9s %8s", "-", "-", "-")
                                : String.format(
                                        " %9d %9d %8d",
                                        split.judgedQueries(), split.positives(), split.queriesWithoutPositives()));
            }
            text.append('\n');
        }
        text.append(String.format("%-8s %9d", "all", report.passages()));
        return text.append('\n').toString();
    }

    private static String overlaps(CollectionReport report) {
        StringBuilder text = new StringBuilder();
        for (CollectionReport.Overlap overlap : report.overlaps()) {
            text.append(String.format(
                    "%s and %s: %d training queries equal a held-out one (dropped), and they share %d of %d positives"
                            + " of %s%n",
                    overlap.training(),
                    overlap.heldOut(),
                    overlap.equalTrainingQueries().size(),
                    overlap.sharedPositives(),
                    overlap.heldOutPositives(),
                    overlap.heldOut()));
        }
        return text.toString();
    }

    private static String lines(Map<String, Object> facts) {
        StringBuilder text = new StringBuilder();
        facts.forEach((name, value) -> text.append(String.format("%-10s %s%n", name, value)));
        return text.toString().stripTrailing();
    }
}
