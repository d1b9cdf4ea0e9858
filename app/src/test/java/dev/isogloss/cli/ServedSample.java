package dev.isogloss.cli;

import dev.isogloss.experiment.SampleExperiment;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A run folder on the repository's sample with an untrained encoder, a reranker of one step and an index in it.
 *
 * @param reranker a cross-encoder folder
 * @param model the encoder's folder
 */
public record ServedSample(Path run, Path reranker, Path model) {
    /** Makes all of it; takes seconds. */
    public static ServedSample make(Path folder) throws IOException {
        Path experiment = SampleExperiment.file(folder.resolve("sample.yaml"));
        Path run = folder.resolve("sample");
        Said.of(
                        "train",
                        "--task",
                        "rerank",
                        experiment.toString(),
                        "--out",
                        run.toString(),
                        "--set",
                        "rerank.max-steps=1",
                        "--set",
                        "rerank.pair-tokens=48")
                .succeeded();
        Path model = run.resolve("systems/untouched/model");
        Said.of(
                        "index",
                        "--model",
                        model.toString(),
                        "--corpus",
                        SampleExperiment.COLLECTION.resolve("corpus.jsonl").toString(),
                        "--out",
                        run.resolve("index").toString(),
                        "--bm25")
                .succeeded();
        return new ServedSample(run, run.resolve("reranker"), model);
    }

    /** What {@code isogloss search --json -} prints. */
    public static String searched(Path index, String... options) {
        String[] arguments = new String[options.length + 5];
        System.arraycopy(new String[] {"search", "--index", index.toString(), "--json", "-"}, 0, arguments, 0, 5);
        System.arraycopy(options, 0, arguments, 5, options.length);
        return Said.of(arguments).succeeded().out();
    }
}
