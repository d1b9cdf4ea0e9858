package dev.isogloss.cli;

import java.nio.file.Path;

/** An index made by the command. */
public final class IndexedAnew {
    private IndexedAnew() {}

    /** Of the passages of a file, dense (in 32-bit floats) and lexical. */
    public static Path of(Path model, Path corpus, Path out) {
        Said.of(
                        "index",
                        "--model",
                        model.toString(),
                        "--corpus",
                        corpus.toString(),
                        "--out",
                        out.toString(),
                        "--bm25",
                        "--precision",
                        "fp32")
                .succeeded();
        return out;
    }
}
