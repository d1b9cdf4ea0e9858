package dev.isogloss.experiment;

import dev.isogloss.io.Checksums;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A whole experiment that takes seconds: {@link TinyCollection} and an encoder of one layer. */
public final class TinyExperiment {
    /** What a run folder promises to be equal byte for byte. */
    private static final List<String> PROMISED = List.of("mining", "plan", "model", "vectors", "runs", "results.json");

    private TinyExperiment() {}

    /** Writes the experiment file of a collection that lies in {@code collection}. */
    public static Path file(Path file, Path collection, String format) throws IOException {
        return Files.writeString(file, """
                name: tiny
                collection: {format: %s, path: "%s"}
                model: {fresh: true, precision: fp32, vocabulary: 300, hidden: 16, layers: 1, heads: 2, intermediate: 32, positions: 64}
                text: {query-tokens: 16, passage-tokens: 48}
                mine: {depth: 15, keep: 8}
                plan: {topics: 3}
                train: {batch: 4, negatives: 2, temperature: 0.05, learning-rate: 1e-2, epochs: 2, validation: 0.2,
                        validate-every: 5, checkpoint-seconds: 1}
                index: {hnsw-degree: 8, hnsw-beam: 20}
                evaluate: {tasks: [monolingual, pooled, cross], depth: 20}
                """.formatted(format, collection));
    }

    /** Runs it to the end. */
    static Pipeline.Outcome run(Path file, Path out, String... overrides) throws IOException {
        return Pipeline.run(
                ExperimentFile.read(file, List.of(overrides)),
                new RunFolder(out),
                Pipeline.Until.REPORT,
                Progress.SILENT);
    }

    /** Runs it until the model is trained. */
    static void train(Path file, Path out, String... overrides) throws IOException {
        Pipeline.run(
                ExperimentFile.read(file, List.of(overrides)),
                new RunFolder(out),
                Pipeline.Until.TRAIN,
                Progress.SILENT);
    }

    /** SHA-256 of every promised file of a run folder, by its name within it. */
    public static SortedMap<String, String> promised(Path run) throws IOException {
        SortedMap<String, String> hashes = new TreeMap<>();
        for (Map.Entry<String, String> file : all(run).entrySet()) {
            if (PROMISED.contains(file.getKey().split("/")[0])) {
                hashes.put(file.getKey(), file.getValue());
            }
        }
        return hashes;
    }

    /** SHA-256 of every file of a run folder. */
    static SortedMap<String, String> all(Path run) throws IOException {
        SortedMap<String, String> hashes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(run)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                hashes.put(run.relativize(file).toString(), Checksums.sha256(file));
            }
        }
        return hashes;
    }
}
