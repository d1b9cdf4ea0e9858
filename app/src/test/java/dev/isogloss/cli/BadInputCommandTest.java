package dev.isogloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What a careless user types: exit code 2, one message that names the place, and nothing finished is lost. */
class BadInputCommandTest {
    private static final String PASSAGE = "{\"_id\": \"%s\", \"text\": \"the river number %s\", \"lang\": \"en\"}";

    @TempDir
    private Path folder;

    private Path corpus = Path.of("");
    private Path queries = Path.of("");
    private Path index = Path.of("");

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

    private static void refused(Outcome outcome, String... parts) {
        assertThat(outcome.error()).contains(parts).doesNotContain("\tat ");
        assertThat(outcome.code()).isEqualTo(2);
    }

    @BeforeEach
    void files() throws IOException {
        corpus = folder.resolve("corpus.jsonl");
        queries = folder.resolve("queries.jsonl");
        index = folder.resolve("index");
        Files.write(corpus, passages(9));
        Files.writeString(queries, "{\"_id\": \"q\", \"text\": \"river number 3\", \"lang\": \"en\"}\n");
    }

    private static List<String> passages(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> PASSAGE.formatted("p" + i, i))
                .toList();
    }

    private Outcome index(Path passages) {
        return run("index", "--quiet", "--corpus", passages, "--out", index);
    }

    private Outcome search(Path out) {
        return run("search", "--quiet", "--index", index, "--queries", queries, "--out", out);
    }

    @Test
    void anIndexOfOneLanguageAnswersAFileOfQueriesWithBareIds() throws IOException {
        assertThat(index(corpus).code()).isZero();
        Path found = folder.resolve("run.trec");
        assertThat(search(found).code()).isZero();
        assertThat(Files.readAllLines(found).getFirst()).startsWith("q Q0 p3 1 ");
    }

    @Test
    void aDamagedPassageFileLeavesTheFinishedIndexAsItWas() throws IOException {
        assertThat(index(corpus).code()).isZero();
        Path before = folder.resolve("before.trec");
        assertThat(search(before).code()).isZero();
        Path damaged = folder.resolve("damaged.jsonl");
        Files.writeString(damaged, PASSAGE.formatted("p", 1) + "\n{\"_id\": \"x\", oops\n");
        refused(index(damaged), damaged + ":2", "not JSON");
        Path after = folder.resolve("after.trec");
        assertThat(search(after).code()).isZero();
        assertThat(after).hasSameTextualContentAs(before);
        assertThat(index(corpus).code()).isZero();
        assertThat(index.resolve("corpus.new")).doesNotExist();
    }

    @Test
    void anotherPassageFileReplacesTheIndex() throws IOException {
        assertThat(index(corpus).code()).isZero();
        Path larger = folder.resolve("larger.jsonl");
        Files.write(larger, passages(30));
        assertThat(index(larger).code()).isZero();
        Files.writeString(queries, "{\"_id\": \"q\", \"text\": \"number 29\", \"lang\": \"en\"}\n");
        Path found = folder.resolve("run.trec");
        assertThat(search(found).code()).isZero();
        assertThat(Files.readAllLines(found).getFirst()).startsWith("q Q0 p29 1 ");
    }

    @Test
    void outputsThatCannotBeWrittenAreFoundBeforeTheWork() throws IOException {
        assertThat(index(corpus).code()).isZero();
        refused(search(folder), "is a folder");
        refused(search(corpus.resolve("run.trec")), corpus + " is a file");
        refused(run("index", "--quiet", "--corpus", corpus, "--out", corpus), corpus + " is a file");
        refused(run("index", "--corpus", corpus, "--out", folder.resolve("i2"), "--json", folder), "is a folder");
        assertThat(folder.resolve("i2")).doesNotExist();
    }

    @Test
    void wrongUsageIsOneMessageAndAHint() {
        refused(run("serch"), "serch", "did you mean", "search");
        refused(run("index", "--corpos", corpus), "--corpus", "isogloss index --help");
        refused(run("search", "--index", index, "--k", "ten", "river"), "--k", "ten");
        assertThat(run("search", "--index", index, "--k", "ten", "river")
                        .error()
                        .lines())
                .hasSizeLessThan(4);
        refused(run("search", "--index", index, "--k", "0", "river"), "--k must be at least 1 (got: 0)");
        refused(run("search", "--index", corpus, "river"), "expected an index folder");
    }

    @Test
    void textsWithoutAnIdOfTheirOwnAreRefusedBeforeTheModelIsOpened() throws IOException {
        Files.writeString(queries, Files.readString(queries).repeat(2));
        Path model = folder.resolve("no-such-model");
        Outcome twice = run("encode", "--model", model, "--role", "query", "--input", queries, "--out", index);
        refused(twice, queries + ":2", "id q occurs more than once");
        Files.writeString(queries, "");
        refused(
                run("encode", "--model", model, "--role", "query", "--input", queries, "--out", index),
                "holds no text");
        refused(
                run(
                        "encode",
                        "--model",
                        model,
                        "--role",
                        "query",
                        "--input",
                        corpus,
                        "--out",
                        index,
                        "--query-tokens",
                        0),
                "query-tokens must be at least 4 (got: 0)");
    }
}
