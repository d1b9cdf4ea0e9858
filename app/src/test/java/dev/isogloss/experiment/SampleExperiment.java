package dev.isogloss.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An experiment of seconds on the repository's sample collection, with an untrained encoder of two layers. */
public final class SampleExperiment {
    /** 18 languages, 22 passages each. */
    public static final Path COLLECTION =
            Path.of("../experiments/sample").toAbsolutePath().normalize();

    private SampleExperiment() {}

    /** Writes the experiment file. */
    public static Path file(Path file) throws IOException {
        return Files.writeString(file, """
                name: sample
                collection: {format: plain, path: "%s"}
                model: {fresh: true, precision: fp32, vocabulary: 1500, hidden: 16, layers: 2, heads: 2, intermediate: 32, positions: 64}
                text: {query-tokens: 16, passage-tokens: 48}
                mine: {depth: 15, keep: 8, stages: [{perc-pos: {fraction: 0.95, baseline: chance}}]}
                plan: {topics: 3}
                train: {batch: 12, negatives: 2, temperature: 0.2, learning-rate: 1e-3, epochs: 1, max-steps: 4, validation: 0.15}
                index: {hnsw: false}
                evaluate: {tasks: [monolingual], systems: [untouched], depth: 20}
                """.formatted(COLLECTION));
    }
}
