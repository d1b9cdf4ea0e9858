package dev.isogloss.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.embed.VectorStore;
import dev.isogloss.experiment.TinyCollection;
import dev.isogloss.experiment.TinyExperiment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CommandLineTest {
    @TempDir
    private static Path folder = Path.of("");

    private static String experiment = "";
    private static String corpus = "";
    private static String queries = "";
    private static String model = "";
    private static String otherModel = "";
    private static String lexical = "";
    private static String full = "";

    @BeforeAll
    static void prepare() throws IOException {
        Path collection = TinyCollection.plain(folder.resolve("collection"));
        experiment = TinyExperiment.file(folder.resolve("tiny.yaml"), collection, "plain")
                .toString();
        corpus = collection.resolve("corpus.jsonl").toString();
        queries = collection.resolve("queries-dev.jsonl").toString();
        model = untrained("first", "seed=1");
        otherModel = untrained("second", "seed=2");
        lexical = at("lexical");
        full = at("full");
        say("index", "--corpus", corpus, "--out", lexical).succeeded();
        say("index", "--model", model, "--corpus", corpus, "--out", full, "--bm25", "--hnsw")
                .succeeded();
    }

    @Test
    void resultsGoToStandardOutputAndEverythingElseToStandardError() {
        Said said = say("index", "--corpus", corpus, "--out", at("again"));
        assertThat(said.out()).contains("passages").contains("90").doesNotContain("read passages:");
        assertThat(said.err()).contains("read passages:");
        Said quiet = say("index", "--corpus", corpus, "--out", at("again"), "--quiet", "--json", "-");
        assertThat(quiet.err()).isEmpty();
        assertThat(json(quiet).get("passages").intValue()).isEqualTo(90);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dense", "lexical", "hybrid"})
    void everyModeSearchesAFileOfQueries(String mode) throws IOException {
        Path run = folder.resolve(mode + ".trec");
        Said said = say(
                "search",
                "--index",
                full,
                "--queries",
                queries,
                "--k",
                "7",
                "--mode",
                mode,
                "--same-language",
                "--out",
                run.toString(),
                "--json",
                "-");
        said.succeeded();
        assertThat(json(said).get("queries").intValue()).isEqualTo(18);
        List<String> lines = Files.readAllLines(run);
        assertThat(lines).allMatch(line -> line.matches("(de|en|sw):(..)-dev\\d Q0 \\1:\\2-\\d+ [1-7] \\S+ \\S+"));
        assertThat(lines.stream().map(line -> line.split(" ")[0]).distinct()).hasSize(18);
    }

    @Test
    void withoutSameLanguageAllPassagesAreSearched() throws IOException {
        Path run = folder.resolve("pool.trec");
        say("search", "--index", full, "--queries", queries, "--mode", "dense", "--out", run.toString())
                .succeeded();
        assertThat(Files.readAllLines(run))
                .as("k is 100, and there are 90 passages")
                .hasSize(18 * 90);
    }

    @Test
    void theGraphFindsWhatExactSearchFinds() throws IOException {
        Path exact = folder.resolve("exact.trec");
        Path graph = folder.resolve("graph.trec");
        say("search", "--index", full, "--queries", queries, "--k", "3", "--mode", "dense", "--out", exact.toString())
                .succeeded();
        say(
                        "search",
                        "--index",
                        full,
                        "--queries",
                        queries,
                        "--k",
                        "3",
                        "--mode",
                        "dense",
                        "--approximate",
                        "--out",
                        graph.toString())
                .succeeded();
        assertThat(hits(graph)).as("90 vectors, beam of 160: nothing is missed").isEqualTo(hits(exact));
    }

    @Test
    void anIndexMayBeBuiltWithTheLanguageBalance() throws IOException {
        Path balanced = folder.resolve("balanced");
        say(
                        "index",
                        "--model",
                        model,
                        "--corpus",
                        corpus,
                        "--out",
                        balanced.toString(),
                        "--hnsw",
                        "--language-balance",
                        "0.6")
                .succeeded();
        List<String> asked = searched("asked", full, "--language-balance", "0.6");
        assertThat(searched("built", balanced.toString())).isEqualTo(asked).isNotEqualTo(searched("plain", full));
        assertThat(searched("graph", balanced.toString(), "--approximate").stream()
                        .map(line -> line.replace(" hnsw", " dense")))
                .containsExactlyElementsOf(asked);
        assertThat(searched("back", balanced.toString(), "--language-balance", "0"))
                .isEqualTo(searched("plain", full));
        say(
                        "search",
                        "--index",
                        balanced.toString(),
                        "--mode",
                        "dense",
                        "--approximate",
                        "--language-balance",
                        "0.5",
                        "honey")
                .refused("was built with the language balance 0.6");
        say("index", "--corpus", corpus, "--out", at("without-model"), "--language-balance", "0.5")
                .refused("--model");
        say("index", "--model", model, "--corpus", corpus, "--out", at("much"), "--language-balance", "1.5")
                .refused("0 .. 1", "1.5");
    }

    /** The lines of a dense search of the pool, scores and all. */
    private List<String> searched(String name, String index, String... options) throws IOException {
        Path run = folder.resolve("searched-" + name + ".trec");
        List<String> arguments = new ArrayList<>(List.of(
                "search",
                "--index",
                index,
                "--queries",
                queries,
                "--k",
                "5",
                "--mode",
                "dense",
                "--out",
                run.toString()));
        arguments.addAll(List.of(options));
        say(arguments.toArray(String[]::new)).succeeded();
        return Files.readAllLines(run);
    }

    @Test
    void theUsualModeIsHybridWhereTheIndexHasBoth() {
        Path run = folder.resolve("usual.trec");
        Said both = say("search", "--index", full, "--queries", queries, "--out", run.toString(), "--json", "-");
        assertThat(json(both).get("mode").stringValue()).isEqualTo("hybrid");
        Said one = say("search", "--index", lexical, "--queries", queries, "--out", run.toString(), "--json", "-");
        assertThat(json(one).get("mode").stringValue()).isEqualTo("lexical");
    }

    @Test
    void aTextIsAnsweredForAPersonOrAProgram() {
        Said person = say("search", "--index", full, "--mode", "lexical", "honey", "bee", "flower")
                .succeeded();
        assertThat(person.out()).startsWith("  1. ").contains("en:en-", "bee");
        Said program =
                say("search", "--index", full, "--mode", "lexical", "--k", "2", "--json", "-", "honey bee flower");
        assertThat(json(program)).hasSize(2);
        assertThat(json(program).get(0).get("text").stringValue()).contains("bee");
        assertThat(say("search", "--index", full, "--mode", "dense", "honey")
                        .succeeded()
                        .out())
                .contains("  10. ".substring(1));
    }

    @Test
    void evaluateReadsBothKindsOfJudgmentsAndBareOnesForAMixedRun() throws IOException {
        Path run = folder.resolve("measured.trec");
        say("search", "--index", lexical, "--queries", queries, "--out", run.toString())
                .succeeded();
        Path bare = folder.resolve("collection/qrels/dev.tsv");
        List<String> qualified = new ArrayList<>();
        for (String line : Files.readAllLines(bare)) {
            String[] columns = line.split("\t");
            if (!columns[0].startsWith("query")) {
                qualified.add(columns[0].substring(0, 2) + ":" + columns[0] + " 0 " + columns[1].substring(0, 2) + ":"
                        + columns[1] + " " + columns[2]);
            }
        }
        Path trec = Files.write(folder.resolve("dev.trec-qrels"), qualified);
        JsonNode one = json(say("evaluate", "--run", run.toString(), "--qrels", bare.toString(), "--json", "-"));
        JsonNode other = json(say("evaluate", "--run", run.toString(), "--qrels", trec.toString(), "--json", "-"));
        List<JsonNode> quality = quality(one);
        assertThat(quality)
                .as("4 metrics of macro, micro and 3 languages")
                .hasSize(20)
                .isEqualTo(quality(other));
        Path file = folder.resolve("figures.json");
        Said text = say(
                "evaluate",
                "--run",
                run.toString(),
                "--qrels",
                trec.toString(),
                "--metrics",
                "map",
                "--json",
                file.toString());
        assertThat(text.out()).contains("macro", "map").doesNotContain("ndcg");
        assertThat(JsonMapper.shared().readTree(Files.readString(file)).get("results"))
                .hasSize(5);
    }

    @Test
    void againstComparesTwoRuns() {
        String ours = at("ours.trec");
        String theirs = at("theirs.trec");
        say("search", "--index", full, "--queries", queries, "--mode", "lexical", "--out", ours)
                .succeeded();
        say("search", "--index", full, "--queries", queries, "--mode", "dense", "--out", theirs)
                .succeeded();
        String qrels = folder.resolve("collection/qrels/dev.tsv").toString();
        JsonNode report = json(say(
                "evaluate", "--run", ours, "--qrels", qrels, "--against", theirs, "--metrics", "map", "--json", "-"));
        double[] means = new double[2];
        report.get("results").forEach(row -> {
            if (row.get("language").stringValue().equals("micro")) {
                means[row.get("run").stringValue().equals(ours) ? 0 : 1] =
                        row.get("value").doubleValue();
            }
        });
        boolean seen = false;
        for (JsonNode row : report.get("comparisons")) {
            assertThat(row.get("p").doubleValue()).isBetween(0.0, 1.0);
            if (row.get("language").stringValue().equals("micro")) {
                seen = true;
                assertThat(row.get("difference").doubleValue()).isEqualTo(means[0] - means[1], within(1e-9));
            }
        }
        assertThat(seen).as(report.get("comparisons").toString()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"query", "document"})
    void encodeWritesTheSameVectorsTwice(String role) throws IOException {
        String input = role.equals("query") ? queries : corpus;
        Path out = folder.resolve("vectors-" + role);
        say("encode", "--model", model, "--role", role, "--input", input, "--out", out.toString(), "--jsonl")
                .succeeded();
        List<String> lines = Files.readAllLines(out.resolve("vectors.jsonl"));
        assertThat(lines).hasSize(role.equals("query") ? 18 : 90);
        try (VectorStore store = VectorStore.open(out)) {
            for (String line : lines) {
                JsonNode json = JsonMapper.shared().readTree(line);
                assertThat(json.propertyNames()).containsExactly("_id", "ids", "vector");
                String id = json.get("_id").stringValue();
                float[] stored = store.vector(store.row(new Key(new Language(id.substring(0, 2)), id)));
                float[] written = new float[json.get("vector").size()];
                for (int i = 0; i < written.length; i++) {
                    written[i] = json.get("vector").get(i).floatValue();
                }
                assertThat(written).hasSize(16).isEqualTo(stored);
                assertThat(json.get("ids").size()).isBetween(3, 64);
            }
        }
    }

    @Test
    void modelDescribesAFolder() {
        JsonNode facts = json(say("model", model, "--json", "-"));
        assertThat(facts.get("hidden").intValue()).isEqualTo(16);
        assertThat(facts.get("pooling").stringValue()).isEqualTo("mean");
        assertThat(say("model", model).out()).contains("vocabulary rows", "300");
    }

    @Test
    void compareTellsRunFoldersApart() {
        Said said = say("compare", at("run-first"), at("run-second"), "--metric", "map")
                .succeeded();
        assertThat(said.out()).contains("tiny, pooled, dev, map", "untouched macro", at("run-first"), at("run-second"));
        assertThat(json(say("compare", at("run-first"), "--language", "sw", "--json", "-")))
                .as("two systems, two tasks, with and without shared positives")
                .hasSize(8);
    }

    @Test
    void doctorLooksAtTheMachineAndAtAnExperiment() {
        assertThat(say("doctor").succeeded().out()).contains("processor", "memory");
        Said said = say("doctor", experiment).succeeded();
        assertThat(said.out()).contains("train and dev: 3 training queries equal a held-out one", "sw ");
        assertThat(json(say("doctor", experiment, "--json", "-")).has("collection"))
                .isTrue();
    }

    @Test
    void anIndexOfAnotherModelIsRefused() {
        Said said = say("search", "--index", full, "--model", otherModel, "--mode", "dense", "honey");
        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("the index was made with the model " + model);
        assertThat(said.out()).isEmpty();
    }

    @Test
    void anIndexIsNotSearchedWithTheSameWeightsUnderOtherSettings() throws IOException {
        Path changed = folder.resolve("changed");
        try (Stream<Path> files = Files.walk(Path.of(model))) {
            for (Path file : files.toList()) {
                Files.copy(file, changed.resolve(Path.of(model).relativize(file).toString()));
            }
        }
        Said said = say("search", "--index", full, "--model", changed.toString(), "--mode", "dense", "honey");
        assertThat(said.code()).as("a copy is the same model: " + said.err()).isZero();
        Path config = changed.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("\"gelu\"", "\"relu\""));
        said = say("search", "--index", full, "--model", changed.toString(), "--mode", "dense", "honey");
        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("the index was made with the model " + model, "config.json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "search --index NOWHERE bee                                      | NOWHERE",
                "search --index LEXICAL --mode dense bee                         | has no vectors",
                "search --index LEXICAL --mode fuzzy bee                         | --mode must be dense, lexical or hybrid (got: fuzzy)",
                "search --index LEXICAL                                          | give either a text",
                "search --index LEXICAL --queries QUERIES                        | --queries needs --out RUN",
                "search --index LEXICAL --k 0 bee                                | --k must be at least 1 (got: 0)",
                "search --index LEXICAL --k few bee                              | Invalid value for option '--k'",
                "search bee                                                      | Missing required option: '--index=I'",
                "index --corpus NOWHERE --out OUT                                | NOWHERE",
                "index --corpus CORPUS --out OUT --model NOWHERE                 | NOWHERE",
                "encode --model MODEL --role both --input CORPUS --out OUT       | --role must be query or document (got: both)",
                "encode --model MODEL --role query --input NOWHERE --out OUT     | there is no input file NOWHERE",
                "encode --model MODEL --role query --input CORPUS --out OUT --precision fp16 | fp16",
                "encode --model MODEL --role query --input CORPUS --out OUT --device tpu | tpu",
                "encode --model MODEL --role query --input CORPUS --out OUT --passage-tokens 65 | 65",
                "encode --model MODEL --role document --input CORPUS --out OUT --passage-tokens 8 --on-truncate fail | would be cut",
                "evaluate --run NOWHERE --qrels CORPUS                           | ",
                "evaluate --run NOWHERE --qrels QRELS                            | there is no run file NOWHERE",
                "evaluate --run NOWHERE --qrels QRELS --metrics ndcg             | ndcg",
                "model NOWHERE                                                   | NOWHERE",
                "compare NOWHERE                                                 | there are no results in NOWHERE",
                "run NOWHERE                                                     | there is no experiment file NOWHERE",
                "run EXPERIMENT --set train.epoch=1                              | did you mean train.epochs?",
                "doctor EXPERIMENT --set collection.path=NOWHERE                 | NOWHERE",
                "serach bee                                                      | serach",
                "run EXPERIMENT --oout x                                         | --oout",
            })
    void badUsageAndBadInputEndWithTwo(String line, String message) {
        String[] arguments = Arrays.stream(line.strip().split(" "))
                .map(word -> switch (word) {
                    case "LEXICAL" -> lexical;
                    case "QUERIES" -> queries;
                    case "CORPUS" -> corpus;
                    case "MODEL" -> model;
                    case "EXPERIMENT" -> experiment;
                    case "QRELS" -> folder.resolve("collection/qrels/dev.tsv").toString();
                    case "OUT" -> at("refused");
                    default -> word;
                })
                .toArray(String[]::new);
        Said said = say(arguments);
        assertThat(said.code()).as(said.err()).isEqualTo(2);
        assertThat(said.err()).contains(message == null ? "" : message).doesNotContain("\tat dev.isogloss");
        assertThat(said.out()).isEmpty();
    }

    @Test
    void aFolderInTheWayOfTheRunFileIsBadInput() throws IOException {
        Path run = folder.resolve("a-folder");
        Files.createDirectories(run.resolve("below"));
        Said said = say("search", "--index", lexical, "--queries", queries, "--out", run.toString());
        assertThat(said.code()).as(said.err()).isEqualTo(2);
        assertThat(said.err()).contains("it is a folder").doesNotContain("\tat dev.isogloss");
        assertThat(said.out()).isEmpty();
    }

    @Test
    void everyCommandHelpsWithAnExample() {
        List<String> commands =
                new ArrayList<>(Main.commandLine().getSubcommands().keySet());
        assertThat(commands)
                .contains(
                        "run",
                        "doctor",
                        "mine",
                        "plan",
                        "train",
                        "encode",
                        "index",
                        "search",
                        "evaluate",
                        "compare",
                        "model");
        commands.remove("help");
        for (String command : commands) {
            Said said = say(command, "--help").succeeded();
            assertThat(said.out())
                    .as(command)
                    .contains("Usage: isogloss " + command)
                    .containsPattern("Examples?: isogloss " + command);
        }
        assertThat(say("--help").succeeded().out()).contains("Example: isogloss run");
        assertThat(say("--version").succeeded().out()).startsWith("isogloss ");
    }

    @Test
    void aProcessEndsWithTheSameCodesAndKeepsItsStreamsApart() throws IOException, InterruptedException {
        Process good = ChildProcess.command("search", "--index", lexical, "--json", "-", "nyuki asali ua")
                .start();
        String out = new String(good.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(good.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(good.waitFor()).as(err).isZero();
        assertThat(JsonMapper.shared().readTree(out).isArray()).as(out).isTrue();
        Process bad =
                ChildProcess.command("search", "--index", at("nowhere"), "bee").start();
        assertThat(bad.getInputStream().readAllBytes()).isEmpty();
        assertThat(bad.waitFor()).isEqualTo(2);
    }

    private static String untrained(String name, String seed) {
        String out = at("run-" + name);
        say("run", experiment, "--out", out, "--set", "evaluate.systems=[untouched, bm25]", "--set", seed)
                .succeeded();
        return out + "/systems/untouched/model";
    }

    private static String at(String name) {
        return folder.resolve(name).toString();
    }

    private static List<String> hits(Path run) throws IOException {
        return Files.readAllLines(run).stream()
                .map(line -> line.split(" ")[0] + " " + line.split(" ")[2])
                .toList();
    }

    /** The figures that say how good a run is. */
    private static List<JsonNode> quality(JsonNode report) {
        List<JsonNode> rows = new ArrayList<>();
        report.get("results").forEach(row -> {
            if (!row.get("metric").stringValue().contains("-")) {
                rows.add(row);
            }
        });
        return rows;
    }

    private static JsonNode json(Said said) {
        return JsonMapper.shared().readTree(said.succeeded().out());
    }

    private static Said say(String... arguments) {
        return Said.of(arguments);
    }
}
