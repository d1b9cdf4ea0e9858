package dev.isogloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code isogloss data} as a user types it. */
class DataCommandTest {
    @TempDir
    private Path folder;

    private Path beir = Path.of("");

    private record Outcome(int code, String error) {}

    private static Outcome run(Object... arguments) {
        StringWriter error = new StringWriter();
        CommandLine command = Main.commandLine()
                .setErr(new PrintWriter(error, true))
                .setOut(new PrintWriter(new StringWriter(), true));
        int code = command.execute(
                List.of(arguments).stream().map(Object::toString).toArray(String[]::new));
        return new Outcome(code, error.toString());
    }

    private static void done(Outcome outcome) {
        assertThat(outcome.error()).isEmpty();
        assertThat(outcome.code()).isZero();
    }

    @BeforeEach
    void files() throws IOException {
        beir = folder.resolve("beir");
        Files.createDirectories(beir.resolve("qrels"));
        StringBuilder corpus = new StringBuilder();
        StringBuilder queries = new StringBuilder();
        StringBuilder qrels = new StringBuilder("query-id\tcorpus-id\tscore\n");
        for (int i = 0; i < 20; i++) {
            corpus.append("{\"_id\": \"p%d\", \"title\": \"\", \"text\": \"the river number %d\"}\n".formatted(i, i));
        }
        for (int i = 0; i < 10; i++) {
            queries.append("{\"_id\": \"q%d\", \"text\": \"which river is %d\"}\n".formatted(i, i));
            qrels.append("q%d\tp%d\t1\nq%d\tp%d\t0\n".formatted(i, i, i, i + 1));
        }
        Files.writeString(beir.resolve("corpus.jsonl"), corpus);
        Files.writeString(beir.resolve("queries.jsonl"), queries);
        Files.writeString(beir.resolve("qrels/train.tsv"), qrels);
    }

    @Test
    void convertsWithNegativesOfARun() throws IOException {
        Path run = folder.resolve("run.trec");
        Files.writeString(run, "q0 Q0 p7 1 2.5 x\nq0 Q0 p0 2 2.25 x\nq0 Q0 p8 3 2 x\n");
        Path out = folder.resolve("out.jsonl");
        done(run("data", "convert", beir, "--to", "tevatron", "--run", run, "--depth", 3, "--out", out, "--quiet"));
        assertThat(Files.readAllLines(out))
                .hasSize(10)
                .first()
                .asString()
                .contains("\"positive_passages\":[{\"docid\":\"p0\"")
                .containsSubsequence("\"docid\":\"p1\"", "\"docid\":\"p7\"", "\"docid\":\"p8\"");
        assertThat(folder.resolve(".out.jsonl.texts")).doesNotExist();
    }

    @Test
    void whatIsLostIsCountedOnce() throws IOException {
        Files.writeString(beir.resolve("qrels/train.tsv"), "q9\tgone\t0\n", StandardOpenOption.APPEND);
        Path json = folder.resolve("done.json");
        done(run(
                "data",
                "convert",
                beir,
                "--to",
                "flagembedding",
                "--out",
                folder.resolve("o"),
                "--json",
                json,
                "--quiet"));
        assertThat(Files.readString(json)).contains("\"judged passages without a text, left out\":1");
    }

    @Test
    void convertsWhatMiningWrote() throws IOException {
        Path mined = folder.resolve("negatives.jsonl");
        Files.writeString(mined, """
                {"query":"q3","language":"en","positives":["p3"],"positive-scores":[1.5],\
                "negatives":[{"id":"p9","source":"retrieved","ranks":{"bm25":2},"score":1.25,"from":null}],"dropped":[]}
                """);
        Path out = folder.resolve("out.jsonl");
        done(run("data", "convert", mined, "--texts", beir, "--to", "flagembedding", "--out", out, "--quiet"));
        assertThat(Files.readString(out)).isEqualTo("""
                {"query":"which river is 3","pos":["the river number 3"],"neg":["the river number 9"],\
                "pos_scores":[1.5],"neg_scores":[1.25],"lang":"en"}
                """);
    }

    @Test
    void partsOfExamplesAreOfTheKindOfFileTheyWere() throws IOException {
        for (String ending : List.of(".jsonl", ".jsonl.gz", ".parquet")) {
            Path examples = folder.resolve("examples" + ending);
            done(run("data", "convert", beir, "--to", "flagembedding", "--out", examples, "--quiet"));
            Path out = folder.resolve("divided" + ending);
            done(run("data", "split", examples, "--held-out", "0.3", "--out", out, "--quiet"));
            try (var children = Files.list(out)) {
                assertThat(children.map(child -> child.getFileName().toString()))
                        .containsExactlyInAnyOrder("train" + ending, "dev" + ending);
            }
            Path json = folder.resolve("inspected.json");
            done(run("data", "inspect", out.resolve("dev" + ending), "--json", json));
            assertThat(Files.readString(json)).contains("\"examples\":3,").contains("\"warnings\":[]");
        }
        Path folders = folder.resolve("ids");
        done(run("data", "convert", beir, "--to", "tevatron-v2", "--parquet", "--out", folders, "--quiet"));
        done(run("data", "split", folders, "--held-out", "0.3", "--out", folder.resolve("parts"), "--quiet"));
        assertThat(folder.resolve("parts/dev/train.parquet")).exists();
        assertThat(folder.resolve("parts/dev/corpus.parquet")).exists();
    }

