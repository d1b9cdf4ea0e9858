package dev.isogloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code evaluate --answers}: whether the first passages of a run hold an answer. */
class EvaluateAnswersTest {
    @TempDir
    private Path folder = Path.of("");

    private String run = "";
    private String answers = "";
    private String corpus = "";

    @BeforeEach
    void files() throws IOException {
        String filler = "word ".repeat(1500).strip();
        corpus = write(
                "corpus.jsonl",
                "{\"_id\": \"p1\", \"lang\": \"en\", \"title\": \"Turku\", \"text\": \"" + filler + "\"}\n"
                        + "{\"_id\": \"p2\", \"lang\": \"en\", \"text\": \"It lies at the river Aura.\"}\n"
                        + "{\"_id\": \"p1\", \"lang\": \"fi\", \"text\": \"Kaupunki on Aurajoella.\"}\n");
        run = write("run.trec", """
                fi:q1 Q0 en:p1 9 3 t
                fi:q1 Q0 en:p2 1 2 t
                fi:q2 Q0 en:p1 1 3 t
                fi:q2 Q0 en:p2 1 1 t
                fi:q2 Q0 fi:p1 1 2 t
                ja:q3 Q0 en:p2 1 1 t
                ja:q9 Q0 en:p2 1 1 t
                """);
        answers = write("answers.jsonl", """
                {"_id": "q1", "lang": "fi", "text": "?", "answers": ["river Aura"]}
                {"id": "q2", "lang": "fi", "question": "?", "answers": ["Turku", "no"]}
                {"id": "q3", "lang": "ja", "question": "?", "answers": {"text": ["Oulu", "Aura ."]}}
                {"id": "q4", "lang": "ja", "question": "?", "answers": [{"text": "Oulu"}]}
                {"id": "q5", "lang": "ja", "question": "?", "answers": ["yes"]}
                """);
    }

    private String write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private Said evaluate(String corpora) {
        return Said.of("evaluate", "--run", run, "--answers", answers, "--corpus", corpora, "--json", "-");
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
    void countsByLanguageAndOverLanguages() {
        JsonNode report = evaluate(corpus).json();
        assertThat(figure(report, "fi", "recall@2kt"))
                .as("of q1 and q2; titles are no text")
                .isEqualTo(0.5);
        assertThat(figure(report, "ja", "recall@2kt"))
                .as("of q3 and the missing q4")
                .isEqualTo(0.5);
        assertThat(figure(report, "macro", "recall@5kt")).isEqualTo(0.5);
        assertThat(report.get("words").stringValue()).isEqualTo("treebank words");
        assertThat(report.get("missing").intValue()).isEqualTo(1);
        assertThat(report.get("uncounted").intValue()).isEqualTo(1);
        assertThat(report.get("unanswered").intValue()).isEqualTo(1);
    }

    @Test
    void theLimitDecidesBetweenTheTwo() throws IOException {
        String far = write(
                "far.jsonl",
                Files.readString(Path.of(corpus)).replace("word word\"", "word word" + " and".repeat(600) + "\""));
        JsonNode report = evaluate(far).json();
        assertThat(figure(report, "fi", "recall@2kt")).isZero();
        assertThat(figure(report, "fi", "recall@5kt")).isEqualTo(0.5);
    }

    @Test
    void bareIdsFindQueriesAndPassages() throws IOException {
        run = write("bare.trec", "q1 Q0 p2 1 2 t\nq2 Q0 p2 1 2 t\n");
        assertThat(figure(evaluate(corpus).json(), "fi", "recall@2kt")).isEqualTo(0.5);
        run = write("ambiguous.trec", "q1 Q0 p1 1 2 t\n");
        evaluate(corpus).refused("passage p1 of the run stands for two texts");
    }

    @Test
    void whatIsMissingIsSaid() throws IOException {
        String part = write("part.jsonl", "{\"_id\": \"p2\", \"lang\": \"en\", \"text\": \"a\"}\n");
        evaluate(part).refused("p1 of the run is not in");
        Said.of("evaluate", "--run", run).refused("--qrels", "--answers");
        Said.of("evaluate", "--run", run, "--answers", answers).refused("--corpus");
        Said.of("evaluate", "--run", run, "--answers", answers, "--corpus", corpus, "--qrels", run)
                .refused("--answers goes with");
        answers = write("blank.jsonl", "{\"_id\": \"q1\", \"lang\": \"fi\", \"text\": \"?\", \"answers\": [\" \"]}\n");
        evaluate(corpus).refused("blank.jsonl:1", "not blank");
        answers = write("none.jsonl", "{\"_id\": \"q1\", \"lang\": \"fi\", \"text\": \"?\", \"answers\": [\"yes\"]}\n");
        evaluate(corpus).refused("no query with an answer beside yes and no");
    }
}
