package dev.isogloss.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isogloss.io.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Steps depend on everything that decides their outcome, and on nothing else. */
class StepKeysTest {
    @TempDir
    private static Path shared = Path.of("");

    private static Path file = Path.of("");

    @BeforeAll
    static void prepare() throws IOException {
        file = TinyExperiment.file(
                shared.resolve("tiny.yaml"), TinyCollection.plain(shared.resolve("collection")), "plain");
        TinyExperiment.run(file, shared.resolve("first"), "evaluate.systems=[untouched]", "evaluate.tasks=[pooled]");
    }

    @Test
    void settingsOfAModelCountWhereItsWeightsAreTheSame() throws IOException {
        Path model = model("given");
        Path config = model.resolve("config.json");
        String settings = Files.readString(config);
        Path run = shared.resolve("untouched");
        String[] asked = {
            "model.fresh=false", "model.path=" + model, "evaluate.systems=[untouched]", "evaluate.tasks=[pooled]"
        };
        TinyExperiment.run(file, run, asked);
        SortedMap<String, FileTime> before = times(run);
        Files.writeString(config, settings.replaceFirst("\\{", "{\"transformers_version\": \"9\", "));
        TinyExperiment.run(file, run, asked);
        assertThat(redone(run, before)).as("says nothing of the network").isEmpty();
        Files.writeString(config, settings.replace("\"gelu\"", "\"relu\""));
        TinyExperiment.run(file, run, asked);
        assertThat(redone(run, before)).contains("encode-untouched", "search-untouched", "evaluate");
    }

    @Test
    void settingsOfAFurtherEncoderCountToo() throws IOException {
        Path other = model("other");
        Path config = other.resolve("config.json");
        Path run = shared.resolve("ensemble");
        String ensemble = "mine.ensemble=[bm25, {encoder: {name: other, path: " + other + "}}]";
        mine(run, ensemble);
        SortedMap<String, FileTime> before = times(run);
        mine(run, ensemble);
        assertThat(redone(run, before)).isEmpty();
        Files.writeString(config, Files.readString(config).replace("\"gelu\"", "\"relu\""));
        mine(run, ensemble);
        assertThat(redone(run, before)).contains("encode-other", "candidates").doesNotContain("encode-untouched");
    }

    @Test
    void meansOfWeightsCountOnlyWhereExamplesAreWeighed() throws IOException {
        Path run = shared.resolve("weights");
        plan(run);
        SortedMap<String, FileTime> before = times(run);
        plan(run, "train.language-weight=0.9", "train.topic-weight=0.1");
        assertThat(redone(run, before)).as("train.weights is none").isEmpty();
        plan(run, "train.weights=loss");
        before = times(run);
        plan(run, "train.weights=loss", "train.language-weight=0.9");
        assertThat(redone(run, before)).containsExactly("plan-trained");
    }

    private static void mine(Path run, String... overrides) throws IOException {
        until(Pipeline.Until.MINE, run, overrides);
    }

    private static void plan(Path run, String... overrides) throws IOException {
        until(Pipeline.Until.PLAN, run, overrides);
    }

    private static void until(Pipeline.Until last, Path run, String... overrides) throws IOException {
        Pipeline.Outcome outcome =
                Pipeline.run(ExperimentFile.read(file, List.of(overrides)), new RunFolder(run), last, Progress.SILENT);
        assertThat(outcome).isNotNull();
    }

    /** A copy of the fresh model. */
    private static Path model(String name) throws IOException {
        Path from = shared.resolve("first/systems/untouched/model");
        Path to = shared.resolve(name);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path source : files.toList()) {
                Files.copy(source, to.resolve(from.relativize(source).toString()));
            }
        }
        return to;
    }

    private static SortedMap<String, FileTime> times(Path run) throws IOException {
        SortedMap<String, FileTime> times = new TreeMap<>();
        try (Stream<Path> files = Files.list(run.resolve("steps"))) {
            for (Path step : files.toList()) {
                String name = String.valueOf(step.getFileName());
                if (name.endsWith(".json")) {
                    times.put(name.replace(".json", ""), Files.getLastModifiedTime(step));
                }
            }
        }
        return times;
    }

    private static List<String> redone(Path run, SortedMap<String, FileTime> before) throws IOException {
        List<String> redone = new ArrayList<>();
        times(run).forEach((step, time) -> {
            if (!time.equals(before.get(step))) {
                redone.add(step);
            }
        });
        return redone;
    }
}