    @Test
    void examplesThatFlagEmbeddingCannotReadAreWarnedOf() throws IOException {
        Path examples = folder.resolve("examples.jsonl");
        Files.writeString(examples, """
                {"query": "a", "pos": ["x"], "neg": []}
                {"query": "b", "pos": ["x"], "neg": ["y"]}
                {"query": "c", "pos": ["x"]}
                """);
        Path json = folder.resolve("inspected.json");
        done(run("data", "inspect", examples, "--json", json));
        assertThat(Files.readString(json))
                .contains(
                        "\"warnings\":[\"2 of 3 examples have no negatives, at which the trainer of flagembedding fails");
    }

    @Test
    void inspectsSamplesAndDivides() throws IOException {
        Path json = folder.resolve("seen.json");
        done(run("data", "inspect", beir, "--json", json));
        assertThat(Files.readString(json))
                .contains("\"format\":\"beir\"", "\"queries-without-relevant\":0", "\"count\":20", "\"judgments\":20");
        Path sample = folder.resolve("sample");
        done(run("data", "sample", beir, "--queries", 3, "--passages", 2, "--out", sample, "--quiet"));
        assertThat(Files.readAllLines(sample.resolve("queries.jsonl"))).hasSize(3);
        Path divided = folder.resolve("divided");
        done(run("data", "split", beir, "--held-out", "0.3", "--out", divided, "--quiet"));
        assertThat(Files.readAllLines(divided.resolve("qrels/dev.tsv"))).hasSize(7);
        assertThat(Files.readAllLines(divided.resolve("qrels/train.tsv"))).hasSize(15);
        Path examples = folder.resolve("train.jsonl");
        done(run("data", "convert", beir, "--to", "sentence-transformers", "--out", examples, "--quiet"));
        done(run("data", "split", examples, "--held-out", "0.2", "--out", folder.resolve("both"), "--quiet"));
        assertThat(Files.readAllLines(folder.resolve("both/dev.jsonl"))).hasSize(2);
    }

