package dev.isogloss.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code evaluate} on runs over several languages: figures by language, and how the pool treats the query's own. */
class EvaluatePoolTest {
    @TempDir
    private Path folder = Path.of("");

    private String run = "";
    private String qualified = "";
    private String bare = "";

    @BeforeEach
    void files() throws IOException {
        run = write("run.trec", """
                sw:q1 Q0 sw:p1 1 3 t
                sw:q1 Q0 en:r1 2 2 t
                sw:q1 Q0 en:p9 3 1 t
                en:q2 Q0 en:p2 1 3 t
                en:q2 Q0 en:p8 2 2 t
                """);
        qualified = write("qrels.tsv", """
                query-id\tcorpus-id\tscore
                sw:q1\tsw:p1\t1
                sw:q1\ten:r1\t1
                en:q2\ten:p2\t1
                en:q2\tsw:r2\t1
                sw:q3\tsw:p3\t1
                """);
        bare = write("bare.tsv", "query-id\tcorpus-id\tscore\nq1\tp1\t1\nq2\tp2\t1\nq3\tp3\t1\n");
    }

    private String write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private static Said evaluate(String run, String qrels, String... more) {
        List<String> arguments = new ArrayList<>(List.of("evaluate", "--run", run, "--qrels", qrels, "--json", "-"));
        arguments.addAll(List.of(more));
        return Said.of(arguments.toArray(String[]::new));
    }

    private static double figure(JsonNode report, String language, String metric) {
        for (JsonNode row : report.get("results")) {
            if (row.get("language").stringValue().equals(language)
                    && row.get("metric").stringValue().equals(metric)) {
                return row.get("value").doubleValue();
            }
        }
        return Double.NaN;
    }

    @Test
    void aPooledRunShowsHowItTreatsTheQuerysOwnLanguage() {
        JsonNode report = evaluate(run, qualified).json();
        assertThat(figure(report, "sw", "own-language@10")).isCloseTo((1 / 3.0 + 0) / 2, within(1e-9));
        assertThat(figure(report, "en", "own-language@10")).isEqualTo(1);
        assertThat(figure(report, "sw", "rank-distance@100"))
                .as("ranks 2 and 1")
                .isEqualTo(1);
        assertThat(figure(report, "en", "rank-distance@100"))
                .as("missing and 1")
                .isEqualTo(100);
        assertThat(figure(
                        evaluate(run, qualified, "--metrics", "map,own-language@1")
                                .json(),
                        "en",
                        "own-language@1"))
                .isEqualTo(1);
        assertThat(Said.of("evaluate", "--run", run, "--qrels", qualified)
                        .succeeded()
                        .out())
                .contains("own-language@10", "rank-distance@100");
    }

    @Test
    void aRunThatStaysInItsLanguagesShowsNothingOfThat() throws IOException {
        String own = write("own.trec", "sw:q1 Q0 sw:p1 1 3 t\nen:q2 Q0 en:p2 1 3 t\n");
        assertThat(evaluate(own, qualified).succeeded().out()).doesNotContain("own-language");
        evaluate(own, qualified, "--metrics", "own-language@10").refused("own-language@10 needs a run over several");
        evaluate(run, bare, "--metrics", "rank-distance@10", "--queries", queries())
                .refused("rank-distance@10 needs judgments with lang:id");
    }

    private String queries() throws IOException {
        return write("queries.jsonl", """
                {"_id": "q1", "text": "moja", "lang": "sw"}
                {"_id": "q2", "text": "two", "lang": "en"}
                {"_id": "q3", "text": "tatu", "lang": "sw"}
                """);
    }

    @Test
    void aJudgedQueryWithoutHitsHasItsLanguageFromTheFileOfQueriesOrFromTheOtherRun() throws IOException {
        JsonNode without = evaluate(run, bare).json();
        assertThat(without.get("notes").get(0).stringValue())
                .contains("no figures by language", "1 judged queries", "q3", "--queries");
        assertThat(figure(without, "sw", "map")).isNaN();
        assertThat(figure(without, "micro", "map")).isCloseTo(2 / 3.0, within(1e-9));

        JsonNode with = evaluate(run, bare, "--queries", queries()).json();
        assertThat(with.get("notes")).isEmpty();
        assertThat(figure(with, "sw", "map")).isEqualTo(0.5);
        assertThat(figure(with, "en", "map")).isEqualTo(1);
        assertThat(figure(with, "macro", "map")).isEqualTo(0.75);
        assertThat(figure(with, "sw", "own-language@10")).isCloseTo(1 / 6.0, within(1e-9));
        assertThat(figure(with, "sw", "rank-distance@100")).isNaN();

        String other = write("other.trec", "sw:q3 Q0 sw:p3 1 3 t\nsw:q1 Q0 sw:p5 1 3 t\n");
        JsonNode both = evaluate(run, bare, "--against", other).json();
        assertThat(both.get("notes")).isEmpty();
        assertThat(figure(both, "sw", "map")).isEqualTo(0.5);
        assertThat(both.get("comparisons")).isNotEmpty();
    }

    @Test
    void aFileOfQueriesThatDoesNotHelpIsSaid() throws IOException {
        String few = write("few.jsonl", "{\"_id\": \"q1\", \"text\": \"moja\", \"lang\": \"sw\"}\n");
        assertThat(evaluate(run, bare, "--queries", few)
                        .json()
                        .get("notes")
                        .get(0)
                        .stringValue())
                .contains("few.jsonl does not have them");
        String wrong = write("wrong.jsonl", "{\"_id\": \"q1\", \"text\": \"uno\", \"lang\": \"es\"}\n");
        evaluate(run, bare, "--queries", wrong).refused("query q1 is in language sw", "es elsewhere");
        evaluate(run, bare, "--queries", "NOWHERE").refused("there is no query file NOWHERE");
        String plain = write("plain.trec", "q1 Q0 p1 1 3 t\n");
        assertThat(figure(evaluate(plain, bare, "--queries", queries()).json(), "sw", "map"))
                .as("bare ids throughout, languages from the queries")
                .isEqualTo(0.5);
    }
}
