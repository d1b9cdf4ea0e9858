package dev.isogloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isogloss.experiment.TinyCollection;
import dev.isogloss.experiment.TinyExperiment;
import dev.isogloss.hub.LocalHub;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real command line against a hub of our own, in processes with an environment of their own. */
class HubCommandTest {
    private static final LocalHub SERVER = new LocalHub();

    @TempDir
    private static Path folder = Path.of("");

    private static String experiment = "";

    @BeforeAll
    static void prepare() throws IOException {
        Path collection = TinyCollection.plain(folder.resolve("collection"));
        experiment = TinyExperiment.file(folder.resolve("tiny.yaml"), collection, "plain")
                .toString();
        Path run = folder.resolve("run");
        Said made = Said.of(
                "run", experiment, "--quiet", "--out", run.toString(), "--set", "evaluate.systems=[untouched, bm25]");
        made.succeeded();
        Map<String, byte[]> model = files(run.resolve("systems/untouched/model"));
        model.put("pytorch_model.bin", new byte[900]);
        SERVER.model("org/tiny").commit("main", model);
        Path miracl = TinyCollection.miracl(folder.resolve("miracl"));
        Map<String, byte[]> topics = new TreeMap<>();
        Map<String, byte[]> corpus = new TreeMap<>();
        files(miracl).forEach((path, bytes) -> (path.contains("corpus") ? corpus : topics).put(path, bytes));
        SERVER.dataset("miracl/miracl").commit("main", topics);
        SERVER.dataset("miracl/miracl-corpus").commit("main", corpus);
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void aModelIsPulledAndUsedWithoutTheNetwork() throws Exception {
        Path cache = folder.resolve("first");
        Said pulled = say(cache, "", "model", "pull", "org/tiny").succeeded();
        assertThat(pulled.out())
                .contains("commit", cache.resolve("models--org--tiny/snapshots").toString())
                .contains("pytorch_model.bin: pickled");
        assertThat(pulled.err()).contains("download org/tiny");
        assertThat(say(cache, "1", "model", "org/tiny").succeeded().out()).contains("dimension");
        say(cache, "1", "model", "org/other").refused("there is no folder org/other", "HF_HUB_OFFLINE forbids");
        say(cache, "", "model", "pull", "no-id").refused("org/name");
    }

    @Test
    void aModelThatTextsAreCountedWithComes() throws Exception {
        Path cache = folder.resolve("fourth");
        Path rows = Files.writeString(folder.resolve("pairs.jsonl"), "{\"anchor\": \"who\", \"positive\": \"me\"}\n");
        Said seen = say(cache, "", "data", "inspect", rows.toString(), "--model", "org/tiny")
                .succeeded();
        assertThat(seen.err()).contains("download org/tiny");
        assertThat(seen.out()).contains("tokens:");
    }

    @Test
    void anExperimentNamesItsModelByIdAndItComes() throws Exception {
        Path cache = folder.resolve("second");
        String[] asked = {
            "plan",
            experiment,
            "--out",
            folder.resolve("by-id").toString(),
            "--set",
            "model.fresh=false",
            "--set",
            "model.id=org/tiny@main"
        };
        say(cache, "1", asked).refused("HF_HUB_OFFLINE forbids");
        Said planned = say(cache, "", asked).succeeded();
        assertThat(planned.err()).contains("download org/tiny");
        assertThat(planned.err().indexOf("download org/tiny"))
                .isLessThan(planned.err().indexOf("passages"));
        assertThat(Files.readString(folder.resolve("by-id/experiment.yaml"))).contains("id: \"org/tiny@main\"");
        Said.of("plan", experiment, "--set", "model.id=org/tiny", "--set", "model.path=x", "--set", "model.fresh=false")
                .refused("model.path and model.id exclude each other");
        Said.of("plan", experiment, "--set", "model.id=tiny", "--set", "model.fresh=false")
                .refused("org/name");
    }

    @Test
    void aMistypedModelIsToldBothReadings() throws Exception {
        Path cache = folder.resolve("mistyped");
        say(cache, "", "model", "modls/tiny").refused("there is no folder modls/tiny", "has no model modls/tiny");
        // Where nobody answers a name that may be a folder's is bad input; one that is an id for sure is a failure.
        say("http://127.0.0.1:9", cache, "model", "modls/tiny")
                .refused("there is no folder modls/tiny", "whether the hub has a model", "cannot be reached");
        Said failed = say("http://127.0.0.1:9", cache, "model", "hub:modls/tiny");
        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.err()).contains("cannot be reached").doesNotContain("folder");
    }