    @Test
    void badRowsAreCountedAndKept() throws IOException {
        Files.writeString(beir.resolve("corpus.jsonl"), "{\"_id\": \"x\"}\n", StandardOpenOption.APPEND);
        Outcome refused = run("data", "convert", beir, "--to", "plain", "--out", folder.resolve("plain"), "--quiet");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.error()).contains("corpus.jsonl:21", "\"text\"").doesNotContain("\tat ");
        assertThat(folder.resolve("plain")).doesNotExist();
        Path json = folder.resolve("done.json");
        done(run(
                "data",
                "convert",
                beir,
                "--to",
                "plain",
                "--out",
                folder.resolve("plain"),
                "--on-bad-row",
                "skip",
                "--json",
                json,
                "--quiet"));
        assertThat(Files.readString(json)).contains("\"rejected\":1");
        assertThat(Files.readString(folder.resolve("plain.rejected.jsonl"))).contains("corpus.jsonl:21");
    }

    @Test
    void refusesWhatItCannotDo() {
        for (Outcome outcome : List.of(
                run("data"),
                run("data", "convert", beir, "--to", "nothing", "--out", folder.resolve("a")),
                run("data", "convert", beir, "--to", "miracl", "--out", folder.resolve("b"), "--quiet"),
                run("data", "convert", beir, "--to", "plain", "--out", beir, "--quiet"),
                run("data", "convert", beir, "--to", "plain", "--out", folder.resolve("c"), "--on-bad-row", "maybe"),
                run("data", "sample", beir, "--out", folder.resolve("d")),
                run("data", "split", beir, "--held-out", "2", "--out", folder.resolve("e")),
                run("data", "inspect", folder.resolve("not there")))) {
            assertThat(outcome.code()).as(outcome.error()).isEqualTo(2);
            assertThat(outcome.error()).isNotEmpty().doesNotContain("\tat ");
        }
    }

    /** An option that nobody would look at is refused, and the message says where it fits. */
    @Test
    void optionsThatDoNotFitAreRefused() throws IOException {
        Path examples = folder.resolve("train.jsonl");
        done(run("data", "convert", beir, "--to", "tevatron", "--out", examples, "--quiet"));
        Path run = folder.resolve("run.trec");
        Files.writeString(run, "q0 Q0 p7 1 2.5 x\n");
        Path out = folder.resolve("out");
        Object[][] refused = {
            {"convert", beir, "--to", "plain", "--run", run, "--run"},
            {"convert", examples, "--to", "flagembedding", "--run", run, "--run"},
            {"convert", beir, "--to", "tevatron", "--depth", 3, "--run"},
            {"convert", beir, "--to", "plain", "--texts", beir, "--texts"},
            {"convert", examples, "--to", "flagembedding", "--split", "dev", "--split"},
            {"convert", examples, "--to", "flagembedding", "--negatives", 3, "st-n-tuple"},
            {"convert", examples, "--to", "flagembedding", "--parquet", "--parquet"},
            {"convert", examples, "--to", "flagembedding", "--rejected", "x", "--on-bad-row skip"},
            {"sample", beir, "--queries", 2, "--texts", beir, "--texts"},
            {"split", examples, "--split", "train", "--split"},
        };
        for (Object[] words : refused) {
            List<Object> arguments = new ArrayList<>(List.of("data"));
            arguments.addAll(List.of(words).subList(0, words.length - 1));
            arguments.addAll(List.of("--out", out, "--quiet"));
            Outcome outcome = run(arguments.toArray());
            assertThat(outcome.code()).as(arguments + ": " + outcome.error()).isEqualTo(2);
            assertThat(outcome.error())
                    .contains(words[words.length - 1].toString())
                    .doesNotContain("\tat ");
            assertThat(out).doesNotExist();
        }
        assertThat(run("data", "inspect", examples, "--rejected", "x").code()).isEqualTo(2);
        assertThat(run("data", "inspect", beir, "--collection", beir).error()).contains("TREC run");
    }

    @Test
    void bothPartsOfExamplesAppearOrNone() throws IOException {
        Path examples = folder.resolve("train.jsonl");
        Files.writeString(examples, "{\"anchor\": \"q\", \"positive\": \"a\"}\n");
        Path out = folder.resolve("both");
        Outcome refused = run("data", "split", examples, "--out", out, "--quiet");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.error()).contains("nothing of").doesNotContain("\tat ");
        assertThat(out).doesNotExist();
        assertThat(folder.resolve(".both.partial")).doesNotExist();
        Files.writeString(examples, "{\"anchor\": \"r\", \"positive\": \"a\"}\nbad\n", StandardOpenOption.APPEND);
        Path json = folder.resolve("done.json");
        done(run("data", "split", examples, "--out", out, "--on-bad-row", "skip", "--json", json, "--quiet"));
        assertThat(out.resolve("dev.jsonl")).isRegularFile();
        assertThat(Files.readString(json))
                .contains(out.resolve("dev.jsonl").toString())
                .doesNotContain(".partial");
        assertThat(Files.readAllLines(folder.resolve("both.rejected.jsonl"))).hasSize(1);
    }

    @Test
    void aRunIsInspectedBesideItsCollection() throws IOException {
        Path run = folder.resolve("run.trec");
        Files.writeString(run, "q0 Q0 p7 1 2.5 x\nq0 Q0 gone 2 2.5 x\n");
        Path json = folder.resolve("seen.json");
        done(run("data", "inspect", run, "--collection", beir, "--json", json));
        assertThat(Files.readString(json))
                .contains("\"format\":\"trec-run\"", "\"hits-with-tied-scores\":2")
                .contains("\"passages-not-there\":{\"count\":1,\"for-example\":[\"gone\"]}")
                .contains("\"train\":\"9 of 10\"");
    }

    @Test
    void idsOfExamplesThatLeadNowhereAreSeen() throws IOException {
        Path ids = folder.resolve("ids");
        done(run("data", "convert", beir, "--to", "tevatron-v2", "--out", ids, "--quiet"));
        Files.writeString(
                ids.resolve("train.jsonl"),
                "{\"query_id\":\"x\",\"query_text\":\"t\",\"positive_document_ids\":[\"p1\",\"gone\"]}\n",
                StandardOpenOption.APPEND);
        Path json = folder.resolve("seen.json");
        String dangling = "\"passages-not-there\":{\"count\":1,\"for-example\":[\"gone\"]}";
        done(run("data", "inspect", ids, "--json", json));
        assertThat(Files.readString(json)).contains(dangling);
        Path alone = Files.copy(ids.resolve("train.jsonl"), folder.resolve("alone.jsonl"));
        done(run("data", "inspect", alone, "--json", json));
        assertThat(Files.readString(json)).doesNotContain("passages-not-there");
        done(run("data", "inspect", alone, "--collection", beir, "--json", json));
        assertThat(Files.readString(json)).contains(dangling);
    }

    @Test
    void examplesGoToParquetAndBack() throws IOException {
        Path parquet = folder.resolve("train.parquet");
        Path back = folder.resolve("back.jsonl");
        Path direct = folder.resolve("direct.jsonl");
        done(run("data", "convert", beir, "--to", "sentence-transformers", "--out", parquet, "--quiet"));
        done(run("data", "convert", parquet, "--to", "sentence-transformers", "--out", back, "--quiet"));
        done(run("data", "convert", beir, "--to", "sentence-transformers", "--out", direct, "--quiet"));
        assertThat(back).hasSameTextualContentAs(direct);
        Path ids = folder.resolve("ids");
        done(run("data", "convert", beir, "--to", "tevatron-v2", "--parquet", "--out", ids, "--quiet"));
        assertThat(ids.resolve("train.parquet")).isRegularFile();
        assertThat(ids.resolve("corpus.parquet")).isRegularFile();
    }
}
