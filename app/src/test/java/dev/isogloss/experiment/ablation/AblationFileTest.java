package dev.isogloss.experiment.ablation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isogloss.experiment.Experiment;
import dev.isogloss.experiment.ExperimentFile;
import dev.isogloss.experiment.ExperimentFile.Layer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table files that come with Isogloss. */
class AblationFileTest {
    private static final Path EXPERIMENTS = Path.of("../experiments");

    @ParameterizedTest
    @CsvSource({
        "mining-methods, miracl-mini-small",
        "components, miracl-mini-small",
        "components-llm, llm-judge",
        "settings, miracl-mini-small",
        "teachers, miracl-mini-four-layers"
    })
    void everyRowOfAReadyTableIsAnExperimentOfItsOwn(String name, String experimentName) {
        Ablation table = AblationFile.read(name, EXPERIMENTS.resolve("tables"));
        assertThat(table.name()).isEqualTo(name);
        assertThat(table.rows()).hasSizeGreaterThanOrEqualTo(7);
        Set<List<Object>> seen = new HashSet<>();
        for (Row row : table.rows()) {
            Experiment experiment = ExperimentFile.readLayers(
                    EXPERIMENTS.resolve(experimentName + ".yaml"),
                    List.of(
                            Layer.override("collection.path=x"),
                            Layer.override("model.path=x"),
                            new Layer("table", table.changes()),
                            new Layer("row", row.changes())));
            assertThat(experiment.index().hnsw()).isFalse();
            seen.add(List.of(row.system(), row.changes()));
        }
        assertThat(seen).as("rows that differ").hasSameSizeAs(table.rows());
        assertThat(table.row(table.reference()).changes())
                .as("the reference is the experiment")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "miracl-mini",
                "miracl-mini-small",
                "miracl-mini-four-layers",
                "cross-lingual",
                "cross-lingual-topics",
                "llm-judge"
            })
    void everyReadyExperimentCanBeRead(String name) {
        Experiment experiment = ExperimentFile.readLayers(
                EXPERIMENTS.resolve(name + ".yaml"),
                List.of(Layer.override("collection.path=x"), Layer.override("model.path=x")));
        assertThat(experiment.name()).isEqualTo(name);
    }
}