    @Test
    void whatNeedsNoModelIsCheckedBeforeOneComes() throws Exception {
        Path cache = folder.resolve("unused");
        String[] named = {"--set", "model.fresh=false", "--set", "model.id=org/tiny"};
        for (String wrong : List.of(
                "collection.path=/nowhere",
                "evaluate.metrics=[ndcg]",
                "train.chunk-tokens=16",
                "mine.keep=0",
                "plan.labels=/nowhere.tsv",
                "train-sets=[{path: /nowhere}]",
                "evaluate.also=[{name: x, path: /nowhere}]")) {
            List<String> words = new ArrayList<>(List.of("run", experiment, "--set", wrong));
            words.addAll(List.of(named));
            say(cache, "", words.toArray(String[]::new))
                    .refused(wrong.contains("nowhere") ? "nowhere" : wrong.split("=")[0]);
            assertThat(cache).as(wrong).doesNotExist();
        }
        Path taken = Files.createDirectories(folder.resolve("taken"));
        Files.writeString(taken.resolve("x"), "x");
        say(cache, "", "model", "export", "--to", "onnx", "--model", "org/tiny", "--out", taken.toString())
                .refused("taken");
        Path empty = Files.writeString(folder.resolve("empty.jsonl"), "");
        say(
                        cache,
                        "",
                        "encode",
                        "--model",
                        "org/tiny",
                        "--role",
                        "query",
                        "--input",
                        empty.toString(),
                        "--out",
                        folder.resolve("vectors").toString())
                .refused("holds no text");
        assertThat(cache).doesNotExist();
    }

    @Test
    void miraclIsPulledIntoAFolderThatACollectionIsReadFrom() throws Exception {
        Path out = folder.resolve("laid-out");
        Said pulled = say(
                        folder.resolve("third"),
                        "",
                        "data",
                        "pull",
                        "miracl",
                        "--languages",
                        "sw,de",
                        "--out",
                        out.toString())
                .succeeded();
        assertThat(pulled.out()).contains("laid out in", "Apache-2.0");
        Said doctor = Said.of(
                        "doctor", experiment, "--set", "collection.format=miracl", "--set", "collection.path=" + out)
                .succeeded();
        assertThat(doctor.out()).contains("sw", "60");
        Said.of("data", "pull", "--list").succeeded();
        Said.of("data", "pull").refused("--list");
        Said.of("data", "pull", "miracl").refused("--languages sw,te");
        Said.of("data", "pull", "miracl", "--copy").refused("--copy needs --out");
    }

    private static Said say(Path cache, String offline, String... arguments) throws IOException, InterruptedException {
        ProcessBuilder builder = ChildProcess.command(arguments);
        builder.environment().put("HF_HUB_OFFLINE", offline);
        return said(builder, SERVER.endpoint(), cache);
    }

    private static Said say(String endpoint, Path cache, String... arguments) throws IOException, InterruptedException {
        return said(ChildProcess.command(arguments), endpoint, cache);
    }

    private static Said said(ProcessBuilder builder, String endpoint, Path cache)
            throws IOException, InterruptedException {
        builder.environment().put("HF_ENDPOINT", endpoint);
        builder.environment().put("HF_HUB_CACHE", cache.toString());
        Path err = Files.createTempFile(folder, "err", ".txt");
        Process process = builder.redirectError(err.toFile()).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), out, Files.readString(err));
    }

    private static Map<String, byte[]> files(Path folder) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> below = Files.walk(folder)) {
            for (Path file : below.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return files;
    }
}
