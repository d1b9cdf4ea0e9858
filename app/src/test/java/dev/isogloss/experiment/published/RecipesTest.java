package dev.isogloss.experiment.published;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isogloss.experiment.ExperimentFile;
import dev.isogloss.experiment.Pipeline;
import dev.isogloss.experiment.RunFolder;
import dev.isogloss.experiment.TinyCollection;
import dev.isogloss.experiment.TinyExperiment;
import dev.isogloss.experiment.ablation.AblationFile;
import dev.isogloss.experiment.ablation.AblationRun;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every recipe runs to its report on a made-up collection, and all of them in one table. */
class RecipesTest {
    private static final Path EXPERIMENTS = Path.of("../experiments");

    @TempDir
    private static Path shared = Path.of("");

    private static Path collection = Path.of("");
    private static Path base = Path.of("");

    @BeforeAll
    static void data() throws IOException {
        collection = TinyCollection.plain(shared.resolve("collection"));
        base = TinyExperiment.file(shared.resolve("miracl-mini-small.yaml"), collection, "plain");
    }

    /** What makes any of the experiments small: data that is here and a model of one layer. */
    private static List<String> small() {
        return new ArrayList<>(List.of(
                "collection={format: plain, path: \"" + collection + "\"}",
                "model={fresh: true, precision: fp32, vocabulary: 300, hidden: 16, layers: 1, heads: 2, intermediate: 32, positions: 64}",
                "text={query-tokens: 16, passage-tokens: 48, inference-query-tokens: null, inference-passage-tokens: null}",
                "train.max-steps=4",
                "train.batch=4",
                "train.validate-every=2",
                "train.validation=0.2",
                "index.hnsw=false"));
    }

    private static String further(String recipe) {
        return switch (recipe) {
            case "mdpr" -> "pre-fine-tuning=[{name: english, collection: {languages: [en]}}]";
            case "kd-spd" ->
                "train-sets=[{path: ../experiments/sample-parallel, kind: parallel, targets: pivot, share: 0.8, batch: 8}]";
            case "swim-x" -> "questions.passages-per-language=12";
            default -> "mine.depth=20";
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"swim-x", "umr", "mdpr", "kd-spd"})
    void runsToItsReport(String recipe) throws IOException {
        List<String> overrides = small();
        overrides.add(further(recipe));
        Path out = shared.resolve(recipe);
        Pipeline.Outcome outcome = Pipeline.run(
                ExperimentFile.read(EXPERIMENTS.resolve("recipes").resolve(recipe + ".yaml"), overrides),
                new RunFolder(out),
                Pipeline.Until.REPORT,
                Progress.SILENT);
        assertThat(outcome.text()).contains("trained", "untouched");
        assertThat(out.resolve("report.html")).isNotEmptyFile();
    }

    @Test
    void allMethodsShareOneTable() throws IOException {
        List<String> overrides = small();
        overrides.add("questions.passages-per-language=12");
        overrides.add("mine.depth=12");
        Path table = shared.resolve("compare-methods.yaml");
        String text = Files.readString(EXPERIMENTS.resolve("compare-methods.yaml"));
        // The sets that the recipes name are not in the repository; small ones take their places.
        Files.createDirectories(shared.resolve("recipes"));
        for (String recipe : List.of("swim-x", "umr", "mdpr", "kd-spd")) {
            String of = Files.readString(EXPERIMENTS.resolve("recipes").resolve(recipe + ".yaml"));
            of = of.replaceAll("(?s)pre-fine-tuning:.*?\ntext:", further("mdpr").replace("=", ": ") + "\ntext:")
                    .replaceAll("(?s)train-sets:.*?\ntrain:", further("kd-spd").replace("=", ": ") + "\ntrain:");
            Files.writeString(shared.resolve("recipes").resolve(recipe + ".yaml"), of);
        }
        Files.writeString(table, text);
        AblationRun.Outcome outcome = new AblationRun(
                        base,
                        overrides,
                        AblationFile.read(table.toString(), shared),
                        shared.resolve("table"),
                        List.of())
                .run(Progress.SILENT);
        assertThat(outcome.text()).contains("data utilization", "SWIM-X", "UMR", "mDPR", "KD-SPD", "untouched");
        assertThat(shared.resolve("table/compare-methods/table.html")).isNotEmptyFile();
        assertThat(outcome.steps().get("swim-x"))
                .as("vectors of the untouched model are shared, whatever is learned from")
                .filteredOn(step -> step.name().equals("encode-untouched"))
                .singleElement()
                .matches(step -> !step.worked());
    }

    @Test
    void theListNamesEveryRecipeWithWhatItNeeds() throws IOException {
        try (Stream<Path> files = Files.list(EXPERIMENTS.resolve("recipes"))) {
            List<String> names = files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".yaml"))
                    .sorted()
                    .toList();
            assertThat(Recipes.all())
                    .extracting(recipe -> Path.of(recipe.file()).getFileName().toString())
                    .containsExactlyElementsOf(names);
        }
        assertThat(Recipes.text()).contains("arXiv 2403.03516", "needs passages and queries, no labels");
    }
}
