package dev.isogloss.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.data.Key;
import dev.isogloss.io.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class MtebResultTest {
    private static final MtebModel MODEL = MtebModel.of("me/model@v1", "none").with(384, 512, true);

    @TempDir
    Path folder;

    @Test
    void lies_where_mteb_looks_and_says_what_it_reads() throws IOException {
        MtebTask task = new MtebTask(
                "MrTidyRetrieval",
                "fc24",
                "test",
                "ndcg@10",
                new TreeMap<>(Map.of("sw", new MtebTask.Subset("swahili", List.of("swa-Latn")))));

        Path file =
                MtebResult.write(folder, MODEL, task, List.of(scores("ndcg@10", 0.5, 1), scores("recall@100", 1, 1)));

        assertThat(file).isEqualTo(folder.resolve("results/me__model/v1/MrTidyRetrieval.json"));
        JsonNode json = JsonFile.read(file);
        assertThat(json.propertyNames())
                .containsExactlyInAnyOrder(
                        "dataset_revision",
                        "task_name",
                        "mteb_version",
                        "scores",
                        "evaluation_time",
                        "kg_co2_emissions");
        JsonNode swahili = json.path("scores").path("test").get(1);
        assertThat(swahili.toString())
                .isEqualTo("{\"hf_subset\":\"swahili\",\"languages\":[\"swa-Latn\"],\"main_score\":0.5,"
                        + "\"ndcg_at_10\":0.5,\"recall_at_100\":1.0}");
        // German is not a subset of the task: it keeps its own name.
        assertThat(json.path("scores").path("test").get(0).path("languages").toString())
                .isEqualTo("[\"deu-Latn\"]");
        JsonNode meta = JsonFile.read(file.resolveSibling("model_meta.json"));
        assertThat(meta.path("name").asString()).isEqualTo("me/model");
        assertThat(meta.path("revision").asString()).isEqualTo("v1");
        assertThat(meta.path("embed_dim").asInt()).isEqualTo(384);
    }

    @Test
    void equal_results_are_equal_bytes() throws IOException {
        MtebTask task = MtebTask.unknown("mine", "dev", "ndcg@10");
        List<QueryScores> scores = List.of(scores("ndcg@10", 0.25, 0.75));
        byte[] first = Files.readAllBytes(MtebResult.write(folder.resolve("a"), MODEL, task, scores));
        byte[] second = Files.readAllBytes(MtebResult.write(folder.resolve("b"), MODEL, task, scores));
        assertThat(second).isEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource({
        "sw, swa-Latn",
        "ar, ara-Arab",
        "zh, zho-Hans",
        "zh-hant, zho-Hant",
        "fa, fas-Arab",
        "yo, yor-Latn",
        "te, tel-Telu",
        "ha, hau-Latn",
        "swh, swa-Latn",
        "ja, jpn-Jpan",
        "ko, kor-Kore"
    })
    void a_language_has_three_letters_and_a_script(String code, String expected) {
        assertThat(MtebTask.withScript(code)).isEqualTo(expected);
    }

    @Test
    void labels_of_two_languages_and_of_none_have_a_subset() {
        MtebTask task = MtebTask.unknown("mine", "dev", "ndcg@10");
        assertThat(task.subset("sw>en")).isEqualTo(new MtebTask.Subset("sw-en", List.of("swa-Latn", "eng-Latn")));
        assertThat(task.subset("und")).isEqualTo(new MtebTask.Subset("default", List.of()));
    }

    @Test
    void metrics_stop_at_the_depth_of_the_run() {
        assertThat(MtebResult.metrics(10)).contains(new Metric.Ndcg(10)).doesNotContain(new Metric.Recall(20));
        assertThat(MtebResult.metrics(100)).contains(new Metric.CutAveragePrecision(100));
    }

    @Test
    void refuses_names_that_are_no_path() {
        assertThatThrownBy(() -> MtebModel.of("model", "none")).hasMessageContaining("got: model");
        assertThatThrownBy(() -> MtebModel.of("../x/model", "none")).hasMessageContaining("got: ../x/model");
        assertThatThrownBy(() -> MtebModel.of("me/model@a/b", "none")).hasMessageContaining("got: a/b");
        assertThatThrownBy(() -> MtebTask.unknown("a/b", "dev", "ndcg@10")).hasMessageContaining("got: a/b");
        assertThatThrownBy(() -> MtebResult.write(
                        folder, MODEL, MtebTask.unknown("mine", "dev", "ndcg@20"), List.of(scores("ndcg@10", 1, 1))))
                .hasMessageContaining("ndcg@20");
    }

    private static QueryScores scores(String metric, double first, double second) {
        return QueryScores.of(
                Metric.parse(metric), new TreeMap<>(Map.of(Key.parse("sw:1"), first, Key.parse("de:1"), second)));
    }
}
