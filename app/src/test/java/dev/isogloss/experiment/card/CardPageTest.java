package dev.isogloss.experiment.card;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isogloss.eval.Comparison;
import dev.isogloss.eval.ResultRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class CardPageTest {
    private static ResultRow row(String system, String scope, String language, String metric, double value) {
        return new ResultRow(
                system, "monolingual", "dev", scope, language, metric, value, 10, value - 0.05, value + 0.05);
    }

    private static CardData card(Optional<String> licence, Optional<String> base, List<ResultRow> rows) {
        return new CardData(
                "mini",
                "trained",
                licence,
                base,
                base.orElse("encoder"),
                List.of("no", "sw", "yo"),
                new CardData.Shape(
                        "xlm-roberta",
                        12,
                        384,
                        250_037,
                        384,
                        List.of(64),
                        "mean",
                        true,
                        "query: ",
                        "passage: ",
                        64,
                        256,
                        512,
                        " "),
                List.of(
                        new DataSource("a", Optional.of("miracl/miracl"), "many queries", Optional.of("Apache-2.0")),
                        new DataSource("b", Optional.empty(), "a few", Optional.empty())),
                List.of("It was mined."),
                "60 steps.\n",
                "seed: 42\n",
                "mini-scope",
                "dev",
                1234,
                rows,
                List.of(new Comparison(
                        "trained", "untouched", "monolingual", "ndcg@10", "macro", 0.1, 0.001, 0.004, 20)),
                List.of("It is small."));
    }

    private static JsonNode metadata(String page) {
        String[] parts = page.split("(?m)^---$", 3);
        assertThat(parts[0]).isEmpty();
        return YAMLMapper.shared().readTree(parts[1]);
    }

    @Test
    void theMetadataIsTheHubsAndItsResultsAreTheMeasuredOnes() {
        List<ResultRow> rows = List.of(
                row("untouched", "mini-scope", "macro", "ndcg@10", 0.7),
                row("trained", "mini-scope", "macro", "ndcg@10", 0.81234),
                row("trained", "mini-scope", "macro", "recall@100", 0.9),
                row("trained", "mini-scope", "sw", "ndcg@10", 0.5),
                row("trained", "elsewhere", "sw", "ndcg@10", 0.25));
        JsonNode found = metadata(CardPage.text(card(Optional.of("apache-2.0"), Optional.of("org/base"), rows)));
        assertThat(found.get("language").valueStream().map(JsonNode::asString))
                .as("the code of Norwegian is not the truth value no")
                .containsExactly("no", "sw", "yo");
        assertThat(found.get("license").asString()).isEqualTo("apache-2.0");
        assertThat(found.get("base_model").asString()).isEqualTo("org/base");
        assertThat(found.get("library_name").asString()).isEqualTo("sentence-transformers");
        assertThat(found.get("pipeline_tag").asString()).isEqualTo("sentence-similarity");
        assertThat(found.get("datasets").valueStream().map(JsonNode::asString)).containsExactly("miracl/miracl");
        assertThat(found.get("tags").valueStream().map(JsonNode::asString)).contains("isogloss", "multilingual");
        JsonNode index = found.get("model-index").get(0);
        assertThat(index.get("name").asString()).isEqualTo("mini");
        assertThat(index.get("results")).hasSize(3);
        JsonNode first = index.get("results").get(0);
        assertThat(first.get("task").get("type").asString()).isEqualTo("Retrieval");
        assertThat(first.get("dataset").get("type").asString()).isEqualTo("mini-scope");
        assertThat(first.get("dataset").get("config").asString()).isEqualTo("macro");
        assertThat(first.get("dataset").get("split").asString()).isEqualTo("dev");
        assertThat(first.get("metrics")).hasSize(2);
        assertThat(first.get("metrics").get(0).get("type").asString()).isEqualTo("ndcg_at_10");
        assertThat(first.get("metrics").get(0).get("value").doubleValue()).isEqualTo(81.234);
        assertThat(index.get("results").get(2).get("dataset").get("type").asString())
                .isEqualTo("elsewhere");
    }

    @Test
    void figuresStandBesideTheUntouchedModelWithIntervalsAndScope() {
        List<ResultRow> rows = List.of(
                row("untouched", "mini-scope", "macro", "ndcg@10", 0.7),
                row("trained", "mini-scope", "macro", "ndcg@10", 0.8));
        assertThat(CardPage.text(card(Optional.empty(), Optional.empty(), rows)))
                .contains("### Scope mini-scope, split dev, task monolingual (1,234 passages)")
                .contains("| ndcg@10, macro | 0.700 [0.650, 0.750] | 0.800 [0.750, 0.850] |")
                .contains("| ndcg@10, micro | not measured | not measured |")
                .contains("trained +0.100 against untouched, p = 0.0040");
        ResultRow other =
                new ResultRow("trained", "monolingual", "test", "mini-scope", "macro", "ndcg@10", 0.8, 9, 0.7, 0.9);
        assertThat(CardPage.text(card(Optional.empty(), Optional.empty(), List.of(other))))
                .as("a comparison belongs to the split it was made on")
                .contains("split test")
                .doesNotContain("against untouched");
    }

    @Test
    void pairsOfLanguagesAreTooManyForACard() {
        List<ResultRow> rows = List.of(
                new ResultRow("trained", "cross", "dev", "mini-scope", "macro", "ndcg@10", 0.8, 9, 0.7, 0.9),
                new ResultRow("trained", "cross", "dev", "mini-scope", "sw>yo", "ndcg@10", 0.8, 9, 0.7, 0.9),
                new ResultRow("trained", "cross", "dev", "mini-scope", "yo>sw", "ndcg@10", 0.8, 9, 0.7, 0.9));
        String page = CardPage.text(card(Optional.empty(), Optional.empty(), rows));
        assertThat(page).contains("task cross").doesNotContain("sw>yo");
        assertThat(metadata(page).get("model-index").get(0).get("results")).hasSize(1);
    }

    @Test
    void whatIsNotKnownIsSaidAndNotInvented() {
        String page = CardPage.text(card(Optional.empty(), Optional.empty(), List.of()));
        JsonNode found = metadata(page);
        for (String absent : List.of("license", "base_model", "model-index", "metrics")) {
            assertThat(found.has(absent)).as(absent).isFalse();
        }
        assertThat(page)
                .contains("Nothing was measured yet.", "None was chosen", "| b | a few | not stated in its files |")
                .contains("Fine-tuned from encoder");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Source: here @ 1. Licence: CC BY-SA 4.0. More text. | CC BY-SA 4.0",
                "---\\nlicense: mit\\n---\\ntext | mit",
                "# A set\\nLicense: \"Apache-2.0\" | Apache-2.0",
                "This set has no word about it | ",
            })
    void aLicenceIsWhatTheFilesSay(String readme, String expected, @TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("README.md"), readme.replace("\\n", "\n"));
        assertThat(DataSource.licence(folder)).isEqualTo(Optional.ofNullable(expected));
    }

    @Test
    void aLicenceFileIsNamedByItsFirstLine(@TempDir Path folder) throws IOException {
        assertThat(DataSource.licence(folder)).isEmpty();
        Files.writeString(folder.resolve("LICENSE"), "\n  MIT License\n\nCopyright\n");
        assertThat(DataSource.licence(folder)).contains("MIT License");
    }
}
