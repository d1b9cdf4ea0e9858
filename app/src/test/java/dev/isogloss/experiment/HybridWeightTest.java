package dev.isogloss.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.io.BadInputException;
import dev.isogloss.io.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The weight of BM25 beside a model, chosen on held-out queries. */
class HybridWeightTest {
    @TempDir
    Path folder;

    @Test
    void theChosenWeightIsTheBestOfThoseTriedAndTheOneThatIsUsed() throws IOException {
        Path file = TinyExperiment.file(
                folder.resolve("tiny.yaml"), TinyCollection.plain(folder.resolve("collection")), "plain");
        Path tuned = folder.resolve("tuned");
        String systems = "evaluate.systems=[trained,hybrid]";
        TinyExperiment.run(file, tuned, systems, "index.hnsw=false", "evaluate.hybrid-weight=held-out");
        JsonNode choice = JsonFile.read(tuned.resolve("systems/hybrid/choice.json"));
        assertThat(choice.path("quality").size()).isEqualTo(11);
        double chosen = choice.path("chosen").asDouble();
        double best = choice.path("quality").path(Double.toString(chosen)).asDouble();
        assertThat(choice.path("quality").valueStream().mapToDouble(JsonNode::asDouble))
                .allMatch(quality -> quality <= best);
        assertThat(Files.readString(tuned.resolve("report.html"))).contains("The weight of BM25 in the system hybrid");

        Path given = folder.resolve("given");
        TinyExperiment.run(file, given, systems, "index.hnsw=false", "evaluate.hybrid-weight=" + chosen);
        assertThat(Files.readString(tuned.resolve("runs/hybrid.pooled.dev.pool.trec")))
                .isEqualTo(Files.readString(given.resolve("runs/hybrid.pooled.dev.pool.trec")));
        assertThatThrownBy(() -> TinyExperiment.run(
                        file, given, systems, "evaluate.hybrid-weight=held-out", "train.validation=0"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("system hybrid");
        assertThatThrownBy(() -> TinyExperiment.run(file, given, systems, "evaluate.hybrid-weight=best"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("evaluate.hybrid-weight");
    }
}
